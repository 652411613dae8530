'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const NO_STREAM = { without: ['stream'], share: false };

test('a page that connects takes a cursor first and then gets what happens', async () => {
  const world = new World();
  world.server.publish('thread:42', { n: 0 });
  const client = world.open().connect({ channels: ['thread:42'], ...NO_STREAM });
  await world.pass(500);
  assert.ok(client.cursor);
  world.server.publish('thread:42', { n: 1 });
  world.server.publish('thread:43', { n: 2 });
  await world.pass(500);
  assert.deepEqual(client.seen, [1]);
  assert.equal(client.status().status, 'live');
});

test('the first poll can ask for the last events', async () => {
  const world = new World();
  [1, 2, 3].forEach((n) => world.server.publish('forum', { n }));
  const client = world.open().connect({ channels: ['forum'], last: 2, ...NO_STREAM });
  await world.pass(500);
  assert.deepEqual(client.seen, [2, 3]);
});

test('a page that kept a cursor gets what it missed', async () => {
  const world = new World();
  const cursor = world.server.cursor();
  [1, 2, 3].forEach((n) => world.server.publish('forum', { n }));
  const client = world.open().connect({ channels: ['forum'], cursor, ...NO_STREAM });
  await world.pass(500);
  assert.deepEqual(client.seen, [1, 2, 3]);
});

test('there is never more than one poll at a time', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['forum'], ...NO_STREAM });
  for (let i = 0; i < 40; i++) {
    client.subscribe('thread:' + i);
    client.now();
    world.server.publish('forum', { n: i });
    await world.pass(100);
    assert.ok(world.parked().length <= 1, `${world.parked().length} polls`);
  }
});

test('what is said twice is heard once', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['forum'], ...NO_STREAM });
  await world.pass(500);
  const before = client.cursor;
  world.server.publish('forum', { n: 1 });
  await world.pass(500);
  const read = world.server.read.bind(world.server);
  world.server.read = (query) => read({ ...query, cursor: before }); // a server that begins too early
  world.server.publish('forum', { n: 2 });
  await world.pass(5000);
  assert.deepEqual(client.seen, [1, 2]);
});

test('a new epoch is told as a reset, and its lower positions are heard', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['forum'], ...NO_STREAM });
  await world.pass(500);
  world.server.publish('forum', { n: 1 });
  await world.pass(500);
  world.server.restart(1000);
  await world.pass(10_000);
  assert.deepEqual(client.resets, ['epoch']);
  world.server.events.push({ id: '5-0', channel: 'forum', at: 5, data: { n: 2 } });
  world.server.read = () => ({ cursor: world.server.cursor(), events: world.server.events });
  world.server.publish('forum', { n: 3 });
  await world.pass(1000);
  assert.deepEqual(client.seen.slice(0, 2), [1, 2]);
});

test('a cursor that the server can not read is given up, and every channel is told', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['a', 'b'], cursor: 'rubbish', ...NO_STREAM });
  const poll = world.server.poll.bind(world.server);
  world.server.poll = (query, out) => (query.cursor === 'rubbish' ? world.server.problem(out, 400, 'invalid_cursor') : poll(query, out));
  await world.pass(1000);
  assert.deepEqual(client.resets, ['epoch', 'epoch']);
  world.server.publish('a', { n: 1 });
  await world.pass(1000);
  assert.deepEqual(client.seen, [1]);
});

test('subscribing and unsubscribing change what is polled for, from the same cursor', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['a'], ...NO_STREAM });
  await world.pass(500);
  client.subscribe(['b', 'c']);
  client.unsubscribe('a');
  await world.pass(500);
  assert.deepEqual(JSON.parse(world.parked()[0].body).channels, ['b', 'c']);
  ['a', 'b', 'c'].forEach((channel) => world.server.publish(channel, { n: channel }));
  await world.pass(500);
  assert.deepEqual(client.seen, ['b', 'c']);
});

test('the channel user:me is heard under the name that the server gives it', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['user:me'], ...NO_STREAM });
  await world.pass(500);
  const read = world.server.read.bind(world.server);
  world.server.read = (query) => read({ ...query, channels: ['user:7'] });
  world.server.publish('user:7', { n: 1 });
  await world.pass(500);
  assert.deepEqual(client.seen, [1]);
});

test('a listener that throws is told to the console and stops nobody', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect({ channels: ['forum'], ...NO_STREAM });
  client.off('event');
  const heard = [];
  client.on('event', () => {
    throw new Error('the page has a bug');
  });
  client.on('event', (event) => heard.push(event.data.n));
  await world.pass(500);
  [1, 2].forEach((n) => world.server.publish('forum', { n }));
  await world.pass(500);
  assert.deepEqual(heard, [1, 2]);
  assert.equal(world.errors.length, 2);
});

test('a client that is closed hears and asks nothing more, and says that it leaves', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect({ channels: ['forum'], ...NO_STREAM });
  await world.pass(500);
  const listening = page.window.count();
  client.close();
  await world.pass(500);
  const asked = world.requests.length;
  world.server.publish('forum', { n: 1 });
  await world.pass(120_000);
  assert.deepEqual(client.seen, []);
  assert.equal(world.requests.length, asked);
  assert.equal(client.status().status, 'closed');
  assert.equal(world.server.leaves.length, 1);
  assert.equal(world.timers.filter((timer) => timer.owner === page).length, 0);
  assert.ok(page.window.count() < listening);
});

test('a client that is closed by its own listener hears nothing of the same answer', async () => {
  const world = new World();
  const client = world.open().connect({ channels: ['forum'], cursor: world.server.cursor(), ...NO_STREAM });
  client.on('event', () => client.close());
  [1, 2].forEach((n) => world.server.publish('forum', { n }));
  await world.pass(500);
  assert.deepEqual(client.seen, [1]);
});
