'use strict';
/* One who has a WebSocket, and one who has long polls. Both only remember what they saw, in order. */
const { WebSocket } = require('ws');

async function webSocketUser(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const seen = [];
  socket.on('message', (text) => seen.push(parsed(text.toString())));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return {
    seen,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    leave: () => socket.terminate(),
  };
}

/** What is no JSON, the forum's servers pass on as well. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Polls one node after the other, from a cursor of its own, until it leaves. Who comes and goes meanwhile it does not write down. */
async function longPollUser(urls, channels, token, from) {
  const seen = [];
  const resets = [];
  let left = false;
  let turn = 0;
  let cursor = from || (await poll({ channels })).cursor;
  const ended = (async () => {
    while (!left) {
      try {
        const answer = await poll({ channels, cursor, hold: 1, max: 1000 });
        seen.push(...answer.events.map((event) => event.data).filter(({ type }) => type !== 'presence'));
        resets.push(...(answer.reset || []));
        cursor = answer.cursor;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100)); // that node is gone: the next one
      }
    }
  })();
  return {
    seen,
    resets,
    say: (message) => ask('send', { ...message, token }),
    publish: (channel, data, more) => ask('events', { channel, data, ...more }),
    async leave() {
      left = true;
      await ended;
    },
  };

  function poll(body) {
    return ask('poll', { ...body, token });
  }

  async function ask(path, body) {
    const url = urls[turn++ % urls.length];
    const answer = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer.json();
  }
}

module.exports = { webSocketUser, longPollUser };
