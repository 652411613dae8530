package dev.linger.access;

import dev.linger.event.ChannelName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param user the forum's user id, which {@code user:me} stands for; null for somebody who did not
 *     say
 * @param name what others call them; null if that is not known
 * @param groups the groups that they are in, for audiences and policies
 * @param grants the rights that they have brought along
 * @param pass the token they came with; null for none
 */
public record Caller(
    @Nullable String user,
    @Nullable String name,
    Set<String> groups,
    Grants grants,
    @Nullable Pass pass) {

  private static final String ME = "me";

  /** Somebody who did not say who they are. */
  public static final Caller ANONYMOUS = of(null, null);

  /** Keeps a set that nobody else can change. */
  public Caller {
    groups = Set.copyOf(groups);
  }

  /**
   * Whether somebody may have this id. Their own channel must be a channel; {@code user:me} stands
   * for everybody's own, so nobody is called that; and a colon would make two users' ids run into
   * each other wherever one is put before something else: {@code 7:8} and {@code 7}.
   */
  static boolean canBeCalled(String user) {
    if (user.isEmpty() || user.equals(ME) || user.indexOf(':') >= 0) {
      return false;
    }
    try {
      return ChannelName.ofUser(user).isUser();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Somebody without groups or rights of their own. */
  public static Caller of(@Nullable String user, @Nullable String name) {
    return new Caller(user, name, Set.of(), Grants.NONE, null);
  }

  /** Fit for a log line: says who, and leaves out the rest. */
  @Override
  public String toString() {
    return user == null ? "anonymous" : "user " + user;
  }
}
