'use strict';
/* The forum's own WebSocket first, and the log behind it. */
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const NATIVE = { channels: ['thread:42'], websocket: 'ws://forum.test/ws', without: ['stream'] };
const opens = (socket) => socket.open();
const closes = (socket) => socket.end();

/** Published as the forum does: its own socket tells it, and so does the log. */
function publish(world, page, n, { socket = true, log = true } = {}) {
  const data = { type: 'new_post', threadId: '42', n };
  if (socket && page.sockets.at(-1) && !page.sockets.at(-1).closed) {
    page.sockets.at(-1).hear({ n, threadId: '42', type: 'new_post' });
  }
  if (log) {
    world.server.publish('thread:42', data);
  }
}

test('while the socket is open nobody polls, and the page hears through it', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(6000);
  const polls = world.to('poll').length;
  for (let n = 1; n <= 10; n++) {
    publish(world, page, n);
    await world.pass(2000);
  }
  assert.deepEqual(client.seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(client.status().transport, 'websocket');
  assert.equal(client.status().status, 'live');
  assert.equal(world.to('poll').length, polls);
  assert.deepEqual(page.sockets[0].said, [{ type: 'subscribe', threadId: '42' }]);
});

test('a socket that does not open within 5 s, or at all, is left for polls', async () => {
  for (const behaviour of [() => {}, closes]) {
    const world = new World();
    const page = world.open({ socket: behaviour });
    const client = page.connect(NATIVE);
    await world.pass(6000);
    assert.equal(client.status().transport, 'post');
    publish(world, page, 1, { socket: false });
    await world.pass(500);
    assert.deepEqual(client.seen, [1]);
  }
});

test('that a socket does not open here is remembered', async () => {
  const world = new World();
  const first = world.open({ socket: closes });
  first.connect(NATIVE);
  await world.pass(5000);
  first.kill();
  const second = world.open({ socket: opens });
  second.connect(NATIVE);
  await world.pass(5000);
  assert.equal(second.sockets.length, 0);
  await world.pass(30_000);
  assert.equal(second.sockets.length, 1);
});

test('what the socket did not tell before it ended comes from the log, and nothing comes twice', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(2000);
  publish(world, page, 1);
  await world.pass(500);
  publish(world, page, 2, { socket: false });
  publish(world, page, 3, { socket: false });
  page.sockets[0].end();
  await world.pass(500);
  publish(world, page, 4, { socket: false });
  await world.pass(3000);
  assert.deepEqual(client.seen, [1, 2, 3, 4]);
});

test('what the socket swallows in good health is found in the log within minutes', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(2000);
  publish(world, page, 1);
  publish(world, page, 2, { socket: false });
  publish(world, page, 3);
  await world.pass(310_000);
  assert.deepEqual([...client.seen].sort(), [1, 2, 3]);
});

test('going up from polls to the socket tells nothing twice and misses nothing', async () => {
  const world = new World();
  let may = false;
  const page = world.open({ socket: (socket) => (may ? socket.open() : socket.end()) });
  const client = page.connect(NATIVE);
  await world.pass(3000);
  publish(world, page, 1, { socket: false });
  await world.pass(500);
  may = true;
  for (let n = 2; n <= 60; n++) {
    publish(world, page, n);
    await world.pass(500);
  }
  await world.pass(3000);
  assert.equal(client.status().transport, 'websocket');
  assert.deepEqual(client.seen, Array.from({ length: 60 }, (_, i) => i + 1));
});

/** The forum's bridge needs a moment: what was said just before the socket was there comes by the log, and late. */
test('what was said just before the socket opened comes before what the socket says', async () => {
  const world = new World();
  let may = false;
  const page = world.open({ socket: (socket) => (may ? socket.open() : socket.end()) });
  const client = page.connect(NATIVE);
  await world.pass(3000);
  may = true;
  for (let i = 0; i < 400 && client.status().transport !== 'websocket'; i++) {
    await world.pass(50);
  }
  publish(world, page, 2, { log: false }); // the log has neither yet
  await world.pass(100);
  publish(world, page, 3, { log: false });
  page.sockets.at(-1).hear({ type: 'pong' }); // not of a thread: nothing to wait for
  assert.equal(client.seen.length, 1);
  await world.pass(1000);
  [1, 2, 3].forEach((n) => publish(world, page, n, { socket: false }));
  await world.pass(100);
  assert.deepEqual(client.seen.slice(1), [1, 2, 3]);
  await world.pass(6000);
  publish(world, page, 4);
  assert.deepEqual(client.seen.slice(1), [1, 2, 3, 4]);
});

