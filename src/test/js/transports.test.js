'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const ALONE = { channels: ['forum'], share: false };

/** Publishes one after another, with some time between. */
async function talk(world, from, to, every = 700) {
  for (let n = from; n <= to; n++) {
    world.server.publish('forum', { n });
    await world.pass(every);
  }
}

function numbers(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

test('where streams arrive, the client streams, and one request carries all', async () => {
  const world = new World();
  const client = world.open().connect(ALONE);
  await world.pass(1000);
  await talk(world, 1, 20);
  assert.deepEqual(client.seen, numbers(1, 20));
  assert.equal(client.status().transport, 'stream');
  assert.equal(world.to('stream').length, 1);
});

test('where a proxy buffers streams, the client polls within seconds, and loses nothing', async () => {
  const world = new World();
  const polls = () => world.to('poll').length;
  world.network.buffer = true;
  const client = world.open().connect(ALONE);
  await world.pass(1000);
  assert.equal(polls(), 1);
  await talk(world, 1, 10, 500);
  await world.pass(2000);
  assert.deepEqual(client.seen, numbers(1, 10));
  assert.equal(client.status().transport, 'post');
  assert.equal(client.status().status, 'live');
});

test('looking for a better way is no interruption', async () => {
  const world = new World();
  world.network.buffer = true;
  const buffered = world.open().connect(ALONE);
  await world.pass(10 * 60_000);
  assert.deepEqual(buffered.states.filter((state) => state !== 'live'), ['connecting']);
  const other = new World();
  other.server.noStream = true;
  const refused = other.open().connect(ALONE);
  await other.pass(10 * 60_000);
  assert.deepEqual(refused.states.filter((state) => state !== 'live'), ['connecting']);
  const third = new World();
  Object.assign(third.network, { refusePost: true, buffer: true });
  const reader = third.open().connect(ALONE);
  await third.pass(10 * 60_000);
  assert.deepEqual(reader.states.slice(reader.states.indexOf('live')).filter((state) => state !== 'live'), []);
});

test('what was learned is remembered for the next page', async () => {
  const world = new World();
  world.network.buffer = true;
  const first = world.open();
  first.connect(ALONE);
  await world.pass(8000);
  first.kill();
  const streams = world.to('stream').length;
  world.open().connect(ALONE);
  await world.pass(5000);
  assert.equal(world.to('stream').length, streams);
});

test('what was learned on one kind of network is not believed on another', async () => {
  const world = new World();
  world.network.buffer = true;
  const first = world.open();
  first.connect(ALONE);
  await world.pass(8000);
  first.kill();
  world.network.buffer = false;
  const second = world.open();
  second.window.navigator.connection = { type: 'cellular' };
  const client = second.connect(ALONE);
  await world.pass(2000);
  assert.equal(client.status().transport, 'stream');
});

test('a better way is tried again later, and less and less often', async () => {
  const world = new World();
  world.network.buffer = true;
  const client = world.open().connect(ALONE);
  await world.pass(30 * 60_000);
  const tried = world.to('stream').length;
  assert.ok(tried >= 3 && tried <= 6, `${tried} attempts in half an hour`);
  world.network.buffer = false;
  await world.pass(3 * 3_600_000);
  assert.equal(client.status().transport, 'stream');
});

test('where POST does not arrive, GET does', async () => {
  const world = new World();
  world.network.refusePost = true;
  const client = world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(3000);
  await talk(world, 1, 5);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'get');
});

test('where POSTs arrive without their bodies, GET does it', async () => {
  const world = new World();
  world.network.buffer = true;
  world.network.reply = (request) => request.method === 'POST' && { status: 400, text: '{"status":400,"code":"bad_request"}' };
  const client = world.open().connect(ALONE);
  await world.pass(8000);
  await talk(world, 1, 5);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'get');
  assert.deepEqual(client.errors, []);
});

test('where headers are stripped, the token still arrives, in the body', async () => {
  const world = new World();
  world.server.tokens = ['good'];
  world.network.stripHeaders = true;
  const client = world.open().connect({ ...ALONE, token: 'good' });
  await world.pass(3000);
  await talk(world, 1, 5);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'post');
  assert.ok(!world.requests.some((request) => /good/.test(request.query)), 'no token in a query string');
});

test('where headers arrive, streams carry the token in one', async () => {
  const world = new World();
  world.server.tokens = ['good'];
  const client = world.open().connect({ ...ALONE, token: 'good' });
  await world.pass(3000);
  await talk(world, 1, 5);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'stream');
  assert.ok(!world.requests.some((request) => /good/.test(request.query)), 'no token in a query string');
});

