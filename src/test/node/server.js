'use strict';
/*
 * The main forum's WebSocket server, as plain as they come: what a client sends is published on a pub/sub
 * channel of Redis, and what is heard there goes to every socket. Any number of them make one forum. It knows
 * nothing of Linger.
 */
const { WebSocketServer, WebSocket } = require('ws');
const { createClient } = require('redis');

const CHANNELS = ['forum', 'notifications'];

/** Starts one, on a free port unless told which; gives {port, sockets(), stop()}. */
async function startServer(redisPort, port = 0) {
  const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
  const subscriber = publisher.duplicate();
  for (const client of [publisher, subscriber]) {
    client.on('error', () => {}); // it reconnects by itself
    await client.connect();
  }
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  server.on('connection', (socket) => {
    socket.on('message', (message) => {
      const text = message.toString();
      publisher.publish(channelOf(text), text).catch(() => {});
    });
  });
  await subscriber.subscribe(CHANNELS, (text) => {
    for (const socket of server.clients) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(text);
      }
    }
  });
  await new Promise((resolve) => (server.address() ? resolve() : server.on('listening', resolve)));
  return { port: server.address().port, sockets: () => server.clients.size, stop };

  async function stop() {
    server.clients.forEach((socket) => socket.terminate());
    await new Promise((resolve) => server.close(resolve));
    publisher.destroy();
    subscriber.destroy();
  }
}

function channelOf(text) {
  try {
    return JSON.parse(text).type === 'notification' ? 'notifications' : 'forum';
  } catch {
    return 'forum';
  }
}

module.exports = { startServer, CHANNELS };
