'use strict';
/*
 * Somebody answers in the node's place, or the node has gone mad. Whatever it says: nothing of it runs, the loop goes
 * on and does not storm, and when the node is back all is heard, once and in order.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { Numbers, hearAll } = require('./support/events.js');
const { eventually } = require('./support/wait.js');

stage.atOnce(8); // what takes time here is the client's back-off

const JSON_TYPE = { 'Content-Type': 'application/json' };
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const SCRIPT = { 'Content-Type': 'text/javascript' };
const STREAM = { 'Content-Type': 'text/event-stream' };
const PWN = '<html><body>Log in<script>window.__pwned=1</script><img src=x onerror="window.__pwned=2"></body></html>';
const OURS = '{"linger":1,"cursor":"';

/** Answers, by what they are. `cursor` is one that the page has. */
const ANSWERS = {
  'bytes at random': () => ({ headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from(Array.from({ length: 2000 }, (nothing, i) => (i * i * 31) % 256)) }),
  'nothing at all': () => ({ headers: JSON_TYPE, body: '' }),
  "a captive portal's page": () => ({ headers: HTML, body: PWN }),
  'a page that says it is JSON': () => ({ headers: JSON_TYPE, body: PWN }),
  'a redirect to a log-in page': () => ({ status: 302, headers: { Location: '/other.html' } }),
  "somebody else's JSON": () => ({ headers: JSON_TYPE, body: '{"ok":true,"cursor":"x","events":[]}' }),
  'a script': () => ({ headers: SCRIPT, body: 'window.__pwned=1;/**/linger({"linger":1});' }),
  'half an answer': ({ cursor }) => ({ headers: JSON_TYPE, body: `${OURS}${cursor}","events":[{"id":"1-0","chan` }),
  'half an answer and a cut': ({ cursor }) => ({ headers: JSON_TYPE, body: `${OURS}${cursor}","events":[`, cut: true }),
  'errors of somebody on the way': () => ({ status: 500, headers: HTML, body: PWN }),
  'errors with a Retry-After that is none': () => ({ status: 503, headers: { ...HTML, 'Retry-After': 'soon <script>' }, body: PWN }),
  'ten megabytes of it': ({ cursor }) => ({ headers: JSON_TYPE, body: `${OURS}${cursor}","events":[],"filler":"${'x'.repeat(10 << 20)}"}` }),
  'ten megabytes of nothing': () => ({ headers: HTML, body: ' '.repeat(10 << 20) }),
  'numbers where names should be': ({ cursor }) => ({ headers: JSON_TYPE, body: `{"linger":1,"cursor":"${cursor}","events":[7,null,{"id":7},{"id":"1-0","channel":{},"data":[]}],"reset":[1,{}],"advice":{"hold":-1,"pause":"x"},"more":"no"}` }),
  'nothing new, at once, again and again': ({ cursor }) => ({ headers: JSON_TYPE, body: `${OURS}${cursor}","events":[]}` }),
  'a hundred thousand brackets': ({ cursor }) => ({ headers: JSON_TYPE, body: `{"linger":1,"cursor":"${cursor}","events":${'['.repeat(100_000)}${']'.repeat(100_000)}}` }),
  'a stream of nonsense': () => ({ headers: STREAM, body: `id: 1\ndata: {"linger":1,"cur\n\ndata: ${PWN}\n\n:\n\ndata:\n\nretry: 1\n\n` })
};

/** Puts these answers in the node's place until some have been given, and looks at what the page makes of it. */
async function madness({ connected, server, proxy, channel }, answer) {
  const page = await connected({ share: false });
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  const cursor = await page.evaluate(() => client.cursor);
  let given = 0;
  proxy.answer((request) => {
    if (!/^\/(poll|stream|send)$/.test(request.path)) {
      return null;
    }
    given++;
    return answer({ cursor, request, channel });
  });
  const since = Date.now();
  proxy.cut();
  await eventually('it asks again and again', () => given >= 3, 30_000);
  const until = Date.now();
  await numbers.several(3);
  await proxy.heal();
  await page.until('it is live', () => client.status().status === 'live', undefined, 30_000);
  await numbers.several(2);
  await hearAll([page], 8);
  // 20 at once and four a second is the most that the client ever asks.
  const asked = proxy.asked(since).filter((request) => request.at <= until).length;
  assert.ok(asked <= 20 + ((until - since) / 1000) * 4, `${asked} requests in ${until - since} ms`);
  await unharmed(page);
  return page;
}

