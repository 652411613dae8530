package dev.linger.access;

import dev.linger.event.ChannelName;
import java.util.List;

/**
 * The policy if a host application brings none: nobody may do anything, but
 *
 * <ul>
 *   <li>everybody reads the channels that are said to be public,
 *   <li>who is known reads {@code forum} and their own channel,
 *   <li>and does what the patterns in their token say.
 * </ul>
 *
 * @param everybody the public channels
 */
public record GrantedAccess(List<ChannelPattern> everybody) implements AccessPolicy {

  private static final ChannelName FORUM = new ChannelName("forum");

  /** Keeps a list that nobody else can change. */
  public GrantedAccess {
    everybody = List.copyOf(everybody);
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return !channel.isReserved()
        && (isOfKnown(caller, channel)
            || caller.grants().mayRead(channel)
            || new Grants(everybody, List.of()).mayRead(channel));
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return caller.grants().mayPublish(channel);
  }

  private static boolean isOfKnown(Caller caller, ChannelName channel) {
    String user = caller.user();
    return user != null && (channel.equals(FORUM) || channel.value().equals("user:" + user));
  }
}
