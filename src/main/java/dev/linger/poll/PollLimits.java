package dev.linger.poll;

import java.time.Duration;

/**
 * The bounds of a poll.
 *
 * @param hold how long a poll is held if it does not say
 * @param maxHold how long it is held at the most, jitter included: proxies cut at 60 s
 * @param channels the most channels of one poll
 * @param events the most events of one answer, and how many if the poll does not say
 * @param answerBytes about how many bytes of events one answer carries
 * @param atOnce how many polls begin at a time; the others stand in line
 * @param longestLine how many do
 * @param fullPause how long those are asked to stay away for whom there is no room, at the most
 * @param drainPause over what time the clients of a node that goes away come back, at the most
 */
public record PollLimits(
    Duration hold,
    Duration maxHold,
    int channels,
    int events,
    int answerBytes,
    int atOnce,
    int longestLine,
    Duration fullPause,
    Duration drainPause) {

  /** The most of a channel's latest events that a client without a cursor can ask for. */
  public static final int MAX_LAST = 100;

  /** What suits most networks. */
  public static final PollLimits DEFAULT =
      new PollLimits(
          Duration.ofSeconds(25),
          Duration.ofSeconds(55),
          50,
          100,
          1 << 20,
          12,
          20_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));
}
