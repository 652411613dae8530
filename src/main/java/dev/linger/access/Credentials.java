package dev.linger.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of its caller.
 *
 * @param token what came as a bearer token, in the header or in the body; null for none
 * @param login whom the container has recognised; null for nobody
 */
public record Credentials(@Nullable String token, @Nullable Login login) {

  /** A request that shows nothing. */
  public static final Credentials NONE = new Credentials(null, null);

  /** A request with a token, or without one. */
  public static Credentials of(@Nullable String token) {
    return token == null ? NONE : new Credentials(token, null);
  }

  /**
   * The container's own login.
   *
   * @param user the principal's name
   * @param roles those of the roles that we were told to ask for that the user has
   */
  public record Login(String user, Set<String> roles) {}

  /** Never the token: log lines are read by many. */
  @Override
  public String toString() {
    return "Credentials[" + (token == null ? "no token" : "a token") + ", " + login + "]";
  }
}
