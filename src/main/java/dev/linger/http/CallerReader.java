package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.access.Caller;
import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.hub.Holder;
import dev.linger.poll.Reader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For whom a request's poll reads: polls know nothing of access. */
record CallerReader(Access access, Caller caller, Holder holder) implements Reader {

  @Override
  public boolean isWelcome() {
    return access.isWelcome(caller);
  }

  @Override
  public @Nullable Duration remaining() {
    return access.remaining(caller);
  }

  @Override
  public boolean mayRead(ChannelName channel) {
    return access.mayRead(caller, channel);
  }

  @Override
  public boolean sees(Event event) {
    return event.audience().includes(caller.user(), caller.groups());
  }
}
