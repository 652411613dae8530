package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import dev.linger.support.FakeTicker;
import dev.linger.support.LogLines;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host application's policy that does not do what it should. */
class CautiousPolicyTest {

  private static final ChannelName THREAD = new ChannelName("thread:1");

  private final FakeTicker ticker = new FakeTicker();
  private final AtomicReference<AccessPolicy> host = new AtomicReference<>();
  private final AccessPolicy policy = new CautiousPolicy(host::get, new Stumbles(ticker));
  private final LogLines log = new LogLines();

  @AfterEach
  void stop() {
    log.close();
  }

  @Test
  void a_policy_that_says_yes_is_heard() {
    host.set(new Fixed(true));
    assertThat(policy.mayRead(Caller.ANONYMOUS, THREAD)).isTrue();
    assertThat(policy.mayPublish(Caller.ANONYMOUS, THREAD)).isTrue();
  }

  @Test
  void the_servers_own_channels_are_not_even_asked_about() {
    host.set(new Fixed(true));
    ChannelName probe = new ChannelName("linger:probe");
    assertThat(policy.mayRead(Caller.ANONYMOUS, probe)).isFalse();
    assertThat(policy.mayPublish(Caller.ANONYMOUS, probe)).isFalse();
  }

  @Test
  void one_that_can_not_be_had_has_said_no() {
    assertThat(policy.mayRead(Caller.ANONYMOUS, THREAD)).isFalse();
    assertThat(policy.mayPublish(Caller.ANONYMOUS, THREAD)).isFalse();
  }

  @Test
  void one_that_stumbles_all_the_time_does_not_fill_the_disk() {
    ask(1_000);
    assertThat(log.complaints())
        .singleElement()
        .asString()
        .contains("counts as a no; 0 more times", "NullPointerException");

    ticker.advance(Stumbles.INTERVAL);
    ask(2);

    assertThat(log.complaints()).hasSize(2);
    assertThat(log.complaints().get(1)).contains("999 more times");
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(policy.mayRead(Caller.ANONYMOUS, THREAD)).isFalse();
    }
  }

  /** Says the same of everything. */
  private record Fixed(boolean answer) implements AccessPolicy {

    @Override
    public boolean mayRead(Caller caller, ChannelName channel) {
      return answer;
    }

    @Override
    public boolean mayPublish(Caller caller, ChannelName channel) {
      return answer;
    }
  }
}
