package dev.linger.access;

import dev.linger.event.ChannelName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Knows nobody, and takes no tokens: for a server where people are known by {@link LoginAccess}
 * alone.
 *
 * @param policy what callers may do
 * @param revoked whose visit has ended
 */
public record TokenlessAccess(AccessPolicy policy, Revoked revoked) implements Access {

  @Override
  public @Nullable Caller identify(Credentials shown) {
    return shown.token() == null ? Caller.ANONYMOUS : null;
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return policy.mayRead(caller, channel);
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return policy.mayPublish(caller, channel);
  }

  @Override
  public boolean isWelcome(Caller caller) {
    return !revoked.isRevoked(caller);
  }

  @Override
  public @Nullable Duration remaining(Caller caller) {
    return null;
  }
}
