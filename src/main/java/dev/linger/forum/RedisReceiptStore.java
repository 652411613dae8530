package dev.linger.forum;

import dev.linger.event.ChannelName;
import dev.linger.log.Draft;
import dev.linger.log.LogUnavailableException;
import dev.linger.log.RedisEventLog;
import dev.linger.log.RedisKeys;
import dev.linger.log.RedisScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Receipts that all nodes share.
 *
 * <pre>
 * {linger}:receipts:NAME      hash        user id → the event that told of the receipt
 * {linger}:receipts-at:NAME   sorted set  user id, by when that was
 * </pre>
 *
 * <p>Threading: any thread; the scripts make steps of it.
 */
final class RedisReceiptStore implements ReceiptStore {

  private static final RedisScript ADVANCE =
      new RedisScript(RedisReceiptStore.class, "receipt.lua");
  private static final RedisScript LATEST =
      new RedisScript(RedisReceiptStore.class, "receipts.lua");

  private final RedisEventLog log;

  RedisReceiptStore(RedisEventLog log) {
    this.log = log;
  }

  @Override
  public boolean advance(ChannelName channel, ReadReceipt receipt, Draft told, Origin origin)
      throws LogUnavailableException {
    List<String> keys = new ArrayList<>(keys(channel));
    keys.add(RedisKeys.channel(channel));
    List<String> args =
        List.of(
            channel.value(),
            RedisKeys.encode(told.kind()),
            told.data(),
            receipt.user(),
            receipt.post().value(),
            Integer.toString(MAX_PEOPLE),
            origin.stored());
    return (Long) log.run(ADVANCE, keys, args).get(0) == 1;
  }

  @Override
  public List<ReadReceipt> latest(ChannelName channel, int most) throws LogUnavailableException {
    List<ReadReceipt> receipts = new ArrayList<>();
    for (Object told : log.ask(LATEST, keys(channel), List.of(Integer.toString(most)))) {
      receipts.add(Receipts.receiptIn((String) told));
    }
    return receipts;
  }

  private static List<String> keys(ChannelName channel) {
    return List.of(
        RedisKeys.of("receipts:" + channel.value()),
        RedisKeys.of("receipts-at:" + channel.value()));
  }
}
