'use strict';
/*
 * A page with the forum's own WebSocket, and Linger beneath it: the WebSocket server goes and comes back while two
 * people talk, one at another WebSocket server of the forum, one by long polls. The forum is the one of
 * src/test/node, on a real Redis, and Linger bridges it.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { Server } = require('./support/server.js');
const { eventually, pause } = require('./support/wait.js');
const { startRedis } = require('../node/programs.js');
const { startServer } = require('../node/server.js');
const { webSocketUser } = require('../node/people.js');

const EVERY = 250; // ms; at more, the log is compared every few seconds, and the page never only on its WebSocket

/** Redis, a node that bridges, a WebSocket server for the page and one for somebody else. */
async function withForum({ proxy }, settings, act) {
  const ends = [];
  try {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const server = await Server.start({ LINGER_REDIS_URL: `redis://127.0.0.1:${redis.port}`, LINGER_BRIDGE_CHANNELS: 'forum,notifications', ...settings });
    ends.push(() => server.down());
    await eventually('it bridges', () => /this node bridges now/.test(server.said));
    proxy.nodePort = server.port;
    let own = await startServer(redis.port);
    ends.push(() => own.stop());
    const other = await startServer(redis.port);
    ends.push(() => other.stop());
    const { port } = own;
    await act({
      server,
      url: `ws://127.0.0.1:${port}/`,
      otherPort: other.port,
      down: () => own.stop(),
      up: async () => (own = await startServer(redis.port, port)),
      sockets: () => own.sockets()
    });
  } finally {
    for (const end of ends.reverse()) {
      await Promise.resolve().then(end).catch(() => {}); // it may have ended before
    }
  }
}

/** Says 1, 2, 3, … as `who`, until it is stopped; gives how many that were. */
function speaker(who, threadId, say) {
  let n = 0;
  let over = false;
  const done = (async () => {
    while (!over) {
      n += 1;
      await say({ type: 'new_post', threadId, post: { id: `${who}${n}` }, who, n });
      await pause(EVERY);
    }
    return n;
  })();
  done.catch(() => {});
  return {
    stop() {
      over = true;
      return done;
    }
  };
}

function assertInOrder(words) {
  assert.ok(words.length > 3, 'there is something to compare');
  assert.deepEqual(words, [...words].sort((a, b) => a - b));
}

/** The two faces, and whether the bridge tells the forum cursors. In the page: `said` is what it hears; say(message). */
const FACES = {
  'Linger.connect': {
    cursor: 'false',
    open: (options) => {
      window.said = [];
      const client = Linger.connect(options);
      client.on('status', (status) => (window.isOpen = status.transport === 'websocket'));
      client.on('event', (event) => said.push(event.data));
      client.on('reset', (reset) => said.push({ reset }));
      window.say = (message) => client.send(message);
    }
  },
  'Linger.WebSocket, with cursors': {
    cursor: 'true',
    open: (options) => {
      window.said = [];
      const socket = new Linger.WebSocket(options.websocket, [], { ...options, websocket: true });
      socket.onopen = () => (window.isOpen = true);
      socket.onmessage = (event) => said.push(JSON.parse(event.data));
      socket.onclose = (event) => said.push({ closed: event.code });
      window.say = (message) => socket.send(JSON.stringify(message));
    }
  }
};

for (const [face, { cursor, open }] of Object.entries(FACES)) {
  stage.test(`${face}: the WebSocket goes and comes back, and each word is heard once, and in its speaker's order while one of them tells all`, async (actors) => {
    await withForum(actors, { LINGER_BRIDGE_CURSOR: cursor }, async ({ server, url, otherPort, down, up, sockets }) => {
      const { proxy, channel } = actors;
      const threadId = channel.slice('thread:'.length);
      const page = await actors.page();
      await page.evaluate(open, { url: `${proxy.url}/`, websocket: url, channels: [channel], token: '7:Ada' });
      const bo = await webSocketUser(otherPort);
      try {
        const heard = (who) => page.evaluate((name) => said.filter((one) => one.who === name).map((one) => one.n), who);
        const lengths = async () => [(await heard('bo')).length, (await heard('cy')).length];
        const hearsMore = async (what) => {
          const before = (await heard('bo')).length;
          await eventually(`bo and cy are heard ${what}`, async () => (await heard('bo')).length > before + 5 && (await heard('cy')).length > 5, 15_000);
        };
        /** Nothing is asked for some time: an overlap of 5 s is over, and the WebSocket is enough. */
        const isQuiet = (since) => eventually('it is on its WebSocket, and asks no more', () => Date.now() - since > 8000 && !proxy.asked(Date.now() - 2000).length && !proxy.parked().length, 60_000);
        const opened = Date.now();
        await page.until('it is open', () => window.isOpen);
        const talk = [speaker('bo', threadId, async (message) => bo.say(message)), speaker('cy', threadId, (message) => server.publish(channel, message))];
        await hearsMore('at first');
        await isQuiet(opened);
        const quiet = await lengths();
        await page.evaluate((message) => say(message), { type: 'said', threadId, who: 'ada', n: 1 });
        await hearsMore('by the WebSocket');

        const calm = [await lengths()];
        const begun = Date.now();
        await down();
        await eventually('the page polls', () => proxy.asked(begun).length > 0);
        await hearsMore('by Linger');
        const fell = Date.now() - begun;
        await page.evaluate((message) => say(message), { type: 'said', threadId, who: 'ada', n: 2 });
        await eventually("the page's word has reached bo", () => bo.seen.some((one) => one.who === 'ada' && one.n === 2));

        await up();
        await eventually('it is back', () => sockets() === 1, 60_000); // after 15 s; Firefox takes its time with a host that has failed
        await isQuiet(Date.now());
        const back = Date.now();
        calm.push(await lengths());
        await hearsMore('by the WebSocket');
        await page.evaluate((message) => say(message), { type: 'said', threadId, who: 'ada', n: 3 });
        const counts = await Promise.all(talk.map((one) => one.stop()));
        await eventually('the last words are heard', async () => (await heard('bo')).at(-1) >= counts[0] && (await heard('cy')).at(-1) >= counts[1], 15_000).catch(() => {});
        assert.deepEqual(proxy.asked(back).map((request) => request.path), [], 'it heard this without a poll');
        const all = (count) => Array.from({ length: count }, (nothing, i) => i + 1);
        // Where the one takes over from the other the log tells first, unless it is in trouble: then nothing waits for it.
        for (const [i, who] of ['bo', 'cy'].entries()) {
          const words = await heard(who);
          assert.deepEqual([...words].sort((a, b) => a - b), all(counts[i]), `${who}, each word once`);
          assertInOrder(words.slice(quiet[i], calm[0][i]));
          assertInOrder(words.slice(calm[1][i]));
        }
        assert.deepEqual(await page.evaluate(() => said.filter((one) => one.reset || one.closed)), []);
        await eventually('bo has heard the page', () => bo.seen.filter((one) => one.who === 'ada').length >= 3);
        assert.deepEqual(bo.seen.filter((one) => one.who === 'ada').map((one) => one.n), [1, 2, 3]);
        console.log(`${page.name}, ${face}: heard by Linger ${fell} ms after the cut, ${counts.join(' + ')} words`);
      } finally {
        bo.leave();
      }
    });
  });
}
stage.atOnce(2);
