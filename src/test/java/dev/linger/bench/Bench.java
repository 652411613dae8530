package dev.linger.bench;

import java.util.Arrays;

/** Runs a benchmark by its name. */
public final class Bench {

  private static final String USAGE =
      """
      jmh [regular expression] [JMH's own options]
           append, read after a cursor, park, wake
      load [polls=15000] [method=post|get] [warmup=10] [rounds=20] [java=…] [jvm="-Xmx1g …"]
           one event to many parked polls, beside a bare servlet on the same Jetty
      relay [seconds]
           publish on one node, receipt on another, through a Redis
      presence [seconds]
           10,000 people in 1,000 threads who stay there, on a Redis
      hostile [seconds]
           one address polls fifty thousand times, and what the others notice of it
      soak
           a million events through the memory log; run it with -Xmx256m
      """;

  private Bench() {}

  /** A name, and what it takes. */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (name) {
      case "jmh" -> org.openjdk.jmh.Main.main(rest);
      case "load" -> Load.run(rest);
      case "relay" -> Relay.run(rest);
      case "presence" -> PresenceLoad.run(rest);
      case "hostile" -> Hostile.run(rest);
      case "soak" -> Soak.run();
      default -> System.out.print(USAGE);
    }
  }
}
