package dev.linger.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.event.ChannelName;
import dev.linger.publish.StrictJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  @Test
  void without_any_of_the_operators_a_thread_a_user_and_the_forum_are_told_apart() {
    Routes routes = Routes.parse("");
    assertThat(to(routes, "{'type':'new_post','threadId':'42'}")).isEqualTo("thread:42");
    assertThat(to(routes, "{'type':'new_post','threadId':42}")).isEqualTo("thread:42");
    assertThat(to(routes, "{'type':'notification','payload':{'userId':'7'}}")).isEqualTo("user:7");
    assertThat(to(routes, "{'type':'maintenance','payload':{'userId':'7'}}")).isEqualTo("forum");
  }

  @Test
  void the_operators_routes_come_first_by_type_or_by_pubsub_channel() {
    Routes routes =
        Routes.parse("mail=user:{payload.to.id}, staff_note=-,@news=news,flag=staff:{threadId}:x");
    assertThat(to(routes, "{'type':'mail','payload':{'to':{'id':7}}}")).isEqualTo("user:7");
    assertThat(to(routes, "{'type':'flag','threadId':'42'}")).isEqualTo("staff:42:x");
    assertThat(to(routes, "{'type':'staff_note','threadId':'42'}")).isNull();
    assertThat(routes.channelOf("news", json("{'type':'new_post','threadId':'42'}")))
        .contains(new ChannelName("news"));
    assertThat(to(routes, "{'type':'new_post','threadId':'42'}")).isEqualTo("thread:42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail",
        "=forum",
        "mail=",
        "mail=a b",
        "mail={a}{b}",
        "mail={}",
        "a=b=c",
        "mail=x,,mail=y",
        "mail=linger:probe",
        "mail={a",
        "mail=../x"
      })
  void what_is_no_route_is_refused_at_the_start(String text) {
    assertThatThrownBy(() -> Routes.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_a_message_names_can_t_become_the_servers_own_channel() {
    Routes routes = Routes.parse("mail={to}");
    assertThat(to(routes, "{'type':'mail','to':'user:7'}")).isEqualTo("user:7");
    assertThatThrownBy(() -> to(routes, "{'type':'mail','to':'linger:probe'}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> to(routes, "{'type':'mail','to':{'a':1}}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> to(routes, "{'type':'mail'}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String to(Routes routes, String message) {
    Optional<ChannelName> channel = routes.channelOf("forum", json(message));
    return channel.map(ChannelName::value).orElse(null);
  }

  private static JsonNode json(String text) {
    try {
      return StrictJson.MAPPER.readTree(text.replace('\'', '"'));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
