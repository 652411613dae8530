package dev.linger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A Lua script of ours: one job, one file, described in its own head, behind what they all begin
 * with. It is called by its digest and sent whole when a server does not know it, which happens on
 * every server once, and again after each fail-over.
 */
public final class RedisScript {

  static final RedisScript APPEND = new RedisScript(RedisScript.class, "append.lua");
  static final RedisScript READ = new RedisScript(RedisScript.class, "read.lua");
  static final RedisScript RENEW = new RedisScript(RedisScript.class, "renew.lua");

  private final String text;
  private final String sha1;

  /**
   * Loads a script.
   *
   * @param owner the class beside whose package's resources it lies
   * @param files the script, behind those that it shares with others
   */
  public RedisScript(Class<?> owner, String... files) {
    StringBuilder all = new StringBuilder(load(RedisScript.class, "life.lua"));
    for (String file : files) {
      all.append(load(owner, file));
    }
    text = all.toString();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
      sha1 = HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  String text() {
    return text;
  }

  String sha1() {
    return sha1;
  }

  /**
   * Runs it.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if Redis did not answer, or refused
   */
  public Object run(UnifiedJedis redis, List<String> keys, List<String> args) {
    try {
      return redis.evalsha(sha1, keys, args);
    } catch (JedisNoScriptException e) {
      return redis.eval(text, keys, args);
    }
  }

  private static String load(Class<?> owner, String file) {
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from this build");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
