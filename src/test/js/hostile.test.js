'use strict';
/* Whatever the other side sends: it never runs, and the loop goes on. */
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const POLLS = { channels: ['forum'], without: ['stream'], share: false };
const ok = (world, more) => JSON.stringify({ linger: 1, cursor: world.server.cursor(), events: [], ...more });

const ANSWERS = {
  'nothing at all': () => ({ status: 200, text: '' }),
  garbage: () => ({ status: 200, text: '\u0000\uFFFF}{[' }),
  HTML: () => ({ status: 200, text: '<!doctype html><script>globalThis.pwned = 1</script>' }),
  'HTML that calls itself JSON': () => ({ status: 200, headers: { 'content-type': 'application/json' }, text: '<html>' }),
  'script instead of JSON': () => ({ status: 200, text: 'globalThis.pwned = 1' }),
  'half an answer': (world) => ({ status: 200, text: ok(world).slice(0, 20) }),
  "another server's JSON": () => ({ status: 200, text: '{"ok":true,"events":[],"cursor":"1"}' }),
  'JSON that is no object': () => ({ status: 200, text: '"linger"' }),
  'an array': () => ({ status: 200, text: '[1,2,3]' }),
  null: () => ({ status: 200, text: 'null' }),
  'an answer without a cursor': () => ({ status: 200, text: '{"linger":1,"events":[]}' }),
  'a cursor that is an object': () => ({ status: 200, text: '{"linger":1,"events":[],"cursor":{"a":1}}' }),
  'a cursor that is very long': () => ({ status: 200, text: `{"linger":1,"events":[],"cursor":"${'x'.repeat(10_000)}"}` }),
  'events that are no list': () => ({ status: 200, text: '{"linger":1,"events":{"length":5},"cursor":"a"}' }),
  'JSON a hundred thousand deep': () => ({ status: 200, text: '['.repeat(100_000) + ']'.repeat(100_000) }),
  '10 MB': () => ({ status: 200, text: 'x'.repeat(10 << 20) }),
  '10 MB of an answer': (world) => ({ status: 200, text: ok(world, { padding: 'x'.repeat(10 << 20) }) }),
  'the 500 of a proxy': () => ({ status: 500, text: '<h1>Internal Server Error</h1>' }),
  'a 500 of ours': () => ({ status: 500, text: '{"status":500,"code":"internal_error"}' }),
  'a 502': () => ({ status: 502, text: 'Bad Gateway' }),
  'a 404 of another server': () => ({ status: 404, text: 'not here' }),
  'a redirect that was not followed': () => ({ status: 302, text: '' }),
  'a status of its own': () => ({ status: 999, text: '{}' }),
  'a Retry-After of a thousand years': () => ({ status: 503, headers: { 'retry-after': '999999999999' }, text: '' }),
  'a Retry-After that is a word': () => ({ status: 503, headers: { 'retry-after': 'soon' }, text: '' }),
  'a Retry-After that is negative': () => ({ status: 503, headers: { 'retry-after': '-5' }, text: '' }),
};

for (const wire of ['polls', 'streams']) {
  for (const [name, reply] of Object.entries(ANSWERS)) {
    test(`${name}, in answer to ${wire}, breaks nothing`, async () => {
      const world = new World();
      const page = world.open();
      const client = page.connect({ ...POLLS, without: wire === 'polls' ? ['stream'] : [] });
      await world.pass(6000);
      world.server.cutAll();
      world.network.reply = () => reply(world);
      await world.pass(30_000);
      assert.notEqual(client.status().status, 'live');
      assert.ok(world.requests.length < 40, `${world.requests.length} requests`);
      world.network.reply = null;
      world.server.publish('forum', { n: 1 });
      await world.pass(330_000);
      assert.deepEqual(client.seen, [1]);
      assert.equal(client.status().status, 'live');
      assert.deepEqual(world.errors, []);
      assert.equal(page.context.pwned, undefined);
    });
  }
}

const ODD_EVENTS = [
  null,
  7,
  'event',
  [],
  {},
  { id: 1, channel: 'forum', data: {} },
  { id: '1', channel: 'forum', data: {} },
  { id: '1-1e5', channel: 'forum', data: {} },
  { id: '9'.repeat(50) + '-0', channel: 'forum', data: {} },
  { id: '5-0', channel: 'x'.repeat(500), data: {} },
  { id: '5-0', channel: ['forum'], data: {} },
  { id: '5-0', channel: 'forum', data: 'text' },
  { id: '5-0', channel: 'forum', data: null },
  { id: '5-0', channel: 'forum', data: [1] },
];

test('events that are none are left out and told of, and those beside them are heard', async () => {
  const world = new World();
  const client = world.open().connect({ ...POLLS, cursor: world.server.cursor() });
  const good = { id: '99999999999999-0', channel: 'forum', at: 1, data: { n: 1 } };
  let answered = false;
  world.network.reply = () => (answered ? null : ((answered = true), { status: 200, text: ok(world, { events: [...ODD_EVENTS, good] }) }));
  await world.pass(1000);
  assert.deepEqual(client.seen, [1]);
  assert.deepEqual(client.errors, ['odd_events']);
});

test('a hostile name in the data changes nothing outside of it', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect({ ...POLLS, cursor: world.server.cursor() });
  const heard = [];
  client.on('event', (event) => heard.push(event));
  const text = '{"linger":1,"cursor":"e.1-0.x","events":[{"id":"5-0","channel":"__proto__","data":{"n":0}},{"id":"6-0","channel":"forum","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"n":1e999}}],"reset":[{"channel":"__proto__","reason":"epoch"}],"__proto__":{"polluted":1}}';
  let answered = false;
  world.network.reply = () => (answered ? null : ((answered = true), { status: 200, text }));
  await world.pass(1000);
  assert.equal(require('node:vm').runInContext('({}).polluted', page.context), undefined);
  assert.equal({}.polluted, undefined);
  assert.equal(heard.length, 1);
  assert.equal(heard[0].data.n, Infinity);
});

