package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.linger.log.LogUnavailableException;
import org.junit.jupiter.api.Test;

class MemoryRevocationsTest extends RevocationsContract {

  private MemoryRevocationStore store = new MemoryRevocationStore(() -> now);

  @Override
  RevocationStore store() {
    return store;
  }

  @Override
  void lose() {
    store = new MemoryRevocationStore(() -> now);
  }

  @Test
  void there_is_a_bound_and_what_has_ended_makes_room() throws Exception {
    for (int i = 0; i < RevocationStore.MAX_REVOCATIONS; i++) {
      store.add(new Revocation("u" + i, null, now, now + 10));
    }
    Revocation oneMore = new Revocation("7", null, now, now + 10);
    assertThatExceptionOfType(LogUnavailableException.class).isThrownBy(() -> store.add(oneMore));
    store.add(new Revocation("u7", null, now, now + 20));
    now += 10;
    store.add(oneMore);
    assertThat(store.since(0).revocations()).hasSize(2);
  }
}