test('a server without streams is polled', async () => {
  const world = new World();
  world.server.noStream = true;
  const client = world.open().connect(ALONE);
  await world.pass(3000);
  await talk(world, 1, 5);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'post');
});

test('a stream that the server ends is resumed without a gap', async () => {
  const world = new World();
  const client = world.open().connect(ALONE);
  await world.pass(1000);
  for (let n = 1; n <= 10; n++) {
    world.server.publish('forum', { n });
    if (n % 3 === 0) {
      await world.pass(20_000);
      [...world.server.parked].forEach((wait) => wait.end());
    }
    await world.pass(300);
  }
  await world.pass(2000);
  assert.deepEqual(client.seen, numbers(1, 10));
  assert.equal(client.status().transport, 'stream');
});

test('a network that was away is not held against streams, however long it was', async () => {
  for (let seconds = 1; seconds <= 20; seconds++) {
    const world = new World();
    const page = world.open();
    const client = page.connect(ALONE);
    await world.pass(1000);
    world.network.offline = true;
    world.server.cutAll();
    await world.pass(seconds * 1000);
    world.network.offline = false;
    page.window.fire('online');
    await world.pass(1000);
    assert.equal(client.status().transport, 'stream', `${seconds} s`);
  }
});

test('a server that restarted is not held against streams', async () => {
  const world = new World();
  const client = world.open().connect(ALONE);
  await world.pass(1000);
  world.server.restart(270); // long enough for one attempt to fail
  await world.pass(3000);
  assert.equal(client.status().transport, 'stream');
});

test('a stream that goes silent is given up after 35 s', async () => {
  const world = new World();
  const client = world.open().connect(ALONE);
  await world.pass(1000);
  const stream = world.parked()[0];
  assert.equal(stream.path, 'stream');
  world.server.parked.clear();
  world.timers = world.timers.filter((timer) => timer.owner); // the server has forgotten it
  await world.pass(34_000);
  assert.ok(!stream.over);
  await world.pass(4_000);
  assert.ok(stream.over);
  world.server.publish('forum', { n: 1 });
  await world.pass(5000);
  assert.deepEqual(client.seen, [1]);
});

test('a stream that is cut again and again within seconds is left for polls', async () => {
  const world = new World();
  const client = world.open().connect(ALONE);
  await world.pass(500);
  world.network.cut = 7000;
  world.requests.at(-1).hangUp();
  await world.pass(30 * 60_000);
  const streams = world.to('stream').length;
  assert.ok(streams > 5 && streams < 25, `${streams} streams in half an hour`);
  assert.equal(client.status().transport, 'post');
  assert.equal(client.status().status, 'live');
});

test('a cut before the promised hold is an ordinary empty answer, and shortens the hold', async () => {
  const world = new World();
  world.network.cut = 10_000;
  const client = world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(120_000);
  const holds = world.to('poll').map((poll) => JSON.parse(poll.body).hold);
  assert.equal(holds[1], 25);
  assert.ok(holds[2] <= 8, `then ${holds[2]}`);
  assert.deepEqual(new Set(client.states), new Set(['connecting', 'live']));
  await talk(world, 1, 10);
  assert.deepEqual(client.seen, numbers(1, 10));
});

test('a network that cuts after three seconds is no interruption, and no storm', async () => {
  const world = new World();
  world.network.cut = 3000;
  const client = world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(10 * 60_000);
  assert.ok(!client.states.includes('waiting'), client.states.join());
  assert.ok(world.requests.length < 400, `${world.requests.length} requests in ten minutes`);
});

test('a hold that was shortened grows again when the network is better, slowly', async () => {
  const world = new World();
  world.network.cut = 10_000;
  world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(60_000);
  world.network.cut = 0;
  await world.pass(30 * 60_000);
  assert.equal(JSON.parse(world.parked()[0].body).hold, 25);
});

test('a network that cuts for ever costs ever fewer attempts at a longer hold', async () => {
  const world = new World();
  world.network.cut = 10_000;
  world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(3_600_000);
  const tooLong = world.to('poll').filter((poll) => JSON.parse(poll.body).hold > 9);
  assert.ok(tooLong.length < 15, `${tooLong.length} in an hour`);
});

test('a server that advises a shorter hold gets it', async () => {
  const world = new World();
  const poll = world.server.poll.bind(world.server);
  world.server.poll = (query, out) => {
    if (query.hold > 10) {
      return world.server.reply(out, 200, { linger: 1, cursor: world.server.cursor(), events: [], advice: { hold: 10, pause: 100 } });
    }
    return poll(query, out);
  };
  world.open().connect({ ...ALONE, without: ['stream'] });
  await world.pass(2000);
  assert.equal(JSON.parse(world.parked()[0].body).hold, 10);
});

