package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.linger.event.ChannelName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may do by what their token grants, and nothing else. */
class GrantedAccessTest {

  private final AccessPolicy nothingPublic = new GrantedAccess(List.of());

  @Test
  void nobody_may_do_anything_that_was_not_granted() {
    for (Caller caller : List.of(Caller.ANONYMOUS, who("7", List.of(), List.of()))) {
      assertThat(nothingPublic.mayRead(caller, channel("thread:42"))).isFalse();
      assertThat(nothingPublic.mayPublish(caller, channel("thread:42"))).isFalse();
      assertThat(nothingPublic.mayPublish(caller, channel("forum"))).isFalse();
      assertThat(nothingPublic.mayPublish(caller, channel("user:7"))).isFalse();
      assertThat(nothingPublic.mayRead(caller, channel("user:8"))).isFalse();
    }
  }

  @Test
  void who_is_known_reads_their_own_channel_and_the_forums() {
    Caller ada = who("7", List.of(), List.of());
    assertThat(nothingPublic.mayRead(ada, channel("user:7"))).isTrue();
    assertThat(nothingPublic.mayRead(ada, channel("forum"))).isTrue();
    assertThat(nothingPublic.mayRead(Caller.ANONYMOUS, channel("forum"))).isFalse();
    assertThat(nothingPublic.mayRead(Caller.ANONYMOUS, channel("user:null"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "thread:42, thread:42, true",
    "thread:42, thread:421, false",
    "thread:42, thread:4, false",
    "thread:42, Thread:42, false",
    "thread:*,  thread:42, true",
    "thread:*,  thread:42:private, true",
    "thread:*,  threads:42, false",
    "thread:*,  THREAD:42, false",
    "thread:*,  user:7, false",
    "thread:*,  user:8, false",
    "*,         thread:42, true",
    "*,         user:8, false",
    "*,         linger:probe, false",
    "user:*,    user:8, true",
    "user:8,    user:8, true",
    "user:8,    user:88, false",
    "forum,     forum, true",
    "forum,     forum:secret, false"
  })
  void a_pattern_gives_what_it_says_and_nothing_else(String pattern, String name, boolean may) {
    Caller ada = who("7", List.of(pattern), List.of());
    Caller nobody = who(null, List.of(pattern), List.of());
    ChannelName channel = channel(name);
    if (!name.equals("user:7")) {
      assertThat(nothingPublic.mayRead(ada, channel)).isEqualTo(may);
    }
    assertThat(nothingPublic.mayRead(nobody, channel)).isEqualTo(may);
  }

  @Test
  void the_right_to_publish_is_one_of_its_own_and_everything_means_everything() {
    Caller backend = who(null, List.of(), List.of("*"));
    assertThat(nothingPublic.mayPublish(backend, channel("thread:42"))).isTrue();
    assertThat(nothingPublic.mayPublish(backend, channel("user:7"))).isTrue();
    assertThat(nothingPublic.mayPublish(backend, channel("linger:probe"))).isFalse();
    assertThat(nothingPublic.mayRead(backend, channel("thread:42"))).isFalse();
    Caller reader = who("7", List.of("thread:*"), List.of());
    assertThat(nothingPublic.mayPublish(reader, channel("thread:42"))).isFalse();
  }

  @Test
  void public_channels_are_everybodys_to_read_and_users_own_are_not_public() {
    AccessPolicy threadsArePublic = new GrantedAccess(patterns("thread:*"));
    assertThat(threadsArePublic.mayRead(Caller.ANONYMOUS, channel("thread:42"))).isTrue();
    assertThat(threadsArePublic.mayRead(Caller.ANONYMOUS, channel("forum"))).isFalse();
    assertThat(threadsArePublic.mayPublish(Caller.ANONYMOUS, channel("thread:42"))).isFalse();
    AccessPolicy allIsPublic = new GrantedAccess(patterns("*"));
    assertThat(allIsPublic.mayRead(Caller.ANONYMOUS, channel("user:7"))).isFalse();
    assertThat(allIsPublic.mayRead(Caller.ANONYMOUS, channel("linger:probe"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":*",
        "**",
        "thread*",
        "thread:**",
        "*:42",
        "thread:*:x",
        "th*:4",
        "thr ead:*",
        "thread:*\n",
        "ｔhread:*",
        "..:*",
        "thread:%2a"
      })
  void what_is_no_pattern_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelPattern(text));
  }

  private static Caller who(@Nullable String user, List<String> read, List<String> publish) {
    Grants grants =
        new Grants(patterns(read.toArray(String[]::new)), patterns(publish.toArray(String[]::new)));
    return new Caller(user, null, Set.of(), grants, null);
  }

  private static List<ChannelPattern> patterns(String... texts) {
    return Stream.of(texts).map(ChannelPattern::new).toList();
  }

  private static ChannelName channel(String name) {
    return new ChannelName(name);
  }
}
