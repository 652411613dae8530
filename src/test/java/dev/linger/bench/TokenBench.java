package dev.linger.bench;

import dev.linger.access.Access;
import dev.linger.access.Algorithm;
import dev.linger.access.Caller;
import dev.linger.access.Credentials;
import dev.linger.access.GrantedAccess;
import dev.linger.access.KeyPlace;
import dev.linger.access.Revoked;
import dev.linger.access.SharedSecret;
import dev.linger.access.TokenAccess;
import dev.linger.access.TokenRules;
import dev.linger.access.TokenSettings;
import dev.linger.support.Mint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to know who somebody is: the same token again, as each poll brings it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenBench {

  /** How it is signed. */
  @Param({"HS256", "RS256", "ES256", "EdDSA"})
  public String algorithm;

  private Access access;
  private Credentials shown;

  /** An issuer, and a token as a forum's are. */
  @Setup
  public void mint() throws IOException {
    Mint mint =
        switch (algorithm) {
          case "HS256" -> Mint.ofSecret();
          case "RS256" -> Mint.rsa("a");
          case "ES256" -> Mint.ec("a");
          default -> Mint.ed25519("a");
        };
    Path file = Files.createTempFile("bench", ".jwks");
    Files.writeString(file, Mint.jwks((mint.jwk() == null ? Mint.rsa("b") : mint).jwk()));
    TokenSettings settings =
        new TokenSettings(
            new TokenRules(
                EnumSet.allOf(Algorithm.class), "forum", List.of("linger"), Duration.ofDays(1)),
            Optional.of(new SharedSecret(Mint.SECRET.getBytes(StandardCharsets.UTF_8))),
            Optional.of(KeyPlace.parse(file.toString())));
    TokenAccess tokens =
        new TokenAccess(
            settings,
            () -> new GrantedAccess(List.of()),
            Revoked.NOTHING,
            System::currentTimeMillis,
            System::nanoTime);
    Objects.requireNonNull(tokens.fetchedKeys()).look();
    access = tokens;
    String more =
        ",\"iss\":\"forum\",\"aud\":\"linger\",\"name\":\"Ada\",\"channels\":[\"thread:*\"],"
            + "\"groups\":[\"moderators\",\"staff\"]";
    shown = Credentials.of(mint.user("7", 3600, more));
    if (access.identify(shown) == null) {
      throw new IllegalStateException("a good token was refused");
    }
  }

  /** One look at it. */
  @Benchmark
  public Caller identify() {
    return access.identify(shown);
  }
}
