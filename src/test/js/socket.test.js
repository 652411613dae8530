'use strict';
/* Linger.WebSocket behaves as the WHATWG's does, as far as a page can see. */
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

async function opened(options = {}) {
  const world = new World(options.world);
  const page = world.open();
  const socket = page.socket({ share: false, channels: ['forum'], ...options });
  await world.pass(1000);
  return { world, page, socket };
}

test('it opens after the constructor, and then hears', async () => {
  const world = new World();
  const page = world.open();
  const socket = page.socket({ share: false, channels: ['forum'] });
  assert.equal(socket.readyState, 0);
  assert.deepEqual(socket.log, []);
  await world.pass(1000);
  assert.equal(socket.readyState, socket.OPEN);
  world.server.publish('forum', { type: 'new_post', n: 1 });
  await world.pass(500);
  assert.deepEqual(socket.log, ['open', '{"type":"new_post","n":1}']);
});

test('it has the constants, on the class and on what it makes', () => {
  const page = new World().open();
  const Class = page.Linger.WebSocket;
  const socket = page.socket();
  for (const [name, value] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })) {
    assert.equal(Class[name], value);
    assert.equal(socket[name], value);
  }
  assert.ok(socket instanceof Class);
  assert.equal(socket.url, 'ws://forum.test/linger');
  assert.equal(socket.protocol, '');
  assert.equal(socket.bufferedAmount, 0);
  assert.throws(() => Class('ws://forum.test/linger'), { name: 'TypeError' });
});

test('without any channel it opens all the same, and subscribing makes it hear', async () => {
  const { world, socket } = await opened({ channels: [] });
  assert.equal(socket.readyState, 1);
  socket.send('{"type":"subscribe","threadId":"42"}');
  socket.send('{"type":"subscribe","threadId":43}');
  socket.send('{"type":"subscribe","channel":"user:7"}');
  await world.pass(1000);
  ['thread:42', 'thread:43', 'user:7', 'thread:1'].forEach((channel) => world.server.publish(channel, { type: channel }));
  await world.pass(1000);
  socket.send('{"type":"unsubscribe","threadId":"42"}');
  await world.pass(500);
  world.server.publish('thread:42', { type: 'late' });
  await world.pass(500);
  assert.deepEqual(socket.heard.map((message) => message.type), ['thread:42', 'thread:43', 'user:7']);
});

test('other messages go to the server, in order', async () => {
  const { world, socket } = await opened();
  socket.send('{"type":"user_typing","threadId":"42"}');
  socket.send('{"type":"read","upTo":1}');
  assert.ok(socket.bufferedAmount > 0);
  await world.pass(1000);
  assert.deepEqual(world.server.done.map((item) => item.type), ['user_typing', 'read']);
  assert.equal(socket.bufferedAmount, 0);
});

test('a ping is answered from the last proof, or by asking', async () => {
  const { world, socket } = await opened();
  socket.send('{"type":"ping"}');
  await world.pass(50);
  assert.deepEqual(socket.heard, [{ type: 'pong' }]);
  assert.equal(world.server.pings, 0);
  await world.pass(9000 + 12_000);
  world.server.parked.clear();
  world.timers = world.timers.filter((timer) => timer.owner);
  await world.pass(15_000);
  socket.send('{"type":"ping"}');
  await world.pass(4900);
  assert.equal(socket.heard.length, 2);
  assert.equal(world.server.pings, 1);
});

test('no pong comes when the server is away', async () => {
  const { world, socket } = await opened({ without: ['stream'] });
  await world.pass(15_000);
  world.network.offline = true;
  world.server.cutAll();
  socket.send('{"type":"ping"}');
  await world.pass(30_000);
  assert.deepEqual(socket.heard, []);
});

test('send before open throws InvalidStateError', () => {
  const socket = new World().open().socket();
  assert.throws(() => socket.send('{"type":"ping"}'), { name: 'InvalidStateError', code: 11 });
});

test('send after close is silent, and counted', async () => {
  const { world, socket } = await opened();
  socket.close();
  socket.send('{"type":"read"}');
  assert.equal(socket.bufferedAmount, 15);
  await world.pass(5000);
  socket.send('{"type":"read"}');
  assert.equal(socket.bufferedAmount, 30);
  assert.deepEqual(world.server.done, []);
});

test('what is no JSON text with a type is refused with the reason', async () => {
  const { socket } = await opened();
  assert.throws(() => socket.send(new Blob(['x'])), /Blob/);
  assert.throws(() => socket.send(new ArrayBuffer(1)), /ArrayBuffer/);
  assert.throws(() => socket.send('hello'), /JSON/);
  assert.throws(() => socket.send('[1]'), /JSON/);
  assert.equal(socket.readyState, 1);
});

