package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests come from, and what clients make up about it. */
class ProxiesTest {

  private static final String PROXY = "10.0.0.1";
  private static final String CLIENT = "198.51.100.7";

  private final Proxies proxies = new Proxies(AddressRanges.parse("10.0.0.0/8, fd00::/8"));

  @ParameterizedTest
  @CsvSource({
    "198.51.100.7, 198.51.100.7",
    "::ffff:198.51.100.7, 198.51.100.7",
    "[::ffff:c633:6407], 198.51.100.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:0DB8:0001:0002::1, 2001:db8:1:2::/64",
    "[2001:db8:1:2::9], 2001:db8:1:2::/64",
    "fe80::1%eth0, fe80:0:0:0::/64",
    "::1, 0:0:0:0::/64",
    "host.example, local",
    ", local"
  })
  void an_address_is_counted_in_one_way_of_writing_and_ipv6_by_its_customer(
      String remote, String counted) {
    assertThat(proxies.address(request(remote))).isEqualTo(counted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1"})
  void who_is_no_proxy_of_ours_is_not_believed(String header) {
    assertThat(proxies.address(request(CLIENT, header))).isEqualTo(CLIENT);
    assertThat(Proxies.NONE.address(request(PROXY, header))).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "198.51.100.7; 198.51.100.7",
        "192.0.2.1, 198.51.100.7; 198.51.100.7",
        "10.9.9.9, 198.51.100.7; 198.51.100.7",
        "198.51.100.7, 10.0.0.9; 198.51.100.7",
        "192.0.2.1, 198.51.100.7, 10.0.0.9, fd00::9; 198.51.100.7",
        "198.51.100.7:55123; 198.51.100.7",
        "[2001:db8:1:2::9]:55123; 2001:db8:1:2::/64",
        "2001:db8:1:2::9; 2001:db8:1:2::/64",
        "::ffff:198.51.100.7; 198.51.100.7",
        // All of it is ours: somebody in our own network.
        "10.0.0.7, 10.0.0.9; 10.0.0.7"
      })
  void the_client_is_the_last_that_is_not_ours(String forwarded, String client) {
    assertThat(proxies.address(request(PROXY, "X-Forwarded-For: " + forwarded))).isEqualTo(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=198.51.100.7",
        "for=192.0.2.1, FOR=\"198.51.100.7:80\"",
        "proto=https;for=198.51.100.7;by=10.0.0.1",
        "for=192.0.2.1, for=198.51.100.7, for=10.0.0.9",
        "for=\"[::ffff:198.51.100.7]:_port\""
      })
  void rfc_7239_says_the_same(String forwarded) {
    String header = "Forwarded: " + forwarded;
    assertThat(proxies.address(request(PROXY, header))).as(header).isEqualTo(CLIENT);
  }

  @Test
  void several_headers_of_a_name_are_one_list() {
    assertThat(
            proxies.address(
                request(PROXY, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: " + CLIENT)))
        .isEqualTo(CLIENT);
  }

  @Test
  void of_two_headers_that_do_not_agree_one_is_the_clients_own_and_neither_is_believed() {
    String told = "X-Forwarded-For: " + CLIENT;
    assertThat(proxies.address(request(PROXY, told, "Forwarded: for=192.0.2.1"))).isEqualTo(PROXY);
    assertThat(proxies.address(request(PROXY, told, "Forwarded: for=" + CLIENT))).isEqualTo(CLIENT);
    assertThat(proxies.address(request(PROXY, told, "Forwarded: nonsense"))).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "_hidden",
        "",
        "198.51.100.7, unknown",
        "198.51.100.7,",
        "198.51.100.7, 256.1.1.1",
        "198.51.100.7, 010.0.0.1",
        "198.51.100.7, localhost",
        "198.51.100.7, ::1::",
        "198.51.100.7, [",
        "198.51.100.7, []:80",
        "198.51.100.7, %",
        "198.51.100.7 192.0.2.1"
      })
  void where_it_can_not_be_read_the_proxy_is_the_client(String forwarded) {
    assertThat(proxies.address(request(PROXY, "X-Forwarded-For: " + forwarded))).isEqualTo(PROXY);
  }

  @Test
  void a_chain_without_an_end_is_not_walked_to_its_end() {
    String chain = "198.51.100.7, " + "10.0.0.9, ".repeat(1_000) + "10.0.0.8";
    assertThat(proxies.address(request(PROXY, "X-Forwarded-For: " + chain))).isEqualTo("10.0.0.9");
  }

  @Test
  void whatever_stands_in_the_headers_nothing_is_thrown_and_nobody_is_spoofed() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "0123456789.:,;[]\"=%abcdef forFOR/_-\u00e9";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder junk = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        junk.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      // What a client makes up stands to the left of what our proxy adds.
      HttpServletRequest request = request(PROXY, "X-Forwarded-For: " + junk + ", " + CLIENT);
      assertThat(proxies.address(request)).as("seed %d, %s", seed, junk).isEqualTo(CLIENT);
      String any = proxies.address(request(PROXY, "X-Forwarded-For: " + junk));
      assertThat(any).as("seed %d, %s", seed, junk).matches("[0-9a-f.:]+(/64)?");
      proxies.address(request(PROXY, "Forwarded: " + junk));
      proxies.isOwn(request(PROXY, "X-Forwarded-Host: " + junk, "Forwarded: " + junk), "http://a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https, forum.example, https://forum.example, true",
    "https, forum.example:8443, https://forum.example:8443, true",
    "https, forum.example:443, https://forum.example, true",
    "http, forum.example, http://forum.example, true",
    "https, forum.example, http://forum.example, false",
    "https, forum.example, https://inside:8443, false",
    "https, 'evil.example, forum.example', https://forum.example, true",
    "ftp, forum.example, ftp://forum.example, false",
    "https, 'forum.example/x', https://forum.example, false",
    "https, forum.example:99999, https://forum.example, false"
  })
  void a_proxy_says_what_the_request_was_sent_to(
      String scheme, String host, String origin, boolean isOwn) {
    String[] told = {"X-Forwarded-Proto: " + scheme, "X-Forwarded-Host: " + host};
    assertThat(proxies.isOwn(request(PROXY, told), origin)).isEqualTo(isOwn);
    String one = "Forwarded: for=1.1.1.1;proto=" + scheme + ";host=\"" + host + "\"";
    if (!host.contains(",")) {
      assertThat(proxies.isOwn(request(PROXY, one), origin)).isEqualTo(isOwn);
    }
    assertThat(proxies.isOwn(request(CLIENT, told), origin)).as("nobody else does").isFalse();
    assertThat(proxies.isOwn(request(CLIENT, told), "http://inside")).isTrue();
  }

  @Test
  void a_proxy_that_tells_the_scheme_only_leaves_the_host_as_it_came() {
    HttpServletRequest request = request(PROXY, "X-Forwarded-Proto: https");
    assertThat(proxies.isOwn(request, "https://inside")).isTrue();
    assertThat(proxies.isOwn(request, "http://inside")).isFalse();
  }

  /** A request for http://inside. */
  private static HttpServletRequest request(String remote, String... headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> remote;
                  case "getScheme" -> "http";
                  case "getServerName" -> "inside";
                  case "getServerPort" -> 80;
                  case "getHeaders" -> Collections.enumeration(valuesOf(arguments[0], headers));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static List<String> valuesOf(Object name, String... headers) {
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      if (header.startsWith(name + ": ")) {
        values.add(header.substring(name.toString().length() + 2));
      }
    }
    return values;
  }
}
