package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is revoked on one node ends on all, and holds; wherever they keep it. */
abstract class RevocationsContract {

  static final Duration LONGEST = Duration.ofHours(1);

  /** The wall clock of all nodes; the store's own goes by real time, so it starts there. */
  long now = System.currentTimeMillis();

  private final List<Set<String>> told = new ArrayList<>();
  private final Revocations here = node(told::add);
  private final Revocations there = node(users -> {});

  /** A store that all nodes of this test share; called for each node. */
  abstract RevocationStore store();

  /** Loses everything that was kept. */
  abstract void lose();

  @Test
  void all_tokens_of_a_user_that_were_issued_before_are_revoked_here_and_there() throws Exception {
    assertThat(here.isRevoked(who("7", "a", now - 1_000))).isFalse();
    here.revoke("7", null, now);
    there.refresh();
    for (Revocations node : List.of(here, there)) {
      assertThat(node.isRevoked(who("7", "a", now - 1_000))).isTrue();
      assertThat(node.isRevoked(who("7", null, 0))).as("one that says nothing").isTrue();
      assertThat(node.isRevoked(who("7", "b", now + 1_000))).as("a new one").isFalse();
      assertThat(node.isRevoked(who("8", "a", now - 1_000))).as("another user's").isFalse();
      assertThat(node.isRevoked(Caller.ANONYMOUS)).isFalse();
    }
  }

  @Test
  void one_token_is_revoked_whenever_it_was_issued_and_only_its_users() throws Exception {
    here.revoke("7", "a", now);
    there.refresh();
    assertThat(there.isRevoked(who("7", "a", now + 1_000))).isTrue();
    assertThat(there.isRevoked(who("7", "b", now - 1_000))).isFalse();
    assertThat(there.isRevoked(who("7", null, now - 1_000))).isFalse();
    assertThat(there.isRevoked(who("8", "a", now - 1_000))).isFalse();
  }

  @Test
  void it_holds_until_the_longest_token_has_expired_and_is_forgotten_then() throws Exception {
    long until = here.revoke("7", null, now);
    assertThat(until).isEqualTo(now + LONGEST.toMillis());
    long issued = now - 1;
    now = until - 1;
    here.refresh();
    assertThat(here.isRevoked(who("7", "a", issued))).isTrue();
    now = until;
    here.refresh();
    assertThat(here.isRevoked(who("7", "a", issued))).isFalse();
    assertThat(here.toString()).contains("0 users");
  }

  @Test
  void an_earlier_moment_spares_what_was_issued_since_and_never_takes_back_a_later_one()
      throws Exception {
    here.revoke("7", null, now - 5_000);
    assertThat(here.isRevoked(who("7", "a", now - 6_000))).isTrue();
    assertThat(here.isRevoked(who("7", "a", now - 4_000))).isFalse();
    here.revoke("7", null, now - 1_000);
    here.revoke("7", null, now - 5_000);
    there.refresh();
    assertThat(here.isRevoked(who("7", "a", now - 4_000))).isTrue();
    assertThat(there.isRevoked(who("7", "a", now - 4_000))).isTrue();
  }

  @Test
  void without_a_moment_it_is_now() throws Exception {
    here.revoke("7", null, null);
    assertThat(here.isRevoked(who("7", "a", now))).isTrue();
    assertThat(here.isRevoked(who("7", "a", now + 1))).isFalse();
  }

  @Test
  void an_issuers_clock_may_be_as_far_ahead_as_its_tokens_are_taken_and_no_further()
      throws Exception {
    long ahead = TokenRules.LEEWAY.toMillis();
    here.revoke("7", null, now + 20_000);
    assertThat(here.isRevoked(who("7", "a", now + 20_000))).isTrue();
    assertThat(here.isRevoked(who("7", "a", now + 20_001))).isFalse();
    here.revoke("8", null, now + 1_000_000);
    assertThat(here.isRevoked(who("8", "a", now + ahead))).isTrue();
    assertThat(here.isRevoked(who("8", "a", now + ahead + 1))).isFalse();
  }

  @Test
  void who_asks_again_is_told_of_what_is_new_and_of_nothing_twice() throws Exception {
    there.revoke("7", null, now);
    there.revoke("8", "a", now);
    here.refresh();
    here.refresh();
    there.revoke("9", null, now);
    here.refresh();
    assertThat(told).containsExactly(Set.of("7", "8"), Set.of("9"));
  }

  @Test
  void a_node_that_comes_later_learns_of_everything() throws Exception {
    here.revoke("7", null, now);
    Revocations late = node(users -> {});
    late.refresh();
    assertThat(late.isRevoked(who("7", "a", now))).isTrue();
  }

  @Test
  void what_the_store_has_lost_it_is_told_again_by_a_node_that_knows() throws Exception {
    here.revoke("7", null, now);
    here.revoke("8", "a", now);
    lose();
    here.refresh();
    assertThat(here.isRevoked(who("7", "a", now))).isTrue();
    there.refresh();
    assertThat(there.isRevoked(who("7", "a", now))).isTrue();
    assertThat(there.isRevoked(who("8", "a", now))).isTrue();
  }

  private Revocations node(Consumer<Set<String>> revoked) {
    return new Revocations(new Later(), LONGEST, () -> now, revoked);
  }

  private static Caller who(String user, @Nullable String token, long issued) {
    return new Caller(user, null, Set.of(), Grants.NONE, new Pass(token, issued, Long.MAX_VALUE));
  }

  /** Asks for the store when it is there: nodes are made before a subclass is. */
  private final class Later implements RevocationStore {

    @Override
    public void add(Revocation revocation) throws LogUnavailableException {
      store().add(revocation);
    }

    @Override
    public Since since(long number) throws LogUnavailableException {
      return store().since(number);
    }
  }
}