async function unharmed(page) {
  const seen = await page.evaluate(() => ({
    pwned: typeof window.__pwned,
    polluted: [typeof {}.polluted, typeof [].polluted, Object.keys(Object.prototype).length],
    scripts: [...document.scripts].map((script) => new URL(script.src).pathname),
    thrown: notes.thrown
  }));
  assert.deepEqual(seen, { pwned: 'undefined', polluted: ['undefined', 'undefined', 0], scripts: ['/page.js', '/linger.js'], thrown: [] });
}

for (const [what, answer] of Object.entries(ANSWERS)) {
  stage.test(`${what}: nothing runs, and the page goes on where it was`, async (actors) => {
    await madness(actors, answer);
  });
}

stage.test("a captive portal is told as one, so that the page can say what to do", async ({ connected, proxy }) => {
  const page = await connected({ share: false });
  proxy.answer((request) => (request.path === '/other.html' ? null : { headers: HTML, body: PWN }));
  proxy.cut();
  await page.until('it says so', () => client.status().status === 'portal');
  await proxy.heal();
  await page.until('it is live', () => client.status().status === 'live');
});

stage.test('a cursor that goes backward, with what was told before: nothing is told twice', async (actors) => {
  const { connected, server, proxy, channel } = actors;
  const page = await connected({ share: false });
  const first = await page.evaluate(() => client.cursor);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  const old = await server.post('/poll', { channels: [channel], cursor: first, hold: 0 });
  assert.equal(JSON.parse(old.text).events.length, 3);
  const back = JSON.stringify({ ...JSON.parse(old.text), cursor: first });
  let given = 0;
  proxy.answer((request) => (/poll|stream/.test(request.path) ? (given++, { headers: JSON_TYPE, body: back }) : null));
  proxy.cut();
  await eventually('it was told', () => given >= 3, 20_000);
  await proxy.heal();
  await numbers.several(3);
  await hearAll([page], 6);
});

stage.test('a cursor that the node can not read: the gap is told, and the page goes on', async ({ connected, server, proxy, channel }) => {
  const page = await connected({ share: false, without: ['stream'] });
  let given = 0;
  proxy.answer((request) => (request.path === '/poll' ? (given++, { headers: JSON_TYPE, body: '{"linger":1,"cursor":"\\u0000<script>","events":[]}' }) : null));
  proxy.cut();
  await eventually('it was told', () => given >= 1);
  await proxy.heal();
  await page.until('the gap is told', () => notes.resets.length === 1, undefined, 20_000);
  await eventually('it follows again', () => proxy.channels().includes(channel));
  await server.publish(channel, { type: 'new_post', n: 0 });
  await page.until('it hears', () => notes.heard.includes(0));
  assert.deepEqual((await page.notes()).heard, ['reset', 0]);
  await unharmed(page);
});

stage.test('hostile data arrives as data: script, __proto__, huge numbers, half a surrogate', async ({ connected, server, channel }) => {
  const page = await connected({ share: false });
  await page.evaluate(() => {
    window.all = [];
    client.on('event', (event) => all.push(event));
  });
  const data = `{"type":"new_post","n":0,"html":${JSON.stringify(PWN)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"huge":1e308,"more":123456789012345678901234567890,"half":"\\ud800","end":"</script>\\u2028\\u2029"}`;
  const reply = await server.post('/events', `{"channel":"${channel}","data":${data}}`);
  assert.equal(reply.status, 201, reply.text);
  await page.until('it hears', () => all.length);
  const [event] = await page.evaluate(() => all.map((one) => ({ keys: Object.keys(one.data), html: one.data.html, huge: one.data.huge, isPlain: Object.getPrototypeOf(one.data) === Object.prototype })));
  assert.equal(event.html, PWN);
  assert.equal(event.huge, 1e308);
  assert.equal(event.isPlain, true);
  assert.ok(event.keys.includes('constructor'));
  await unharmed(page);
});
