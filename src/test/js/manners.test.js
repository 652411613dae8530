'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const POLLS = { channels: ['forum'], without: ['stream'], share: false };

/** The most requests to /poll that began within one such span. */
function densest(world, millis, path = 'poll') {
  const times = world.to(path).map((request) => request.at);
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + millis).length));
}

test('while there is no network the client goes on trying, at most every 30 s or so, and never stops', async () => {
  const world = new World();
  world.open().connect(POLLS);
  await world.pass(1000);
  world.network.offline = true;
  world.server.cutAll();
  await world.pass(3_600_000);
  const late = world.to('poll').filter((poll) => poll.at > world.now - 1_800_000);
  assert.ok(late.length > 60 && late.length < 400, `${late.length} in half an hour`);
});

test('clients that fail together do not come back together', async () => {
  const world = new World();
  for (let i = 0; i < 60; i++) {
    world.open().connect(POLLS);
  }
  await world.pass(2000);
  world.server.restart(20_000);
  await world.pass(20_000);
  const returns = new Map();
  for (const poll of world.to('poll').filter((request) => request.at > world.now - 10_000)) {
    returns.set(poll.page, poll.at);
  }
  const seconds = new Set([...returns.values()].map((at) => Math.floor(at / 1000)));
  assert.ok(seconds.size >= 6, `they came in ${seconds.size} different seconds`);
});

test('Retry-After is a least, and not everybody comes at it', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(500);
  const body = JSON.stringify({ status: 503, code: 'unavailable' });
  world.network.reply = () => ({ status: 503, headers: { 'retry-after': '20' }, text: body });
  world.server.publish('forum', { n: 1 });
  await world.pass(1000);
  const asked = world.to('poll').length;
  assert.equal(client.status().status, 'waiting');
  assert.ok(client.status().retryIn > 18_000);
  await world.pass(18_500);
  assert.equal(world.to('poll').length, asked);
  await world.pass(8_000);
  assert.equal(world.to('poll').length, asked + 1);
});

test('a pause that is advised is kept', async () => {
  const world = new World();
  world.open().connect({ ...POLLS, cursor: world.server.cursor() });
  world.network.reply = () => ({ status: 200, text: JSON.stringify({ linger: 1, cursor: world.server.cursor(), events: [], advice: { pause: 7000 } }) });
  await world.pass(70_000);
  assert.ok(world.to('poll').length <= 11, `${world.to('poll').length} polls in 70 s`);
});

test('a server that answers every poll at once with nothing is not stormed', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  world.network.reply = () => ({ status: 200, text: JSON.stringify({ linger: 1, cursor: world.server.cursor(), events: [] }) });
  await world.pass(60_000);
  assert.ok(world.to('poll').length < 25, `${world.to('poll').length} polls in a minute`);
  assert.equal(client.status().status, 'live');
});

test('a server that says the same over and over, or always more, is not stormed', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  const events = [{ id: '7-0', channel: 'forum', at: 7, data: { n: 1 } }];
  world.network.reply = () => ({ status: 200, text: JSON.stringify({ linger: 1, cursor: 'same.1-0.x', events, more: true }) });
  await world.pass(60_000);
  assert.ok(world.to('poll').length < 30, `${world.to('poll').length} polls in a minute`);
  assert.deepEqual(client.seen, [1]);
});

test('a server that always has something new is asked four times a second at the most', async () => {
  const world = new World();
  let n = 0;
  world.open().connect(POLLS);
  world.network.reply = () => ({ status: 200, text: JSON.stringify({ linger: 1, cursor: `e.${++n}-0.x`, events: [{ id: `${n}-0`, channel: 'forum', at: 1, data: { n } }] }) });
  await world.pass(60_000);
  assert.ok(densest(world, 1000) <= 30);
  assert.ok(world.to('poll').length <= 20 + 240 + 5, `${world.to('poll').length} polls in a minute`);
});

