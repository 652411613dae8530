package dev.linger.access;

import dev.linger.log.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a caller once, within a minute: what goes into a URL where nothing else can be sent.
 * URLs end up in logs, histories and headers; a ticket that is found there is no good any more. The
 * store has its hash only, so who reads the store can't use it either.
 *
 * <p>Threading: any thread.
 */
public final class Tickets {

  /** How long a ticket waits to be used. */
  public static final Duration AGE = Duration.ofSeconds(60);

  private static final int BYTES = 32;
  private static final int LENGTH = 43;

  private final TicketStore store;
  private final SecureRandom random = new SecureRandom();

  /** Tickets in a store. */
  public Tickets(TicketStore store) {
    this.store = store;
  }

  /**
   * A new ticket.
   *
   * @throws LogUnavailableException if it could not be kept
   */
  public String issue(Caller caller) throws LogUnavailableException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    store.put(hash(ticket), CallerJson.write(caller), AGE);
    return ticket;
  }

  /**
   * Whom a ticket stands for; that one may have become unwelcome since.
   *
   * @return null if it was never issued, or is used or too old
   * @throws LogUnavailableException if that can't be told now
   */
  public @Nullable Caller redeem(String ticket) throws LogUnavailableException {
    String text = ticket.length() == LENGTH ? store.take(hash(ticket)) : null;
    return text == null ? null : CallerJson.read(text);
  }

  private static String hash(String ticket) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(ticket.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
