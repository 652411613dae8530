package dev.linger.http;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.hub.Holder;
import dev.linger.poll.Reader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For whom a page waits: its reader, who has no use for what the page does not show. To the poll
 * such an event is like one for somebody else, which ends no wait.
 */
record PageReader(Reader reader) implements Reader {

  @Override
  public boolean isWelcome() {
    return reader.isWelcome();
  }

  @Override
  public @Nullable Duration remaining() {
    return reader.remaining();
  }

  @Override
  public boolean mayRead(ChannelName channel) {
    return reader.mayRead(channel);
  }

  @Override
  public Holder holder() {
    return reader.holder();
  }

  @Override
  public boolean sees(Event event) {
    return reader.sees(event) && ThreadPage.shows(event);
  }
}