test('close is told later, once, with code and reason', async () => {
  for (const [args, code, reason] of [[[], 1005, ''], [[1000], 1000, ''], [[3000, 'enough'], 3000, 'enough'], [[4999, 'é'], 4999, 'é']]) {
    const { world, socket } = await opened();
    let event = null;
    socket.addEventListener('close', (told) => (event = told));
    socket.close(...args);
    assert.equal(socket.readyState, 2);
    assert.equal(event, null);
    socket.close();
    await world.pass(5000);
    assert.equal(socket.readyState, 3);
    assert.deepEqual([event.code, event.reason, event.wasClean], [code, reason, true]);
    assert.deepEqual(socket.log, ['open', `close ${code}`]);
  }
});

test('close refuses codes and reasons that it may not send', async () => {
  const { socket } = await opened();
  for (const code of [0, 999, 1001, 1006, 2999, 5000, NaN]) {
    assert.throws(() => socket.close(code), { name: 'InvalidAccessError' });
  }
  assert.throws(() => socket.close(1000, 'é'.repeat(62)), { name: 'SyntaxError' });
  assert.equal(socket.readyState, 1);
  socket.close(1000, 'é'.repeat(61));
});

test('close before open fails the connection', async () => {
  const world = new World();
  const socket = world.open().socket({ share: false });
  socket.close();
  await world.pass(60_000);
  assert.deepEqual(socket.log, ['error', 'close 1006']);
});

test('nothing is heard after close', async () => {
  const { world, socket } = await opened();
  world.server.publish('forum', { type: 'x' });
  socket.close();
  await world.pass(10_000);
  assert.deepEqual(socket.heard, []);
});

test('a server that is not there is an error and a close, in time', async () => {
  const world = new World();
  world.server.down = true;
  const socket = world.open().socket({ share: false, channels: ['forum'] });
  await world.pass(29_000);
  assert.deepEqual(socket.log, []);
  await world.pass(2000);
  assert.deepEqual(socket.log, ['error', 'close 1006']);
  const asked = world.requests.length;
  await world.pass(60_000);
  assert.ok(world.requests.length <= asked + 1);
});

test('a token that is refused is an error and a close at once', async () => {
  const world = new World();
  world.server.tokens = ['good'];
  const page = world.open();
  const bad = page.socket({ share: false, channels: ['forum'] }, 'ws://forum.test/linger?token=bad');
  const good = page.socket({ share: false, channels: ['forum'] }, 'ws://forum.test/linger?token=good');
  await world.pass(1000);
  assert.deepEqual(bad.log, ['error', 'close 1006']);
  assert.deepEqual(good.log, ['open']);
});

test('a short outage is not seen at all', async () => {
  const { world, socket } = await opened({ without: ['stream'] });
  world.network.offline = true;
  world.server.cutAll();
  await world.pass(10_000);
  world.server.publish('forum', { type: 'x' });
  world.network.offline = false;
  await world.pass(40_000);
  assert.deepEqual(socket.log, ['open', '{"type":"x"}']);
});

test('a long outage closes, and the next one goes on where this one stopped', async () => {
  const { world, page, socket } = await opened({ without: ['stream'] });
  world.network.offline = true;
  world.server.cutAll();
  world.server.publish('forum', { type: 'missed' });
  await world.pass(90_000);
  assert.deepEqual(socket.log, ['open', 'error', 'close 1006']);
  world.network.offline = false;
  const next = page.socket({ share: false, channels: ['forum'], without: ['stream'] });
  await world.pass(2000);
  assert.deepEqual(next.log, ['open', '{"type":"missed"}']);
});

test('one that was closed in good health is not continued', async () => {
  const { world, page, socket } = await opened();
  socket.close();
  await world.pass(1000);
  world.server.publish('forum', { type: 'between' });
  const next = page.socket({ share: false, channels: ['forum'] });
  await world.pass(2000);
  assert.deepEqual(next.log, ['open']);
});

test('a gap is a close that a page reconnects after', async () => {
  const { world, page, socket } = await opened({ without: ['stream'] });
  world.server.restart(1000);
  await world.pass(20_000);
  assert.deepEqual(socket.log, ['open', 'close 1012']);
  const next = page.socket({ share: false, channels: ['forum'] });
  await world.pass(2000);
  assert.deepEqual(next.log, ['open']);
});

