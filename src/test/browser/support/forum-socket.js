'use strict';
/*
 * What the forum's own WebSocket does, as far as a page can tell: subscriptions by threadId, ping and pong. Tests run
 * on it as well as on Linger, so that what they demand is proven to be what a real WebSocket does.
 */
const { WebSocketServer } = require('ws');

class ForumSocket {
  /** `channels`: what everybody hears without asking. */
  static async start(channels = [], port = 0) {
    const forum = new ForumSocket();
    forum.open = channels;
    forum.server = new WebSocketServer({ host: '127.0.0.1', port });
    forum.server.on('connection', (socket) => forum.connected(socket));
    await new Promise((resolve, reject) => forum.server.once('listening', resolve).once('error', reject));
    forum.port = forum.server.address().port;
    forum.url = `ws://127.0.0.1:${forum.port}/`;
    return forum;
  }

  connected(socket) {
    socket.channels = new Set(this.open);
    socket.on('error', () => {});
    socket.on('message', (text) => {
      const message = JSON.parse(text.toString());
      if (message.type === 'ping') {
        socket.send('{"type":"pong"}');
      } else if (message.type === 'subscribe') {
        socket.channels.add(`thread:${message.threadId}`);
      } else if (message.type === 'unsubscribe') {
        socket.channels.delete(`thread:${message.threadId}`);
      }
    });
  }

  /** The channels that somebody has subscribed to. */
  channels() {
    return [...this.server.clients].flatMap((socket) => [...socket.channels]);
  }

  async publish(channel, data) {
    for (const socket of this.server.clients) {
      if (socket.channels.has(channel)) {
        socket.send(JSON.stringify(data));
      }
    }
  }

  /** Everybody is cut off, and told so. */
  down() {
    this.server.clients.forEach((socket) => socket.close(1012));
    return new Promise((resolve) => this.server.close(resolve));
  }
}

module.exports = { ForumSocket };
