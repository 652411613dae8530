package dev.linger.forum;

import java.util.List;

/**
 * Who is in a thread at a moment.
 *
 * @param count how many
 * @param named who, in no order; empty if they are too many to be told by name
 */
public record People(int count, List<Person> named) {

  /** True if not everybody is named. */
  public boolean isMore() {
    return count > named.size();
  }
}
