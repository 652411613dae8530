package dev.linger.access;

import dev.linger.event.ChannelName;

/**
 * Decides what somebody may do whose identity is known. A host application brings its own with one
 * line, {@code servletContext.setAttribute(AccessPolicy.class.getName(), policy)}; it is then asked
 * instead of {@link GrantedAccess}, which goes by what tokens say.
 *
 * <p>Asked anew for every request, and for every answer of a poll that has waited, so that a right
 * that was taken away is gone. The server's own channels, {@code linger:…}, are refused before
 * anybody is asked. A policy that throws has said no.
 *
 * <p>Threading: called by many threads at a time; must not wait for anything.
 */
public interface AccessPolicy {

  /** May the caller read the channel? */
  boolean mayRead(Caller caller, ChannelName channel);

  /** May the caller publish to the channel? */
  boolean mayPublish(Caller caller, ChannelName channel);
}