test('a channel that is forbidden is told as a message, and the others go on', async () => {
  const { world, socket } = await opened({ without: ['stream'] });
  const server = world.server;
  const poll = server.poll.bind(server);
  server.poll = (query, out) =>
    query.channels.includes('thread:9')
      ? server.reply(out, 200, { linger: 1, cursor: server.cursor(), events: [], reset: [{ channel: 'thread:9', reason: 'forbidden' }] })
      : poll(query, out);
  socket.send('{"type":"subscribe","threadId":"9"}');
  await world.pass(5000);
  assert.equal(socket.heard.filter((message) => message.code === 'forbidden').length, 1, 'told once');
  world.server.publish('forum', { type: 'x' });
  await world.pass(1000);
  assert.equal(socket.heard.at(-1).type, 'x');
});

test('listeners are called in order, each once, and may take themselves off', async () => {
  const { world, socket } = await opened();
  const calls = [];
  const a = () => calls.push('a');
  const b = { handleEvent: (event) => calls.push('b' + event.data.length) };
  socket.onmessage = () => calls.push('on');
  socket.addEventListener('message', a);
  socket.addEventListener('message', a);
  socket.addEventListener('message', b);
  socket.addEventListener('message', () => calls.push('once'), { once: true });
  socket.addEventListener('message', function self() {
    calls.push('self');
    socket.removeEventListener('message', self);
  });
  world.server.publish('forum', { x: 1 });
  await world.pass(500);
  socket.removeEventListener('message', a);
  world.server.publish('forum', { x: 1 });
  await world.pass(500);
  assert.deepEqual(calls, ['on', 'a', 'b7', 'once', 'self', 'on', 'b7']);
});

test('a message event is shaped like the real one', async () => {
  const { world, socket } = await opened();
  let event;
  socket.onmessage = (told) => (event = told);
  world.server.publish('forum', { x: 1 });
  await world.pass(500);
  assert.equal(event.type, 'message');
  assert.equal(event.target, socket);
  assert.equal(event.data, '{"x":1}');
  assert.equal(event.origin, 'http://forum.test');
});

test('a listener that throws does not stop the others', async () => {
  const { world, socket } = await opened();
  socket.addEventListener('message', () => {
    throw new Error('bug');
  });
  const heard = [];
  socket.addEventListener('message', (event) => heard.push(event.data));
  world.server.publish('forum', { x: 1 });
  world.server.publish('forum', { x: 2 });
  await world.pass(500);
  assert.equal(heard.length, 2);
});

test('a class can be made that knows its options, so that a hook only says new', async () => {
  const world = new World();
  const page = world.open();
  const Socket = page.Linger.WebSocket.configure({ url: 'http://forum.test/other', channels: ['forum'], share: false });
  const socket = new Socket('wss://forum.test/ws');
  await world.pass(1000);
  assert.equal(socket.readyState, Socket.OPEN);
  assert.equal(socket.url, 'wss://forum.test/ws');
});

/** The hook that forums have: reconnects with back-off, pings every 20 s, gives up on a pong after 5 s. */
function hook(page, world, options) {
  const state = { opens: 0, closes: 0, posts: [] };
  const Socket = page.Linger.WebSocket.configure(options);
  const { setTimeout, clearTimeout } = page.context;
  let attempt = 0;
  (function connect() {
    const socket = new Socket('ws://forum.test/linger');
    let beat, pong;
    socket.onopen = () => {
      attempt = 0;
      state.opens++;
      socket.send(JSON.stringify({ type: 'subscribe', threadId: '42' }));
      beat = setTimeout(function ping() {
        socket.send(JSON.stringify({ type: 'ping' }));
        pong = setTimeout(() => socket.close(), 5000);
        beat = setTimeout(ping, 20_000);
      }, 20_000);
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === 'pong') {
        clearTimeout(pong);
      } else {
        state.posts.push(message.n);
      }
    };
    socket.onclose = () => {
      state.closes++;
      clearTimeout(beat);
      clearTimeout(pong);
      setTimeout(connect, Math.min(1000 * 2 ** attempt++, 30_000));
    };
  })();
  return state;
}

test('an existing hook runs on it for hours, through outages, and its page misses and repeats nothing', async () => {
  for (const without of [[], ['stream']]) {
    const world = new World({ seed: 7 });
    const page = world.open();
    const state = hook(page, world, { share: false, without });
    await world.pass(2000);
    for (let n = 1; n <= 200; n++) {
      world.server.publish('thread:42', { type: 'new_post', n });
      world.network.offline = n % 40 > 36;
      if (n % 40 === 37) {
        world.server.cutAll();
      }
      await world.pass(20_000 * world.random());
    }
    world.network.offline = false;
    await world.pass(120_000);
    assert.deepEqual(state.posts, Array.from({ length: 200 }, (_, i) => i + 1));
    assert.ok(state.opens > 1 && state.closes > 1, "the outages were long enough to be seen");
  }
});
