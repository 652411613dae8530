package dev.linger.access;

import dev.linger.event.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what. Asked anew for every request, so that a right that was taken away is
 * gone.
 *
 * <p>Threading: called by many threads at a time; must not wait for anything.
 */
public interface Access {

  /**
   * Who is it?
   *
   * @param token what came as a bearer token, in the header or in the body; null for none
   * @return null if the token is no good: the client is then asked for a new one
   */
  @Nullable Caller identify(@Nullable String token);

  /** May the caller read the channel? */
  boolean mayRead(Caller caller, ChannelName channel);

  /** May the caller publish to the channel? */
  boolean mayPublish(Caller caller, ChannelName channel);
}
