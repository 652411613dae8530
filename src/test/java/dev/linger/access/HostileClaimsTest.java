package dev.linger.access;

import static dev.linger.access.TokenWorld.NOW_SECONDS;
import static dev.linger.access.TokenWorld.SECRET;
import static dev.linger.access.TokenWorld.claims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.event.ChannelName;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are signed as they should be, and say what they should not. */
class HostileClaimsTest {

  private final TokenWorld world = new TokenWorld();

  @Test
  void a_good_token_says_who_it_is_and_what_they_may() {
    Caller caller =
        world.caller(
            SECRET.token(
                claims(
                    "name", "\"Ada Ł\"",
                    "jti", "\"j1\"",
                    "channels", "[\"thread:*\"]",
                    "publish", "[\"thread:42\"]",
                    "groups", "[\"staff\",\"staff\"]")));
    assertThat(caller.name()).isEqualTo("Ada Ł");
    assertThat(caller.groups()).containsExactly("staff");
    assertThat(caller.grants())
        .isEqualTo(
            new Grants(
                List.of(new ChannelPattern("thread:*")), List.of(new ChannelPattern("thread:42"))));
    assertThat(caller.pass())
        .isEqualTo(new Pass("j1", NOW_SECONDS * 1_000, (NOW_SECONDS + 600) * 1_000));
    assertThat(caller).hasToString("user 7");
  }

  // Time.

  @Test
  void a_token_ends_at_its_end_and_not_a_moment_later() {
    String token = SECRET.token(claims());
    Caller caller = world.caller(token);
    world.pass(Duration.ofMillis(599_999));
    assertThat(world.refusal(token)).isNull();
    assertThat(world.access.isWelcome(caller)).isTrue();
    assertThat(world.access.remaining(caller)).isEqualTo(Duration.ofMillis(1));
    world.pass(Duration.ofMillis(1));
    assertThat(world.refusal(token)).isEqualTo(Refusal.EXPIRED);
    assertThat(world.access.isWelcome(caller)).isFalse();
    assertThat(world.access.remaining(caller)).isZero();
  }

  @Test
  void a_token_without_an_end_or_with_one_that_is_too_far_away_is_not_good() {
    long most = NOW_SECONDS + 86_400 + 30;
    assertThat(world.refusal(SECRET.token(claims("exp", null)))).isEqualTo(Refusal.ENDLESS);
    assertThat(world.refusal(exp(Long.toString(most)))).isNull();
    assertThat(world.refusal(exp(Long.toString(most + 1)))).isEqualTo(Refusal.TOO_LASTING);
    assertThat(world.refusal(exp("99999999999"))).isEqualTo(Refusal.TOO_LASTING);
    assertThat(world.refusal(exp("0"))).isEqualTo(Refusal.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"1732412945\"",
        "[1732412945]",
        "{}",
        "-1",
        "1732412945000",
        "1e300",
        "1e999",
        "1e999999999",
        "-1e999999999",
        "9223372036854775807",
        "18446744073709551616"
      })
  void times_are_seconds_since_1970(String time) {
    for (String claim : List.of("exp", "nbf", "iat")) {
      assertThat(world.refusal(SECRET.token(claims(claim, time)))).isEqualTo(Refusal.CLAIM);
    }
  }

  @Test
  void seconds_may_have_a_fraction() {
    assertThat(world.caller(exp(NOW_SECONDS + ".5")).pass().expiresAtMillis())
        .isEqualTo(NOW_SECONDS * 1_000 + 500);
  }

  @Test
  void a_token_that_has_not_begun_or_was_made_in_the_future_is_not_good_but_for_a_leeway() {
    for (String claim : List.of("nbf", "iat")) {
      String within = SECRET.token(claims(claim, Long.toString(NOW_SECONDS + 30)));
      String beyond = SECRET.token(claims(claim, Long.toString(NOW_SECONDS + 31)));
      assertThat(world.refusal(within)).isNull();
      assertThat(world.refusal(beyond)).isEqualTo(Refusal.NOT_YET);
    }
    assertThat(world.refusal(SECRET.token(claims("iat", null)))).isNull();
  }

