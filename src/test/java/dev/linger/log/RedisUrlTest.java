package dev.linger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisUrlTest {

  @Test
  void one_server_is_a_host_a_port_and_a_database() {
    RedisUrl url = RedisUrl.parse("redis://redis.example:7000/3");

    assertThat(url.topology()).isEqualTo(RedisUrl.Topology.SINGLE);
    assertThat(url.tls()).isFalse();
    assertThat(url.hosts()).containsExactly(new HostAndPort("redis.example", 7000));
    assertThat(url.database()).isEqualTo(3);
    assertThat(url.user()).isNull();
    assertThat(url.password()).isNull();
    assertThat(url.master()).isNull();
  }

  @Test
  void sentinels_are_several_hosts_and_the_name_of_their_master() {
    RedisUrl url = RedisUrl.parse("redis+sentinel://a:1,b,c:3/forum/2");

    assertThat(url.topology()).isEqualTo(RedisUrl.Topology.SENTINEL);
    assertThat(url.hosts())
        .containsExactly(
            new HostAndPort("a", 1), new HostAndPort("b", 26_379), new HostAndPort("c", 3));
    assertThat(url.master()).isEqualTo("forum");
    assertThat(url.database()).isEqualTo(2);
  }

  @Test
  void a_cluster_is_several_hosts() {
    RedisUrl url = RedisUrl.parse("redis+cluster://a:1,b");

    assertThat(url.topology()).isEqualTo(RedisUrl.Topology.CLUSTER);
    assertThat(url.hosts()).containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 6_379));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rediss://a", "rediss+sentinel://a/forum", "rediss+cluster://a"})
  void each_form_goes_over_tls_too(String text) {
    assertThat(RedisUrl.parse(text).tls()).isTrue();
    assertThat(RedisUrl.parse(text.replace("rediss", "redis")).tls()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a, , ",
    "redis://:secret@a, , secret",
    "redis://linger:secret@a, linger, secret",
    "redis://:p%40ss%2Fw%3Ard@a, , p@ss/w:rd",
    "redis://:100%25@a, , 100%",
    "redis://:a+b@a, , a+b",
    "redis://l%C3%AFnger:%C3%A9@a, lïnger, é",
    "redis://:@a, , ",
  })
  void user_and_password_are_percent_encoded(String text, String user, String password) {
    RedisUrl url = RedisUrl.parse(text);

    assertThat(url.user()).isEqualTo(user);
    assertThat(url.password()).isEqualTo(password);
    assertThat(url.hosts()).containsExactly(new HostAndPort("a", 6_379));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://[::1], ::1, 6379",
    "redis://[::1]:7000, ::1, 7000",
    "redis://:pw@[fe80::1]:7000/2, fe80::1, 7000",
  })
  void an_ipv6_address_stands_in_brackets(String text, String host, int port) {
    assertThat(RedisUrl.parse(text).hosts()).containsExactly(new HostAndPort(host, port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost:6379 | not of the form",
        "http://a | not of the form",
        "redis+pubsub://a | not of the form",
        "redis:// | not of the form",
        "redis://a?db=1 | not of the form",
        "redis://a#1 | not of the form",
        "redis://a b:x | a port is a number",
        "redis://a:0 | a port is a number from 1 to 65535",
        "redis://a:65536 | a port is a number from 1 to 65535",
        "redis://a:99999999999 | a port is a number from 1 to 65535",
        "redis://a: | a port is a number from 1 to 65535",
        "redis://a:+1 | a port is a number from 1 to 65535",
        "redis://:6379 | a host is missing",
        "redis://::1 | in brackets",
        "redis://fe80::1:7000 | in brackets",
        "redis://a/x | the database is a number",
        "redis://a/-1 | the database is a number",
        "redis://a,b | several hosts need",
        "redis+cluster://a,,b | a host is missing",
        "redis+cluster://a/1 | a cluster has only one database",
        "redis+sentinel://a | ends in /master",
        "redis+sentinel://a/ | ends in /master",
        "redis+sentinel://a/forum/x | the database is a number",
        "redis://linger@a | before the @ there is user:password",
      })
  void a_mistake_is_told_in_words(String text, String message) {
    assertThatThrownBy(() -> RedisUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://u:s3cr3t@a:x",
        "redis://u:s3cr3t%zz@a",
        "redis://u:%s3cr3t@a",
        "redis://u:s3cr3t%@a",
        "redis://u:s3cr3t@@a",
        "redis://u:s3cr3t/more@a",
        "redis://u:12/s3cr3t@a",
        "redis+sentinel://u:12/s3cr3t@a/forum",
        "redis+sentinel://u:12/s3cr3t@a",
        "redis+sentinel://u:12/s3cr3t@a/1",
        "redis://s3cr3t@a",
        "redis://u:s3cr3t@a,b",
        "redis+cluster://u:s3cr3t@a/1",
        "redis://u:s3cr3t@",
      })
  void no_mistake_makes_it_repeat_a_password(String text) {
    assertThatThrownBy(() -> RedisUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .message()
        .doesNotContainIgnoringCase("s3cr3t")
        .doesNotContain("s3")
        .doesNotContain("zz");
  }

  @Test
  void a_log_line_shows_where_but_not_who() {
    for (String text :
        List.of(
            "redis://linger:s3cr3t@a:1/2",
            "rediss+sentinel://linger:s3cr3t@a:1,b:2/forum",
            "redis+cluster://linger:s3cr3t@a:1")) {
      assertThat(RedisUrl.parse(text).toString())
          .contains("a:1")
          .doesNotContain("s3cr3t")
          .doesNotContain("linger");
    }
    assertThat(RedisUrl.parse("rediss+sentinel://a:1,b:2/forum/3"))
        .hasToString("sentinel over TLS [a:1, b:2] master forum database 3");
  }
}
