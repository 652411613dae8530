'use strict';
/*
 * The bridge against a forum of two plain WebSocket servers: people with a WebSocket and people with long polls
 * see each other, while nodes die and freeze, and in a storm.
 */
const { before, after, beforeEach, afterEach, test } = require('node:test');
const assert = require('node:assert/strict');
const { startServer } = require('./server.js');
const { until, startRedis, startNode } = require('./programs.js');
const { webSocketUser, longPollUser } = require('./people.js');

const STORM = 5000;
const STORM_SECONDS = 5;
const SPEAKERS = 10;
const CHANNELS = ['thread:42', 'user:7', 'forum'];

/** Every kind, about a post. */
const messages = (post) => [
  { type: 'new_post', threadId: '42', post: { id: post, text: 'Grüße 👋' } },
  { type: 'post_updated', threadId: '42', post: { id: post, text: 'edited' } },
  { type: 'post_liked', threadId: '42', postId: post, likes: 3 },
  { type: 'post_deleted', threadId: '42', postId: post },
  { type: 'user_typing', threadId: '42', userId: '7', userName: 'Ada' },
  { type: 'read', threadId: '42', postId: post, userId: '7' },
  { type: 'notification', payload: { userId: '7', text: 'you were mentioned' } },
  { type: 'maintenance', at: 'noon' },
];

let redis;
let servers;
let running;

before(async () => {
  redis = await startRedis();
  servers = [await startServer(redis.port), await startServer(redis.port)];
});

after(async () => {
  await Promise.all((servers || []).map((server) => server.stop()));
  await redis?.stop();
});

beforeEach(() => {
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((stop) => stop()));
});

async function node(variables) {
  const started = await startNode(redis.port, variables);
  running.push(() => started.isOver() || started.stop('SIGKILL'));
  return started;
}

async function webSocket(server) {
  const user = await webSocketUser(servers[server].port);
  running.unshift(user.leave);
  return user;
}

async function longPolls(urls, channels = CHANNELS, token = '7:Ada', from = undefined) {
  const user = await longPollUser(urls, channels, token, from);
  running.unshift(user.leave);
  return user;
}

async function bridging(variables) {
  const one = await node(variables);
  await until('it bridges', one.bridges, 10_000);
  return one;
}

test('every kind of message reaches who has long polls from who has a WebSocket', { timeout: 60_000 }, async () => {
  const { url } = await bridging();
  const all = messages('1');
  const ada = await longPolls([url]);
  const bo = await webSocket(0);
  all.forEach((message) => bo.say(message));
  await until('all arrived', () => ada.seen.length >= all.length);
  assert.deepEqual(ada.seen, all);
});

test('every kind of message reaches who has a WebSocket, at any server, as it was sent', { timeout: 60_000 }, async () => {
  const { url } = await bridging();
  const all = messages('2');
  const ada = await longPolls([url]);
  const people = [await webSocket(0), await webSocket(1)];
  for (const message of all) {
    await ada.say(message);
  }
  await ada.publish('forum', { type: 'over' });
  for (const bo of people) {
    await until('all arrived', () => bo.seen.some(({ type }) => type === 'over'));
    for (const message of all) {
      assert.equal(bo.seen.filter((seen) => sameKind(seen, message)).length, 1, `${message.type} in ${JSON.stringify(bo.seen)}`);
    }
    const order = bo.seen.map(({ type }) => all.findIndex((message) => message.type === type)).filter((at) => at >= 0);
    assert.deepEqual(order, [...order].sort((a, b) => a - b));
  }
});

/** The server may add to a message who says it, and leave nothing out. */
function sameKind(seen, message) {
  return seen.type === message.type && Object.entries(message).every(([name, value]) => assert.deepEqual(seen[name], value) === undefined);
}

test('the cursor of a message hands a person over to long polls', { timeout: 60_000 }, async () => {
  const { url } = await bridging({ LINGER_BRIDGE_CURSOR: 'true' });
  const publisher = await longPolls([url]);
  const bo = await webSocket(0);
  await publisher.publish('thread:42', { type: 'new_post', threadId: '42', n: 1 });
  await until('the first arrived', () => bo.seen.length === 1);
  const { cursor, ...rest } = bo.seen[0];
  assert.deepEqual(rest, { type: 'new_post', threadId: '42', n: 1 });
  bo.leave();
  await publisher.publish('thread:42', { type: 'new_post', threadId: '42', n: 2 });
  const later = await longPolls([url], CHANNELS, '7:Ada', cursor);
  await until('the second arrived', () => later.seen.length > 0);
  assert.deepEqual(later.seen, [{ type: 'new_post', threadId: '42', n: 2 }]);
});

for (const [how, end] of [
  ['killed', (one) => one.stop('SIGKILL')],
  ['frozen', (one) => one.signal('SIGSTOP')],
]) {
  test(`when the bridging node is ${how}, another bridges within 5 s and nothing is lost or doubled`, { timeout: 90_000 }, async () => {
    const a = await bridging();
    const b = await node();
    const ada = await longPolls([b.url]);
    const speakers = [await webSocket(0), await webSocket(1)];
    const listener = await webSocket(1);
    let n = 0;
    const talk = setInterval(() => {
      n += 1;
      speakers.forEach((speaker, who) => speaker.say({ type: 'said', who, n }));
      ada.publish('forum', { type: 'polled', n }).catch(() => {});
    }, 10);
    await until('some arrived', () => ada.seen.length > 100);
    const since = Date.now();
    await end(a);
    await until('the other one bridges', b.bridges, 6000);
    const took = Date.now() - since;
    await until('more arrived', () => ada.seen.filter(({ who }) => who === 0).length >= n - 5 && n > 500);
    if (how === 'frozen') {
      a.signal('SIGCONT');
      await until('it has noticed', () => /another node bridges/.test(a.log()));
    }
    clearInterval(talk);
    await until('all arrived', () => count(ada, 0) >= n && count(ada, 1) >= n && polled(ada).length <= polled(listener).length);
    console.log(`${how}: another one bridged after ${took} ms; ${2 * n} in, ${polled(listener).length} out`);
    assert.ok(took < 5000, `${took} ms`);
    for (const who of [0, 1]) {
      assert.deepEqual(numbers(ada, who), range(n));
    }
    assert.deepEqual(polled(listener), polled(ada));
    assert.deepEqual(ada.resets, []);
    assert.doesNotMatch(b.log(), /nobody heard the forum/);
  });
}

