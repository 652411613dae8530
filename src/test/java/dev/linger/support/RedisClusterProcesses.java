package dev.linger.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real Redis Cluster of three masters with a replica each, put together without redis-cli. */
public final class RedisClusterProcesses implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;

  private final List<RedisProcess> servers = new ArrayList<>();

  public RedisClusterProcesses() {
    try {
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whom to ask as, and the hosts of a URL. */
  public String hosts() {
    return servers.stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", servers.get(0).userInfo(), ""));
  }

  /** The same cluster, asked as this user. */
  public RedisClusterProcesses as(RedisUser user) {
    servers.forEach(server -> server.as(user));
    return this;
  }

  /** The server that was made the master of a key. */
  public RedisProcess masterOf(String key) {
    return servers.get(JedisClusterCRC16.getSlot(key) * MASTERS / SLOTS);
  }

  /** The replica of the one that was made the master of a key. */
  public RedisProcess replicaOf(String key) {
    return servers.get(servers.indexOf(masterOf(key)) + MASTERS);
  }

  @Override
  public void close() {
    servers.forEach(RedisProcess::close);
  }

  private void start() {
    for (int i = 0; i < 2 * MASTERS; i++) {
      servers.add(
          RedisProcess.onPort(
              clusterPort(),
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "1500",
              "--cluster-config-file",
              "nodes.conf"));
    }
    meet();
    assignSlots();
    servers.forEach(server -> server.waitForCluster("cluster_known_nodes:" + servers.size()));
    follow();
    servers.forEach(server -> server.waitForCluster("cluster_state:ok"));
    servers
        .subList(MASTERS, servers.size())
        .forEach(server -> server.waitForInfo("replication", "master_link_status:up"));
  }

  private void meet() {
    try (Jedis first = servers.get(0).jedis()) {
      servers.forEach(server -> first.clusterMeet("127.0.0.1", server.port()));
    }
  }

  private void assignSlots() {
    for (int i = 0; i < MASTERS; i++) {
      int master = i;
      int[] slots = IntStream.range(0, SLOTS).filter(s -> s * MASTERS / SLOTS == master).toArray();
      try (Jedis jedis = servers.get(i).jedis()) {
        jedis.clusterAddSlots(slots);
      }
    }
  }

  private void follow() {
    for (int i = 0; i < MASTERS; i++) {
      try (Jedis master = servers.get(i).jedis();
          Jedis replica = servers.get(i + MASTERS).jedis()) {
        String id = master.clusterMyId();
        await()
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(50))
            .ignoreExceptions()
            .until(() -> replica.clusterReplicate(id).equals("OK"));
      }
    }
  }

  /**
   * The bus of a cluster uses the port 10,000 above. Both are taken from below those that this
   * machine gives to connections, so that nobody takes them while the server starts.
   */
  private static int clusterPort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