  // Whose, and for whom.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"https://other.example\"", "\"https://forum.example/\"", "\"HTTPS://FORUM.EXAMPLE\"",
            "\"\"",
        "[\"https://forum.example\"]", "null", "7", "\"https://forum.example\\u0000\""
      })
  void a_token_of_another_issuer_is_not_good(String issuer) {
    assertThat(world.refusal(SECRET.token(claims("iss", issuer)))).isEqualTo(Refusal.ISSUER);
    assertThat(world.refusal(SECRET.token(claims("iss", null)))).isEqualTo(Refusal.ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"shop\"",
        "\"Linger\"",
        "\"linger \"",
        "\"linger,forum\"",
        "\"\"",
        "[]",
        "[\"shop\",\"mail\"]",
        "[[\"linger\"]]",
        "{\"linger\":1}",
        "null",
        "7",
        "[\"linger\",7]"
      })
  void a_token_for_others_is_not_good(String audience) {
    assertThat(world.refusal(SECRET.token(claims("aud", audience)))).isEqualTo(Refusal.AUDIENCE);
    assertThat(world.refusal(SECRET.token(claims("aud", null)))).isEqualTo(Refusal.AUDIENCE);
  }

  @Test
  void a_token_for_several_is_good_if_one_of_them_is_us() {
    assertThat(world.refusal(SECRET.token(claims("aud", "[\"shop\",\"forum\"]")))).isNull();
  }

  // Who.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\" \"",
        "\"7 \"",
        "\"7:8\"",
        "\":\"",
        "\"me\"",
        "\"7\\n8\"",
        "\"7\\u0000\"",
        "\"7*\"",
        "\"*\"",
        "\"a..b\"",
        "\"a/b\"",
        "\"../7\"",
        "\"\\u0430da\"",
        "\"\\uff17\"",
        "\"７\"",
        "\"7\\u200b\"",
        "\"\\ud800\"",
        "7",
        "null",
        "[\"7\"]",
        "{}",
        "true",
        "\"auth0|7\"",
        "\"{linger}\""
      })
  void who_can_not_be_a_user_is_none(String subject) {
    assertThat(world.refusal(SECRET.token(claims("sub", subject)))).isEqualTo(Refusal.SUBJECT);
  }

  @Test
  void a_user_has_a_channel() {
    assertThat(world.refusal(SECRET.token(claims("sub", null)))).isEqualTo(Refusal.SUBJECT);
    String longest = "7".repeat(123);
    assertThat(world.refusal(SECRET.token(claims("sub", "\"" + longest + "\"")))).isNull();
    assertThat(world.refusal(SECRET.token(claims("sub", "\"" + longest + "7\""))))
        .isEqualTo(Refusal.SUBJECT);
    for (String user : List.of("ME", "mE", "ada@example.org", "-7", "~", "0")) {
      assertThat(world.caller(SECRET.token(claims("sub", "\"" + user + "\""))).user())
          .isEqualTo(user);
    }
  }

  // What they may.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"thread:*\"",
        "null",
        "{}",
        "7",
        "[7]",
        "[null]",
        "[[\"forum\"]]",
        "[\"\"]",
        "[\"thread:**\"]",
        "[\"*:42\"]",
        "[\"thr*\"]",
        "[\"thread:4*\"]",
        "[\":*\"]",
        "[\"forum\",\"a b\"]",
        "[\"**\"]",
        "[\"thread:../x:*\"]",
        "[\"thread\\uff1a*\"]",
        "[\"forum\\n\"]"
      })
  void a_mistyped_right_is_not_passed_over(String patterns) {
    for (String claim : List.of("channels", "publish")) {
      assertThat(world.refusal(SECRET.token(claims(claim, patterns)))).isEqualTo(Refusal.CLAIM);
    }
  }

  @Test
  void lists_have_bounds() {
    for (String claim : List.of("channels", "publish", "groups")) {
      assertThat(world.refusal(SECRET.token(claims(claim, list(100))))).isNull();
      assertThat(world.refusal(SECRET.token(claims(claim, list(101))))).isEqualTo(Refusal.CLAIM);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"staff\"", "null", "{}", "[7]", "[\"\"]", "[\"a\\nb\"]", "[\"\\ud800\"]"})
  void groups_are_a_list_of_names(String groups) {
    assertThat(world.refusal(SECRET.token(claims("groups", groups)))).isEqualTo(Refusal.CLAIM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "[]", "{}", "\"a\\u0000\"", "\"a\\r\\nb\"", "\"\\udc00\""})
  void a_name_and_an_id_are_one_line_of_text(String text) {
    for (String claim : List.of("name", "jti")) {
      assertThat(world.refusal(SECRET.token(claims(claim, text)))).isEqualTo(Refusal.CLAIM);
    }
    String long_ = "\"" + "x".repeat(201) + "\"";
    assertThat(world.refusal(SECRET.token(claims("name", long_)))).isEqualTo(Refusal.CLAIM);
  }

  @Test
  void no_pattern_reaches_the_servers_own_channels_and_a_star_reads_nobodys_notifications() {
    Caller caller =
        world.caller(
            SECRET.token(claims("channels", "[\"*\",\"linger:*\"]", "publish", "[\"*\"]")));
    assertThat(world.access.mayRead(caller, ChannelName.PROBE)).isFalse();
    assertThat(world.access.mayPublish(caller, ChannelName.PROBE)).isFalse();
    assertThat(world.access.mayRead(caller, ChannelName.ofUser("8"))).isFalse();
    assertThat(world.access.mayRead(caller, ChannelName.ofUser("7"))).isTrue();
    assertThat(world.access.mayPublish(caller, ChannelName.ofUser("8")))
        .as("everything is everything where it is said of publishing")
        .isTrue();
  }

  @Test
  void a_policy_that_fails_has_said_no() {
    TokenAccess broken =
        new TokenAccess(
            new TokenSettings(
                new TokenRules(
                    EnumSet.noneOf(Algorithm.class), null, List.of(), Duration.ofDays(1)),
                Optional.empty(),
                Optional.empty()),
            () -> {
              throw new IllegalStateException("no policy");
            },
            Revoked.NOTHING,
            () -> 0,
            () -> 0);
    assertThat(broken.mayRead(Caller.ANONYMOUS, new ChannelName("forum"))).isFalse();
    assertThat(broken.mayPublish(Caller.ANONYMOUS, new ChannelName("forum"))).isFalse();
  }

  private static String exp(String seconds) {
    return SECRET.token(claims("exp", seconds));
  }

  private static String list(int size) {
    return "[" + String.join(",", Collections.nCopies(size, "\"forum\"")) + "]";
  }
}
