'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const POLLS = { channels: ['forum'], without: ['stream'], share: false };
const read = (n) => ({ type: 'read', threadId: '42', upTo: n });

test('what the page says is done in order and once each, whatever gets lost on the way', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = new World({ seed });
    const client = world.open().connect(POLLS);
    await world.pass(1000);
    for (let n = 0; n < 50; n++) {
      client.send(read(n));
      world.network.offline = world.random() < 0.2;
      world.network.cut = world.random() < 0.3 ? 25 : 0; // the request arrives, the answer does not
      world.network.reply = world.random() < 0.1 ? () => ({ status: 503, text: '' }) : null;
      await world.pass(world.random() * 1500);
    }
    Object.assign(world.network, { offline: false, cut: 0, reply: null });
    await world.pass(120_000);
    assert.deepEqual(world.server.done.map((item) => item.upTo), [...Array(50).keys()], `seed ${seed}`);
  }
});

test('a send says when it is done, and what came of it', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  const told = [];
  client.send(read(1), (error) => told.push(error));
  await world.pass(500);
  assert.deepEqual(told, [null]);
});

test('a send that is refused is told and does not hold up the next', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  const told = [];
  const send = world.server.send.bind(world.server);
  world.server.send = (query, out) => (query.upTo === 1 ? world.server.problem(out, 403, 'forbidden') : send(query, out));
  client.send(read(1), (error) => told.push(error.code));
  client.send(read(2), (error) => told.push(error));
  await world.pass(1000);
  assert.deepEqual(told, ['forbidden', null]);
  assert.deepEqual(client.errors, ['refused']);
});

test('while there is no network sends are kept, up to a bound, and then refused aloud', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(1000);
  world.network.offline = true;
  const taken = [...Array(120).keys()].filter((n) => client.send(read(n)));
  assert.equal(taken.length, 100);
  assert.deepEqual(client.errors, Array(20).fill('queue_full'));
  await world.pass(300_000);
  world.network.offline = false;
  await world.pass(60_000);
  assert.deepEqual(world.server.done.map((item) => item.upTo), taken);
});

test('a few large sends are too much as well', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  assert.equal(client.send({ type: 'read', text: 'x'.repeat(200_000) }), true);
  assert.equal(client.send({ type: 'read', text: 'x'.repeat(200_000) }), false);
});

test('typing that is old news is not sent any more', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(1000);
  world.network.offline = true;
  client.send(read(1));
  client.send({ type: 'user_typing', threadId: '42' });
  client.send(read(2));
  await world.pass(20_000);
  world.network.offline = false;
  await world.pass(60_000);
  assert.deepEqual(world.server.done.map((item) => item.type), ['read', 'read']);
  assert.deepEqual(client.errors, ['expired']);
});

test('coming back sends at once what was kept', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect(POLLS);
  await world.pass(1000);
  world.network.offline = true;
  client.send(read(1));
  await world.pass(300_000);
  world.network.offline = false;
  page.window.fire('online');
  await world.pass(200);
  assert.equal(world.server.done.length, 1);
});

test('a send whose token is no good any more gets a new one', async () => {
  const world = new World();
  world.server.tokens = ['t1'];
  let asked = 0;
  const client = world.open().connect({ ...POLLS, token: () => 't' + ++asked });
  await world.pass(1000);
  world.server.tokens = ['t2'];
  client.send(read(1));
  await world.pass(5000);
  assert.equal(world.server.done.length, 1);
  assert.equal(world.server.done[0].token, 't2');
});

test('publishing gives back the id of the event, and is stored once', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(1000);
  world.network.cut = 25; // stored, but nobody is told
  let id = null;
  client.publish('forum', { n: 1 }, { key: 'k' }, (error, told) => (id = told));
  await world.pass(30);
  world.network.cut = 0;
  await world.pass(5000);
  assert.deepEqual(client.seen, [1]);
  assert.equal(id, world.server.events[0].id);
  assert.equal(world.server.events.length, 1);
  const body = JSON.parse(world.to('events')[0].body);
  assert.equal(body.key, 'k');
  assert.ok(!('client' in body) && !('ttl' in body), 'fields that the server does not know are errors');
});

test('what is sent is not what the page changes afterwards', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  const what = read(1);
  client.send(what);
  what.upTo = 2;
  await world.pass(1000);
  assert.equal(world.server.done[0].upTo, 1);
});

test('what was said before the end is still sent after it', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(1000);
  [1, 2, 3].forEach((n) => client.send(read(n)));
  client.close();
  assert.equal(client.send(read(4)), false);
  await world.pass(5000);
  assert.deepEqual(world.server.done.map((item) => item.upTo), [1, 2, 3]);
});
