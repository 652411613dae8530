package dev.linger.access;

import dev.linger.event.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * Lets everybody do everything, for trying things out on one's own machine. A token is taken at its
 * word: {@code Bearer 7} is user 7. It is the server's part to see that only this machine gets
 * here.
 */
public final class DevAccess implements Access {

  @Override
  public Caller identify(@Nullable String token) {
    return token == null || token.isEmpty() ? Caller.ANONYMOUS : new Caller(token);
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return true;
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return true;
  }
}
