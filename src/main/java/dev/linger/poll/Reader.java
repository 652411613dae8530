package dev.linger.poll;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.hub.Holder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For whom a poll reads. Asked again for every answer, also of a poll that has waited for a while:
 * a right that was taken away meanwhile is gone, and so is one that has come to its end.
 *
 * <p>Threading: called by many threads; must not wait for anything.
 */
public interface Reader {

  /** Whoever reads sees everything, for ever; for a server that asks nobody, and for tests. */
  Reader ANYBODY =
      new Reader() {
        @Override
        public boolean isWelcome() {
          return true;
        }

        @Override
        public @Nullable Duration remaining() {
          return null;
        }

        @Override
        public boolean mayRead(ChannelName channel) {
          return true;
        }

        @Override
        public boolean sees(Event event) {
          return true;
        }
      };

  /** False once what the reader has shown has ended or was revoked: then there is no answer. */
  boolean isWelcome();

  /** How long what the reader has shown is still good; null if it has no end. May be negative. */
  @Nullable Duration remaining();

  /** May the reader read the channel, now? */
  boolean mayRead(ChannelName channel);

  /** Whom a poll counts as, where there is a bound. */
  default Holder holder() {
    return Holder.NOBODY;
  }

  /** Is the event, in a channel that the reader may read, for this reader? */
  boolean sees(Event event);
}