for (let seed = 1; seed <= (Number(process.env.LINGER_SEEDS) || 8); seed++) {
  test(`whatever the network does, every event comes once and in order (seed ${seed})`, async () => {
    const world = new World({ seed });
    const client = world.open().connect(ALONE);
    await world.pass(3000);
    const network = world.network;
    for (let n = 1; n <= 150; n++) {
      world.server.publish('forum', { n });
      const dice = Math.floor(world.random() * 12);
      network.offline = dice === 0;
      network.buffer = dice === 1 || (dice > 5 && network.buffer);
      network.cut = dice === 2 ? 1000 + world.random() * 20_000 : dice > 5 ? network.cut : 0;
      network.refusePost = dice === 3;
      network.reply = dice === 4 ? () => ({ status: 200, text: '<html>log in</html>' }) : dice === 5 ? () => ({ status: 502 }) : null;
      if (dice === 6) {
        world.server.cutAll();
      }
      await world.pass(world.random() * 9000);
    }
    Object.assign(network, { offline: false, buffer: false, cut: 0, refusePost: false, reply: null });
    await world.pass(120_000);
    assert.deepEqual(client.seen, numbers(1, 150));
    assert.equal(client.status().status, 'live');
    assert.deepEqual(world.errors, []);
  });
}

test('a browser without progress events never streams', async () => {
  const world = new World();
  const page = world.open();
  const Request = page.context.XMLHttpRequest;
  page.context.XMLHttpRequest = class extends Request {
    constructor() {
      super();
      delete this.onprogress;
    }
  };
  page.connect(ALONE);
  await world.pass(30_000);
  assert.equal(world.to('stream').length, 0);
});

test('XDomainRequest carries everything as text, with the token in the body', async () => {
  const world = new World();
  world.server.tokens = ['good'];
  const page = world.open({ url: 'http://linger.test/' });
  const Request = page.context.XMLHttpRequest;
  page.context.XMLHttpRequest = class extends Request {
    constructor() {
      super();
      delete this.withCredentials; // as in IE 8 and 9: no requests across origins
    }
  };
  page.context.XDomainRequest = class {
    open(method, url) {
      Object.assign(this, { method, path: url.replace(/^.*\//, ''), text: '' });
    }
    send(body) {
      const tell = (name) => () => world.after(0, () => this[name](), page);
      this.hangUp = world.carry(
        { method: this.method, path: this.path, query: '', headers: {}, body, page },
        {
          head: (status) => (this.failed = status >= 400),
          chunk: (text) => (this.text += text),
          end: () => {
            this.responseText = this.text;
            tell(this.failed ? 'onerror' : 'onload')();
          },
          fail: tell('onerror'),
        },
      );
    }
    abort() {
      this.hangUp();
    }
  };
  let asked = 0;
  const client = page.connect({ ...ALONE, token: 'good' });
  await world.pass(1000);
  await talk(world, 1, 5);
  client.send({ type: 'read', threadId: '42', upTo: 5 });
  await world.pass(1000);
  assert.deepEqual(client.seen, numbers(1, 5));
  assert.equal(client.status().transport, 'xdr');
  assert.equal(world.server.done[0].upTo, 5);
  const renewing = page.connect({ ...ALONE, token: () => (asked++ ? 'good' : 'old') });
  await world.pass(30_000);
  assert.equal(renewing.status().status, 'live', 'a refusal that XDomainRequest can not tell is taken for one');
});

test('JSONP is used only if it is asked for and nothing else is there', async () => {
  const world = new World({ browser: { lacks: ['XMLHttpRequest'] } });
  const page = world.open();
  const heads = [];
  page.document.createElement = () => ({});
  page.document.head = {
    appendChild: (script) => {
      heads.push(script.src);
      const query = new URLSearchParams(script.src.split('?')[1]);
      world.after(
        15,
        () => page.context[query.get('callback')]({ linger: 1, cursor: world.server.cursor(), events: heads.length === 2 ? [{ id: '9-0', channel: 'forum', at: 9, data: { n: 1 } }] : [] }),
        page,
      );
    },
  };
  const without = page.connect(ALONE);
  await world.pass(5000);
  assert.equal(heads.length, 0);
  assert.equal(without.status().reason, 'unsupported');
  const client = page.connect({ ...ALONE, jsonp: true });
  await world.pass(5000);
  assert.match(heads[0], /\/poll\.js\?/);
  assert.deepEqual(client.seen, [1]);
  client.close();
  await world.pass(61_000);
  assert.deepEqual(Object.keys(page.context).filter((name) => name.startsWith('linger_')), []);
});
