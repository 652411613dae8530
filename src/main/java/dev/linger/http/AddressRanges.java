package dev.linger.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and ranges of them, in CIDR notation: who is meant by a setting. Nothing is ever looked
 * up, and nothing repaired: {@code 10.0.0.1/8}, {@code 010.0.0.1} and {@code 127.1} are mistakes,
 * because readers disagree about what they mean. An IPv4 address that comes as IPv6 ({@code
 * ::ffff:10.0.0.1}) is the IPv4 address.
 *
 * @param ranges in any order; empty for nobody
 */
public record AddressRanges(List<Range> ranges) {

  /** Nobody. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  /** More would be a list that nobody reads. */
  private static final int MAX_RANGES = 100;

  /** The longest text of an address, with brackets and the name of an interface. */
  private static final int MAX_LENGTH = 100;

  private static final int MAPPED_PREFIX = 96;

  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  /**
   * The addresses whose first bits are these.
   *
   * @param address of 4 or 16 bytes; what comes after the prefix is zero
   * @param prefix in bits
   */
  public record Range(List<Byte> address, int prefix) {

    private boolean contains(byte[] other) {
      if (other.length != address.size()) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
        int mask = prefix - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - prefix + bit);
        if (((address.get(bit / Byte.SIZE) ^ other[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Keeps a copy. */
  public AddressRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads addresses and ranges with commas between them.
   *
   * @throws IllegalArgumentException if one of them is none
   */
  public static AddressRanges parse(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    List<Range> ranges = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      ranges.add(range(each.strip()));
    }
    if (ranges.size() > MAX_RANGES) {
      throw new IllegalArgumentException("more than " + MAX_RANGES + " ranges");
    }
    return new AddressRanges(ranges);
  }

  /**
   * Whether an address is in one of the ranges.
   *
   * @param address as a container tells it, perhaps in brackets or with the name of an interface;
   *     anything else, a name for one, is nowhere
   */
  public boolean contains(@Nullable String address) {
    byte[] bytes = address == null ? null : bytes(bare(address));
    return bytes != null && ranges.stream().anyMatch(range -> range.contains(bytes));
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = bytes(address);
    if (bytes == null) {
      throw new IllegalArgumentException("\"" + text + "\" is not an address or a range of them");
    }
    // As it was written: the prefix of ::ffff:10.0.0.0/104 counts from the beginning of those 16.
    int written = address.indexOf(':') < 0 ? Integer.SIZE : 4 * Integer.SIZE;
    int prefix = slash < 0 ? written : prefix(text.substring(slash + 1), written);
    if (written != bytes.length * Byte.SIZE) {
      prefix -= MAPPED_PREFIX;
    }
    if (prefix < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is more than the IPv4 addresses");
    }
    for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
      if ((bytes[bit / Byte.SIZE] & (0x80 >> (bit % Byte.SIZE))) != 0) {
        throw new IllegalArgumentException("\"" + text + "\" goes on behind its prefix");
      }
    }
    List<Byte> boxed = new ArrayList<>();
    for (byte each : bytes) {
      boxed.add(each);
    }
    return new Range(List.copyOf(boxed), prefix);
  }

  private static int prefix(String text, int most) {
    if (!PREFIX.matcher(text).matches() || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException("a prefix is a number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  static String bare(String address) {
    String bare =
        address.startsWith("[") && address.endsWith("]")
            ? address.substring(1, address.length() - 1)
            : address;
    int zone = bare.indexOf('%');
    return zone > 0 && bare.indexOf(':') >= 0 ? bare.substring(0, zone) : bare;
  }

  static byte @Nullable [] bytes(String address) {
    if (address.length() > MAX_LENGTH) {
      return null;
    }
    Matcher parts = IPV4.matcher(address);
    if (parts.matches()) {
      byte[] bytes = new byte[4];
      for (int i = 0; i < bytes.length; i++) {
        int part = Integer.parseInt(parts.group(i + 1));
        if (part > 0xff) {
          return null;
        }
        bytes[i] = (byte) part;
      }
      return bytes;
    }
    if (!IPV6.matcher(address).matches()) {
      return null;
    }
    try {
      // With a colon in it the JDK takes it for IPv6, and asks nobody. A mapped one becomes IPv4.
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