test('how far who has a WebSocket has read is in GET /receipts, moves forward only, and is told once to who has long polls', { timeout: 60_000 }, async () => {
  const { url } = await bridging();
  const ada = await longPolls([url], ['thread:77']);
  const [bo, cy] = [await webSocket(0), await webSocket(1)];
  const read = (userId, postId) => ({ type: 'read', threadId: '77', userId, postId });
  const over = { type: 'over', threadId: '77' };
  bo.say({ type: 'new_post', threadId: '77', post: { id: '10' } });
  for (const postId of ['9', '8', '9', '11']) {
    bo.say(read('2', postId));
  }
  await until('it is there', async () => (await receipts(url))[2] === '9');
  await ada.say({ type: 'read', threadId: '77', postId: '10' });
  await until('everybody has heard', () => [bo, cy].every(({ seen }) => seen.some(({ userId, postId }) => userId === '7' && postId === '10')));
  cy.say(read('7', '9'));
  cy.say(read('2', '10'));
  cy.say(over);
  await until('it is over', () => [ada, bo, cy].every(({ seen }) => seen.some(({ type }) => type === 'over')));
  assert.deepEqual(await receipts(url), { 2: '10', 7: '10' });
  const heard = ada.seen.filter(({ type }) => type === 'read').map(({ userId, postId }) => `${userId} ${postId}`);
  assert.equal(new Set(heard).size, heard.length, `${heard}`);
  assert.deepEqual(heard.filter((one) => one !== '2 9'), ['7 10', '2 10'], 'an earlier one may be left out for a later one');
  assert.equal(bo.seen.filter(({ type }) => type === 'read').length, 7, 'nothing is told back: four, two, and what Linger said');
});

async function receipts(url) {
  const answer = await (await fetch(`${url}/receipts?channel=thread:77`, { headers: { Authorization: 'Bearer 7:Ada' } })).json();
  return Object.fromEntries(answer.receipts.map(({ userId, postId }) => [userId, postId]));
}

test(`a storm of ${STORM} in ${STORM_SECONDS} s is stored once each, in each speaker's order`, { timeout: 90_000 }, async () => {
  const a = await bridging();
  const b = await node();
  const ada = await longPolls([a.url, b.url]);
  const speakers = await Promise.all([...Array(SPEAKERS).keys()].map((who) => webSocket(who % 2)));
  const each = STORM / SPEAKERS;
  const begun = Date.now();
  for (let n = 1; n <= each; n++) {
    speakers.forEach((speaker, who) => speaker.say({ type: 'said', who, n }));
    const due = begun + (n / each) * STORM_SECONDS * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
  }
  const took = Date.now() - begun;
  await until('all arrived', () => ada.seen.length >= STORM, 30_000);
  console.log(`storm: said in ${took} ms, all read after ${Date.now() - begun} ms`);
  assert.equal(ada.seen.length, STORM);
  for (let who = 0; who < SPEAKERS; who++) {
    assert.deepEqual(numbers(ada, who), range(each));
  }
});

test('nothing loops between the forum and the log', { timeout: 60_000 }, async () => {
  const { url } = await bridging();
  const ada = await longPolls([url]);
  const bo = await webSocket(0);
  const same = { type: 'same' };
  await ada.publish('forum', same);
  await until('it arrived', () => bo.seen.length === 1);
  bo.say(same);
  bo.say(same);
  await until('they arrived', () => ada.seen.length >= 3 && bo.seen.length >= 3);
  await ada.publish('forum', { type: 'over' });
  await until('all is over', () => bo.seen.some(({ type }) => type === 'over'));
  bo.say({ type: 'over' });
  await until('all is over', () => ada.seen.filter(({ type }) => type === 'over').length === 2);
  assert.equal(ada.seen.length, 5);
  assert.equal(bo.seen.length, 5);
});

test('what is hostile is refused, and the bridge lives', { timeout: 60_000 }, async () => {
  const one = await bridging();
  const ada = await longPolls([one.url]);
  const mallory = await webSocket(0);
  for (const text of ['not json', '{}', '{"type":"x","threadId":"../../etc"}', `{"type":"x","text":"${'x'.repeat(5 << 20)}"}`]) {
    mallory.say(text);
  }
  mallory.say({ type: 'after' });
  await until('what came after arrived', () => ada.seen.length > 0);
  assert.deepEqual(ada.seen, [{ type: 'after' }]);
  assert.match(one.log(), /refuses a message on forum/);
});

function numbers(user, who) {
  return user.seen.filter((message) => message.who === who).map(({ n }) => n);
}

function count(user, who) {
  return numbers(user, who).length;
}

function polled(user) {
  return user.seen.filter(({ type }) => type === 'polled').map(({ n }) => n);
}

function range(n) {
  return [...Array(n).keys()].map((i) => i + 1);
}