test('streams that end at once are not stormed either', async () => {
  const world = new World();
  world.open().connect({ channels: ['forum'], share: false });
  world.network.reply = (request) => (request.path === 'stream' ? { status: 200, text: `data: ${JSON.stringify({ linger: 1, cursor: world.server.cursor(), events: [] })}\n\n` } : null);
  await world.pass(60_000);
  assert.ok(world.to('stream').length < 15, `${world.to('stream').length} streams in a minute`);
});

test('a clock that jumped means that the machine slept: what was parked is left and asked anew at once', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect(POLLS);
  await world.pass(3000);
  const before = world.parked()[0];
  page.freeze();
  world.server.parked.clear(); // its connection is dead, and nobody says so
  world.timers = world.timers.filter((timer) => timer.owner);
  await world.pass(15_000);
  world.server.publish('forum', { n: 1 });
  page.thaw();
  await world.pass(500);
  assert.ok(before.over);
  assert.deepEqual(client.seen, [1]);
});

test('a clock that goes back stops nothing', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(3000);
  const jump = 3_600_000;
  world.now -= jump;
  world.timers.forEach((timer) => (timer.at -= jump));
  await world.pass(5000);
  world.server.events = [{ id: `${world.now + jump}-7`, channel: 'forum', at: 1, data: { n: 1 } }];
  world.server.parked.forEach((wait) => wait.wake());
  await world.pass(2000);
  assert.deepEqual(client.seen, [1]);
  assert.equal(client.status().status, 'live');
});

test('coming online, coming back to the page and asking for it end a wait', async () => {
  for (const wake of [(page) => page.window.fire('online'), (page) => (page.hide(), page.show()), (page, client) => client.now()]) {
    const world = new World();
    const page = world.open();
    const client = page.connect(POLLS);
    await world.pass(1000);
    world.network.offline = true;
    world.server.cutAll();
    await world.pass(200_000);
    while (client.status().retryIn < 5000) {
      await world.pass(1000);
    }
    world.network.offline = false;
    wake(page, client);
    await world.pass(200);
    assert.equal(client.status().status, 'live', String(wake));
  }
});

test('a hidden page polls, but not often, and streams no more', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect({ channels: ['forum'], share: false });
  await world.pass(1000);
  page.hide();
  await world.pass(70_000);
  assert.equal(world.to('stream').filter((stream) => !stream.over).length, 0);
  const from = world.now;
  for (let n = 0; n < 120; n++) {
    world.server.publish('forum', { n });
    await world.pass(500);
  }
  const polls = world.to('poll').filter((poll) => poll.at > from).length;
  assert.ok(polls >= 3 && polls <= 7, `${polls} polls in a minute of news`);
  page.show();
  await world.pass(1000);
  assert.equal(client.seen.length, 120);
});

test('hidden tabs that share a poll do not poll often either', async () => {
  const world = new World();
  const pages = [1, 2, 3].map(() => world.open());
  const clients = pages.map((page) => page.connect({ channels: ['forum'] }));
  await world.pass(5000);
  pages.forEach((page) => page.hide());
  await world.pass(70_000);
  const from = world.now;
  for (let n = 0; n < 120; n++) {
    world.server.publish('forum', { n });
    await world.pass(500);
  }
  const polls = world.to('poll').filter((poll) => poll.at > from).length;
  assert.ok(polls >= 3 && polls <= 7, `${polls} polls in a minute of news`);
  pages[0].show();
  await world.pass(2000);
  clients.forEach((client) => assert.equal(client.seen.length, 120));
});

test('who leaves the page says so, and who comes back goes on where he was', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect(POLLS);
  await world.pass(1000);
  page.leave();
  await world.pass(1000);
  assert.equal(world.server.leaves.length, 1);
  assert.equal(page.beacons.length, 1);
  assert.equal(world.parked().length, 0);
  world.server.publish('forum', { n: 1 });
  await world.pass(60_000);
  assert.equal(world.parked().length, 0);
  page.window.fire('pageshow', { persisted: true });
  await world.pass(500);
  assert.deepEqual(client.seen, [1]);
  const [left] = world.server.leaves;
  assert.ok(left && world.parked().every((poll) => !String(poll.body).includes(left))); // that client has gone for good
});

