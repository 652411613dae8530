package dev.linger.bench;

import java.util.Arrays;

/** Runs a benchmark by its name. */
public final class Bench {

  private static final String USAGE =
      """
      load [polls=15000] [method=post|get] [warmup=10] [rounds=20] [java=…] [jvm="-Xmx1g …"]
           one event to many parked polls, beside a bare servlet on the same Jetty
      """;

  private Bench() {}

  /** A name, and what it takes. */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (name) {
      case "load" -> Load.run(rest);
      default -> System.out.print(USAGE);
    }
  }
}
