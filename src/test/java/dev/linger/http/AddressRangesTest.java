package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.255.255.255",
    "127.0.0.1, 127.0.0.1",
    "10.1.2.3/32, 10.1.2.3",
    "0.0.0.0/0, 203.0.113.9",
    "10.128.0.0/9, 10.128.0.0",
    "192.0.2.248/29, 192.0.2.255",
    "::1, ::1",
    "::1, 0:0:0:0:0:0:0:1",
    "::1, [::1]",
    "fd00::/8, fdff:1::2",
    "fe80::/10, fe80::1%eth0",
    "fe80::/10, [fe80:0:0:0:0:0:0:1%2]",
    "::/0, 2001:DB8::1",
    "10.0.0.0/8, ::ffff:10.1.1.1",
    "10.0.0.0/8, ::FFFF:a01:101",
    "::ffff:10.0.0.0/104, 10.1.1.1",
    "::ffff:10.0.0.1, ::ffff:10.0.0.1",
    "' 10.0.0.0/8 , ::1 ', ::1"
  })
  void an_address_is_in_a_range(String ranges, String address) {
    assertThat(AddressRanges.parse(ranges).contains(address)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 128.0.0.0",
    "127.0.0.0/8, 126.255.255.255",
    "127.0.0.0/8, ::1",
    "::1, 127.0.0.1",
    "::1, ::2",
    "::1, 0.0.0.1",
    "10.128.0.0/9, 10.127.255.255",
    "192.0.2.248/29, 192.0.2.247",
    "0.0.0.0/0, ::1",
    "::/0, 10.0.0.1",
    "::/0, ::ffff:10.0.0.1",
    "::ffff:10.0.0.0/104, 11.0.0.0",
    "'', 127.0.0.1"
  })
  void an_address_is_in_none(String ranges, String address) {
    assertThat(AddressRanges.parse(ranges).contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost/8",
        "example.org",
        "127.1",
        "127.0.0.1.",
        "127.0.0.01",
        "010.0.0.1",
        "0x7f.0.0.1",
        "2130706433",
        "256.0.0.0",
        "1.2.3.4/33",
        "1.2.3.4/-1",
        "1.2.3.4/08",
        "1.2.3.4/+8",
        "1.2.3.4/",
        "1.2.3.4/8/8",
        "/8",
        "/",
        "10.0.0.1/8",
        "0.0.0.1/0",
        "::1/127",
        "::1/129",
        "::ffff:0:0/95",
        "::ffff:0:0/0",
        ":",
        ":::",
        "1:2:3",
        "::g",
        "fe80::1%eth0",
        "[::1]",
        "::1%",
        "1.2.3.4,",
        ",",
        "1.2.3.4 5.6.7.8",
        "1.2.3.4;5.6.7.8",
        "１.2.3.4",
        "*",
        "127.0.0.1/255.0.0.0"
      })
  void nothing_else_is_a_range_and_nothing_is_repaired(String text) {
    assertThatThrownBy(() -> AddressRanges.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "unknown",
        "_hidden",
        "127.0.0.1:80",
        "[::1]:80",
        "[]",
        "[",
        "%",
        "%eth0",
        "::1%%",
        "127.0.0.1%eth0",
        "127.1",
        "0177.0.0.1",
        "::ffff:127.0.0.1.2",
        ":",
        "::1\n",
        "1.2.3.4, 127.0.0.1",
        "127.0.0.1\u0000",
        "/127.0.0.1"
      })
  void what_is_no_address_is_nowhere(String address) {
    assertThat(AddressRanges.parse("0.0.0.0/0,::/0").contains(address))
        .isEqualTo(address.equals("::1%%"));
  }

  @Test
  void no_address_at_all_is_nowhere_and_an_endless_one_is_not_looked_at() {
    AddressRanges all = AddressRanges.parse("0.0.0.0/0,::/0");
    assertThat(all.contains(null)).isFalse();
    assertThat(all.contains(":".repeat(1_000_000))).isFalse();
    assertThat(all.contains("1".repeat(1_000_000))).isFalse();
  }

  @Test
  void a_list_has_an_end() {
    assertThatThrownBy(() -> AddressRanges.parse("::1,".repeat(100) + "::1"))
        .hasMessageContaining("100");
    assertThat(AddressRanges.parse("::1,".repeat(99) + "::1").ranges()).hasSize(100);
  }

  /** Against arithmetic: two numbers that agree in what is left of them after a shift. */
  @Test
  void ranges_of_any_size_begin_and_end_where_arithmetic_says() throws UnknownHostException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      int bits = random.nextBoolean() ? 32 : 128;
      int prefix = random.nextInt(bits + 1);
      BigInteger start =
          new BigInteger(bits, random).shiftRight(bits - prefix).shiftLeft(bits - prefix);
      BigInteger other =
          random.nextBoolean()
              ? new BigInteger(bits, random)
              : start.xor(BigInteger.ONE.shiftLeft(random.nextInt(bits)));
      boolean isIn = start.shiftRight(bits - prefix).equals(other.shiftRight(bits - prefix));

      AddressRanges range = AddressRanges.parse(text(start, bits) + "/" + prefix);

      assertThat(range.contains(text(other, bits)))
          .as("seed %d: %s in %s", seed, text(other, bits), range)
          .isEqualTo(isIn);
    }
  }

  private static String text(BigInteger number, int bits) throws UnknownHostException {
    byte[] bytes = new byte[bits / 8];
    byte[] magnitude = number.toByteArray();
    int length = Math.min(magnitude.length, bytes.length);
    System.arraycopy(magnitude, magnitude.length - length, bytes, bytes.length - length, length);
    return InetAddress.getByAddress(bytes).getHostAddress();
  }
}