test('the status tells how things stand, from what was last proved', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(5000);
  world.server.down = true;
  world.server.cutAll();
  await world.pass(5000);
  assert.equal(client.status().status, 'waiting');
  world.network.offline = true;
  await world.pass(10_000);
  assert.equal(client.status().status, 'offline');
  world.network.offline = false;
  world.network.reply = () => ({ status: 200, text: '<html><form>Accept our terms</form></html>' });
  await world.pass(40_000);
  assert.equal(client.status().status, 'portal');
  world.server.down = false;
  world.network.reply = null;
  await world.pass(40_000);
  assert.equal(client.status().status, 'live');
  assert.deepEqual([...new Set(client.states)], ['connecting', 'live', 'waiting', 'offline', 'portal']);
});

test('a connection that went silent is not called live', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(3000);
  world.server.poll = () => () => {}; // swallows
  world.server.parked.clear();
  world.timers = world.timers.filter((timer) => timer.owner);
  await world.pass(75_000);
  assert.notEqual(client.status().status, 'live');
});

test('after an outage the first poll comes back at once, so that the page knows', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(1000);
  world.server.restart(3000);
  await world.pass(3500);
  while (client.status().retryIn) {
    await world.pass(100);
  }
  await world.pass(300);
  assert.equal(client.status().status, 'live');
});

test('401 asks for a new token and keeps the cursor', async () => {
  const world = new World();
  world.server.tokens = ['t1'];
  let asked = 0;
  const client = world.open().connect({ ...POLLS, token: () => Promise.resolve('t' + ++asked) });
  await world.pass(1000);
  world.server.publish('forum', { n: 1 });
  await world.pass(500);
  world.server.tokens = ['t2'];
  world.server.cutAll();
  world.server.publish('forum', { n: 2 });
  await world.pass(5000);
  assert.deepEqual(client.seen, [1, 2]);
  assert.equal(asked, 2);
  assert.ok(!client.states.includes('unauthorized'));
});

test('a token may come from a function, a promise or a callback', async () => {
  for (const token of ['t', () => 't', () => Promise.resolve('t'), (done) => void setTimeout(() => done(null, 't'), 0)]) {
    const world = new World();
    world.server.tokens = ['t'];
    const client = world.open().connect({ ...POLLS, token });
    await world.pass(100);
    await new Promise((resolve) => setImmediate(() => setTimeout(resolve, 2)));
    await world.pass(1000);
    assert.equal(client.status().status, 'live', String(token));
  }
});

test('a token that can not be had makes the page unauthorized, is tried again, and logs nobody out', async () => {
  for (const broken of [() => Promise.reject(new Error('no')), () => { throw new Error('no'); }, () => null, (done) => void done, (done) => void done('no')]) {
    const world = new World();
    let token = broken;
    const client = world.open().connect({ ...POLLS, token: (done) => token(done) });
    await world.pass(60_000);
    assert.equal(client.status().status, 'unauthorized', String(broken));
    assert.ok(client.status().retryAt > 0 || broken.length > 0);
    token = () => 't';
    await world.pass(400_000);
    assert.equal(client.status().status, 'live', String(broken));
  }
});

test('a token that is never good is not asked for in a loop', async () => {
  const world = new World();
  world.server.tokens = [];
  let asked = 0;
  world.open().connect({ ...POLLS, token: () => 't' + ++asked });
  await world.pass(600_000);
  assert.ok(asked < 30, `asked ${asked} times in ten minutes`);
  assert.ok(world.requests.length < 30);
});

test('403 is final until something else is asked for', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  world.network.reply = () => ({ status: 403, text: JSON.stringify({ status: 403, code: 'forbidden' }) });
  await world.pass(600_000);
  assert.equal(world.to('poll').length, 1);
  assert.equal(client.status().status, 'unauthorized');
  assert.equal(client.status().reason, 'forbidden');
  world.network.reply = null;
  client.subscribe('other');
  await world.pass(1000);
  assert.equal(client.status().status, 'live');
});