test('what the socket says before the log has given its first cursor does not wait for it', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  while (!page.sockets.length) {
    await world.pass(1);
  }
  await world.pass(1);
  [1, 2].forEach((n) => publish(world, page, n));
  await world.pass(100);
  [3, 4].forEach((n) => publish(world, page, n));
  await world.pass(6000);
  assert.deepEqual(client.seen, [1, 2, 3, 4]);
});

test('what the socket says is heard soon if Linger is away, and if it never answers', async () => {
  const away = (world) => (world.network.offline = true);
  const mute = (world) => (world.server.poll = () => () => {});
  for (const [trouble, within] of [[away, 2500], [mute, 20_000]]) {
    const world = new World();
    trouble(world);
    const page = world.open({ socket: opens });
    const client = page.connect(NATIVE);
    await world.pass(50);
    [1, 2, 3].forEach((n) => publish(world, page, n));
    await world.pass(within);
    assert.deepEqual(client.seen, [1, 2, 3], `${trouble}`);
  }
});

test('a cursor that the bridge has added does not make another message of it', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(6000);
  page.sockets[0].hear({ type: 'new_post', threadId: '42', n: 1, cursor: 'life.1-0.x' });
  publish(world, page, 1, { socket: false });
  page.sockets[0].end();
  await world.pass(3000);
  assert.deepEqual(client.seen, [1]);
});

test('a page that is left and comes back finds its socket again at once, however often', async () => {
  const world = new World();
  for (let i = 0; i < 6; i++) {
    const page = world.open({ socket: opens });
    const client = page.connect(NATIVE);
    await world.pass(3000);
    assert.equal(client.status().transport, 'websocket', `page ${i}`);
    page.leave();
    page.kill();
  }
});

test('that a socket has worked for long makes good for its failures', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  for (let day = 0; day < 8; day++) {
    await world.pass(2 * 60_000);
    assert.equal(client.status().transport, 'websocket', `day ${day}`);
    page.sockets.at(-1).end();
    await world.pass(20_000);
  }
  assert.equal(page.sockets.length, 9);
});

test('equal messages that are meant are all heard', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(6000);
  [1, 1, 1].forEach((n) => publish(world, page, n));
  assert.deepEqual(client.seen, [1, 1, 1]);
  page.sockets[0].end();
  await world.pass(5000);
  publish(world, page, 1, { socket: false });
  await world.pass(1000);
  assert.deepEqual(client.seen, [1, 1, 1, 1]);
});

test('what only the socket told long ago does not silence an equal event of today', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(2000);
  publish(world, page, 1, { log: false });
  await world.pass(310_000);
  page.sockets[0].end();
  publish(world, page, 1, { socket: false });
  await world.pass(3000);
  assert.deepEqual(client.seen, [1, 1]);
});

test('what the page says goes through the socket while it is open, and to the server else', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const client = page.connect(NATIVE);
  await world.pass(2000);
  client.send({ type: 'user_typing', threadId: '42' });
  client.subscribe('thread:43');
  client.unsubscribe('thread:43');
  assert.deepEqual(page.sockets[0].said.slice(1).map((what) => what.type), ['user_typing', 'subscribe', 'unsubscribe']);
  page.sockets[0].end();
  client.send({ type: 'read', upTo: 1 });
  await world.pass(1000);
  assert.equal(world.server.done[0].type, 'read');
});

test('a tab with a socket does not lead the others', async () => {
  const world = new World();
  const withSocket = world.open({ socket: opens });
  withSocket.connect({ ...NATIVE });
  const without = world.open().connect({ channels: ['thread:42'], without: ['stream'] });
  await world.pass(8000);
  assert.equal(world.parked().length, 1);
  assert.notEqual(world.parked()[0].page, withSocket);
  publish(world, withSocket, 1);
  await world.pass(500);
  assert.deepEqual(without.seen, [1]);
});

test('through the WebSocket shape, the texts are those of the socket, whatever they are', async () => {
  const world = new World();
  const page = world.open({ socket: opens });
  const socket = page.socket({ websocket: true, url: 'http://forum.test/linger/', share: false }, 'ws://forum.test/ws');
  await world.pass(2000);
  assert.equal(page.sockets[0].url, 'ws://forum.test/ws');
  const log = [];
  socket.onmessage = (event) => log.push(event.data);
  page.sockets[0].hear('no JSON');
  page.sockets[0].hear('{"type":"pong", "t":1}');
  assert.deepEqual(log, ['no JSON', '{"type":"pong", "t":1}']);
});
