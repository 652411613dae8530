package dev.linger.access;

/**
 * All that decides who gets in, for one node.
 *
 * @param access who somebody is and what they may do
 * @param tickets what stands for somebody in a URL, once
 * @param revocations whose tokens have ended before their time
 */
public record AccessRules(Access access, Tickets tickets, Revocations revocations) {

  /** The same for a context whose host decides otherwise. */
  public AccessRules of(Access other) {
    return new AccessRules(other, tickets, revocations);
  }
}