test('a channel called __proto__ is a channel like any other', async () => {
  const world = new World();
  const client = world.open().connect({ ...POLLS, channels: ['__proto__', 'constructor'] });
  await world.pass(500);
  world.server.publish('__proto__', { n: 1 });
  world.server.publish('constructor', { n: 2 });
  await world.pass(500);
  assert.deepEqual(client.seen, [1, 2]);
});

test('script in the data is text', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect(POLLS);
  await world.pass(500);
  world.server.publish('forum', { n: '</script><script>globalThis.pwned = 1</script>\u2028' });
  await world.pass(500);
  assert.equal(client.seen.length, 1);
  assert.equal(page.context.pwned, undefined);
});

test('huge positions are compared as the numbers that they are', async () => {
  const world = new World();
  const client = world.open().connect({ ...POLLS, cursor: world.server.cursor() });
  const ids = ['9-0', '10-0', '10-9', '10-10', '9007199254740993-0', '9007199254740993-1', '9007199254740992-5', '00009-1'];
  let answered = false;
  world.network.reply = () => (answered ? null : ((answered = true), { status: 200, text: ok(world, { events: ids.map((id) => ({ id, channel: 'forum', data: { n: id } })) }) }));
  await world.pass(1000);
  assert.deepEqual(client.seen, ids.slice(0, 6));
});

test('a cursor that goes backward is not followed', async () => {
  const world = new World();
  const client = world.open().connect(POLLS);
  await world.pass(500);
  world.server.publish('forum', { n: 1 });
  await world.pass(500);
  const far = client.cursor;
  world.network.reply = () => ({ status: 200, text: ok(world, { cursor: 'epoch1.5-0.0badcafe' }) });
  world.server.publish('forum', { n: 2 });
  await world.pass(20_000);
  assert.notEqual(client.cursor, 'epoch1.5-0.0badcafe');
  world.network.reply = null;
  await world.pass(20_000);
  assert.deepEqual(client.seen, [1, 2]);
  assert.notEqual(client.cursor, far);
});

test('answers that are too large are asked for in smaller pieces', async () => {
  const world = new World();
  const client = world.open().connect({ ...POLLS, cursor: world.server.cursor() });
  for (let n = 0; n < 40; n++) {
    world.server.publish('forum', { n, text: 'x'.repeat(200_000) });
  }
  await world.pass(60_000);
  assert.equal(client.seen.length, 40);
});

test('advice out of all bounds is kept within them', async () => {
  const world = new World();
  const client = world.open().connect({ ...POLLS, cursor: world.server.cursor() });
  let answered = 0;
  world.network.reply = () => (answered++ ? null : { status: 200, text: ok(world, { advice: { hold: 1e99, pause: 1e99 } }).replace(/1e\+99/g, '1e999') });
  await world.pass(6 * 60_000);
  assert.ok(answered > 1);
  assert.ok(JSON.parse(world.parked()[0].body).hold <= 55);
  assert.equal(client.status().status, 'live');
});

test('what is found in the storage is not believed blindly', async () => {
  for (const kept of ['{', '[]', '{"wires":7,"pace":"x"}', '{"wires":{"stream":{"until":1e999,"strikes":-1},"post":null},"pace":{"hold":-5,"needed":1e300}}']) {
    const world = new World();
    world.stores.set('linger:http://forum.test/linger/:any', kept);
    const client = world.open().connect({ channels: ['forum'], share: false });
    await world.pass(10_000);
    world.server.publish('forum', { n: 1 });
    await world.pass(1000);
    assert.deepEqual(client.seen, [1], kept);
  }
});

test('a browser whose storage throws is served like any other', async () => {
  const world = new World();
  const page = world.open({ lacks: ['BroadcastChannel'] });
  Object.defineProperty(page.context, 'localStorage', {
    get() {
      throw new Error('SecurityError');
    },
  });
  const client = page.connect({ channels: ['forum'] });
  await world.pass(3000);
  world.server.publish('forum', { n: 1 });
  await world.pass(1000);
  assert.deepEqual(client.seen, [1]);
});

test('rubbish from another tab is not listened to', async () => {
  const world = new World();
  const page = world.open();
  const client = page.connect({ channels: ['forum'] });
  await world.pass(3000);
  const bus = new page.context.BroadcastChannel(world.buses[0].name);
  const rubbish = [null, 7, 'beat', [], {}, { type: 'beat' }, { id: 'z', type: 'beat', term: 1e300, channels: [], snapshot: {} }, { id: 'z', type: 'beat', term: NaN }, { id: 'z', term: 1, type: 'here' }, { id: 'z', term: 1, type: 'news', from: {}, to: [], events: 5, channels: 'forum' }, { id: 'z', term: 1, type: '__proto__' }];
  rubbish.forEach((message) => bus.postMessage(message));
  await world.pass(1000);
  world.server.publish('forum', { n: 1 });
  await world.pass(1000);
  assert.deepEqual(client.seen, [1]);
  assert.deepEqual(world.errors, []);
});

test('where there is no JSON the client refuses, and says what to do', () => {
  const world = new World();
  const page = world.open();
  const vm = require('node:vm');
  const fs = require('node:fs');
  const context = vm.createContext({ setTimeout() {}, clearTimeout() {} });
  vm.runInContext('JSON = undefined;', context);
  vm.runInContext(fs.readFileSync(require.resolve('../../../webapp/linger.js'), 'utf8'), context);
  assert.throws(() => context.Linger.connect({ url: '/' }), /json2\.js/);
  assert.ok(page.Linger);
});
