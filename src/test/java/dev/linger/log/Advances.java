package dev.linger.log;

import static org.awaitility.Awaitility.await;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that remembers how far it was told, so that a test can wait for it. */
final class Advances implements LogListener {

  private final Map<ChannelName, Position> told = new ConcurrentHashMap<>();
  private final AtomicInteger resumptions = new AtomicInteger();
  private volatile LogListener alsoTell;

  @Override
  public void advanced(ChannelName channel, Position position) {
    LogListener other = alsoTell;
    if (other != null) {
      other.advanced(channel, position);
    }
    told.merge(channel, position, Position::later);
  }

  @Override
  public void resumed() {
    resumptions.incrementAndGet();
  }

  /** Hands everything on first. */
  void alsoTell(LogListener other) {
    alsoTell = other;
  }

  int resumptions() {
    return resumptions.get();
  }

  /** Waits until all of the drafts that these receipts are for can be read. */
  List<Receipt> waitFor(List<Draft> drafts, List<Receipt> receipts) {
    await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              for (int i = 0; i < drafts.size(); i++) {
                Position reached = told.getOrDefault(drafts.get(i).channel(), Position.ZERO);
                if (receipts.get(i).position().isAfter(reached)) {
                  return false;
                }
              }
              return true;
            });
    return receipts;
  }
}
