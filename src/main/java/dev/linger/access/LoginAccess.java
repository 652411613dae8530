package dev.linger.access;

import dev.linger.event.ChannelName;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has logged in to the container is known by that. Whoever shows a token means to be known
 * by the token: it may have fewer rights than the login, and that may be the point.
 *
 * @param others identifies all others, and says what anybody may do
 * @param millis the wall clock: a login is looked at anew with each request, so what is revoked is
 *     what was begun before
 */
public record LoginAccess(Access others, LongSupplier millis) implements Access {

  @Override
  public @Nullable Caller identify(Credentials shown) {
    Credentials.Login login = shown.login();
    if (login == null || shown.token() != null) {
      return others.identify(shown);
    }
    return Caller.canBeCalled(login.user())
        ? new Caller(
            login.user(),
            login.user(),
            Set.copyOf(login.roles()),
            Grants.NONE,
            Pass.ofVisit(millis.getAsLong()))
        : null;
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return others.mayRead(caller, channel);
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return others.mayPublish(caller, channel);
  }

  @Override
  public boolean isWelcome(Caller caller) {
    return others.isWelcome(caller);
  }

  @Override
  public @Nullable Duration remaining(Caller caller) {
    return others.remaining(caller);
  }

  @Override
  public boolean isReady() {
    return others.isReady();
  }
}
