package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.publish.PublishLimits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which events the forum is told, on which of its channels. */
class OutboundTest {

  @Test
  void a_notification_goes_to_notifications_and_nothing_else_does() {
    List<String> channels = List.of("notifications", "posts", "more");
    String notification = "{\"type\":\"notification\",\"payload\":{\"userId\":\"7\"}}";
    assertThat(told(channels, "", false, "user:7", notification))
        .contains(new Outbound.Telling("notifications", notification));
    assertThat(told(channels, "", false, "forum", "{\"type\":\"x\"}"))
        .contains(new Outbound.Telling("posts", "{\"type\":\"x\"}"));
  }

  @Test
  void where_there_is_one_channel_everything_goes_there() {
    assertThat(told(List.of("notifications"), "", false, "forum", "{\"type\":\"x\"}")).isPresent();
    assertThat(
            told(
                List.of("all"),
                "",
                false,
                "user:7",
                "{\"type\":\"notification\",\"payload\":{\"userId\":7}}"))
        .isPresent();
  }

  @Test
  void it_goes_where_it_would_come_back_from() {
    List<String> channels = List.of("posts", "news");
    assertThat(told(channels, "@news=news", false, "news", "{\"type\":\"x\"}"))
        .contains(new Outbound.Telling("news", "{\"type\":\"x\"}"));
    assertThat(told(channels, "x=-", false, "forum", "{\"type\":\"x\"}")).isEmpty();
  }

  @Test
  void what_would_come_back_elsewhere_is_not_told() {
    List<String> channels = List.of("forum");
    assertThat(told(channels, "", false, "user:7", "{\"type\":\"x\"}")).isEmpty();
    assertThat(told(channels, "", false, "thread:1", "{\"type\":\"x\",\"threadId\":2}")).isEmpty();
    assertThat(told(channels, "", false, "forum", "{\"type\":\"x\",\"threadId\":\" \"}")).isEmpty();
    assertThat(told(channels, "", false, "forum", "{}")).isEmpty();
    assertThat(told(channels, "", false, "forum", "[]")).isEmpty();
    assertThat(told(channels, "", false, "forum", "")).isEmpty();
  }

  @Test
  void a_cursor_is_added_where_it_is_asked_for_in_place_of_whatever_is_there() {
    List<String> channels = List.of("forum");
    assertThat(told(channels, "", true, "forum", "{\"type\":\"x\",\"n\":1.10}"))
        .contains(new Outbound.Telling("forum", "{\"type\":\"x\",\"n\":1.10,\"cursor\":\"c\"}"));
    assertThat(told(channels, "", true, "forum", "{\"type\":\"x\",\"cursor\":\"a page's\"}"))
        .contains(new Outbound.Telling("forum", "{\"type\":\"x\",\"cursor\":\"c\"}"));
  }

  private static Optional<Outbound.Telling> told(
      List<String> channels, String routes, boolean isWithCursor, String channel, String data) {
    BridgeSettings settings =
        new BridgeSettings(
            SharedLogNode.settings("redis://127.0.0.1:1"),
            channels,
            Routes.parse(routes),
            PublishLimits.DEFAULT,
            isWithCursor);
    return new Outbound(settings).telling(channel, data, "c");
  }
}
