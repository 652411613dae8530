package dev.linger.access;

import dev.linger.event.ChannelName;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets everybody do everything, for trying things out on one's own machine. A token is taken at its
 * word: {@code Bearer 7} is user 7, and {@code 7:Ada} user 7 called Ada. It is the server's part to
 * see that only this machine gets here.
 */
public final class DevAccess implements Access {

  private final LongSupplier millis;
  private final Revoked revoked;

  /**
   * Lets everybody in.
   *
   * @param millis the wall clock
   * @param revoked whose visit has ended; a new one may begin at once
   */
  public DevAccess(LongSupplier millis, Revoked revoked) {
    this.millis = millis;
    this.revoked = revoked;
  }

  @Override
  public Caller identify(Credentials shown) {
    String token = shown.token();
    if (token == null || token.isEmpty()) {
      return Caller.ANONYMOUS;
    }
    int colon = token.indexOf(':');
    return new Caller(
        colon < 0 ? token : token.substring(0, colon),
        colon < 0 ? null : token.substring(colon + 1),
        Set.of(),
        Grants.NONE,
        Pass.ofVisit(millis.getAsLong()));
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return true;
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return true;
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
