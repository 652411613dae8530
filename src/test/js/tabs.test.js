'use strict';
const test = require('node:test');
const assert = require('node:assert/strict');
const { World } = require('./world.js');

const SHARED = { channels: ['forum'], without: ['stream'] };

function numbers(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

async function talk(world, from, to, every = 300) {
  for (let n = from; n <= to; n++) {
    world.server.publish('forum', { n });
    await world.pass(every);
  }
}

/** The page whose poll is parked; there must be one. */
function leader(world) {
  const parked = world.parked();
  assert.equal(parked.length, 1, `${parked.length} polls`);
  return parked[0].page;
}

for (const [name, lacks] of [['BroadcastChannel', []], ['storage events', ['BroadcastChannel']]]) {
  test(`five tabs share one poll, and each hears everything once (${name})`, async () => {
    const world = new World({ browser: { lacks } });
    const clients = [];
    for (let i = 0; i < 5; i++) {
      clients.push(world.open().connect(SHARED));
      await world.pass(50);
    }
    await world.pass(3000);
    leader(world);
    await talk(world, 1, 10);
    leader(world);
    await world.pass(1000);
    for (const client of clients) {
      assert.deepEqual(client.seen, numbers(1, 10));
      assert.equal(client.status().status, 'live');
    }
    assert.equal(clients.filter((client) => client.status().transport === 'shared').length, 4);
  });

  test(`a leader that is killed is replaced within seconds (${name})`, async () => {
    const world = new World({ browser: { lacks } });
    const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
    await world.pass(5000);
    const old = leader(world);
    old.kill();
    world.server.publish('forum', { n: 1 });
    await world.pass(12_000);
    assert.notEqual(leader(world), old);
    clients.filter((client) => !old.clients.includes(client)).forEach((client) => assert.deepEqual(client.seen, [1]));
  });
}

test('nothing that was said stays in the storage', async () => {
  const world = new World({ browser: { lacks: ['BroadcastChannel'] } });
  [1, 2].forEach(() => world.open().connect(SHARED));
  await world.pass(3000);
  world.server.publish('forum', { n: 'a secret' });
  for (let i = 0; i < 100; i++) {
    assert.doesNotMatch(JSON.stringify([...world.stores]), /secret/);
    await world.pass(1);
  }
  assert.equal(world.pages[1].clients[0].seen.length, 1);
});

test('a leader that the browser is about to freeze hands over first, and comes back as a follower', async () => {
  const world = new World();
  const clients = [1, 2].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const old = leader(world);
  old.document.fire('freeze');
  old.freeze();
  await world.pass(1000);
  assert.notEqual(leader(world), old);
  await talk(world, 1, 3);
  old.thaw();
  old.document.fire('resume');
  await talk(world, 4, 6);
  await world.pass(1000);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 6)));
});

test('a page that is left listens to nobody, so that the browser can keep it, and joins the others when it comes back', async () => {
  const world = new World();
  const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const gone = world.pages.find((page) => page !== leader(world));
  gone.leave();
  assert.equal(world.buses.length, 2);
  await talk(world, 1, 3);
  gone.window.fire('pageshow', { persisted: true });
  await world.pass(2000);
  assert.equal(world.buses.length, 3);
  await talk(world, 4, 6);
  await world.pass(1000);
  leader(world);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 6)));
  gone.leave();
  gone.clients[0].close();
  gone.clients[0].now();
  assert.deepEqual(world.errors, []);
});

test('the now button of any tab makes the leader try at once', async () => {
  const world = new World();
  const clients = [1, 2].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const follower = clients.find((client) => !leader(world).clients.includes(client));
  world.server.down = true;
  world.server.cutAll();
  await world.pass(120_000);
  while (follower.status().retryIn < 5000) {
    await world.pass(1000);
  }
  world.server.down = false;
  follower.now();
  await world.pass(500);
  clients.forEach((client) => assert.equal(client.status().status, 'live'));
});

test('tabs that want different things are served by one poll for all of it', async () => {
  const world = new World();
  const a = world.open().connect({ ...SHARED, channels: ['a', 'both'] });
  await world.pass(3000);
  const b = world.open().connect({ ...SHARED, channels: ['b', 'both'] });
  await world.pass(3000);
  leader(world);
  ['a', 'b', 'both'].forEach((channel) => world.server.publish(channel, { n: channel }));
  await world.pass(2000);
  assert.deepEqual(a.seen, ['a', 'both']);
  assert.deepEqual(b.seen, ['b', 'both']);
  b.subscribe('c');
  await world.pass(1000);
  world.server.publish('c', { n: 'c' });
  await world.pass(1000);
  assert.deepEqual(b.seen, ['b', 'both', 'c']);
  assert.deepEqual(a.seen, ['a', 'both']);
  assert.deepEqual(JSON.parse(world.parked()[0].body).channels, ['a', 'b', 'both', 'c']);
});

test('a tab that closes is not polled for any more', async () => {
  const world = new World();
  const a = world.open().connect({ ...SHARED, channels: ['a'] });
  await world.pass(1500);
  const b = world.open().connect({ ...SHARED, channels: ['b'] });
  await world.pass(3000);
  b.close();
  await world.pass(3000);
  assert.deepEqual(JSON.parse(world.parked()[0].body).channels, ['a']);
  assert.equal(a.status().status, 'live');
});

test('a leader that is closed hands over at once', async () => {
  const world = new World();
  const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const old = leader(world);
  old.clients[0].close();
  await world.pass(1000);
  assert.notEqual(leader(world), old);
  await talk(world, 1, 3);
  clients.filter((client) => client !== old.clients[0]).forEach((client) => assert.deepEqual(client.seen, [1, 2, 3]));
});

test('a leader that freezes is replaced, and finds itself replaced when it wakes up', async () => {
  const world = new World();
  const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const old = leader(world);
  old.freeze();
  await talk(world, 1, 10, 2000);
  const others = clients.filter((client) => !old.clients.includes(client));
  others.forEach((client) => assert.deepEqual(client.seen, numbers(1, 10)));
  old.thaw();
  await talk(world, 11, 20, 1000);
  await world.pass(3000);
  assert.notEqual(leader(world), old);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 20)));
});

test('a leader whose clock stands still is replaced, even if it hears the others and could answer', async () => {
  const world = new World();
  const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  const old = leader(world);
  old.freeze({ hears: true });
  await talk(world, 1, 10, 2000);
  const others = clients.filter((client) => !old.clients.includes(client));
  others.forEach((client) => assert.deepEqual(client.seen, numbers(1, 10)));
  old.thaw();
  await talk(world, 11, 20, 1000);
  await world.pass(3000);
  assert.notEqual(leader(world), old);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 20)));
});

test('two leaders that can not hear each other cost a request, and no event', async () => {
  const world = new World();
  const clients = [1, 2].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  world.deaf = true;
  await talk(world, 1, 20, 1000);
  assert.equal(world.parked().length, 2);
  world.deaf = false;
  await talk(world, 21, 30, 1000);
  leader(world);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 30)));
});

test('a visible tab takes over from a hidden one', async () => {
  const world = new World();
  const pages = [1, 2].map(() => world.open());
  pages.forEach((page) => page.connect(SHARED));
  await world.pass(5000);
  const old = leader(world);
  old.hide();
  const other = pages.find((page) => page !== old);
  other.hide();
  other.show();
  await world.pass(1000);
  assert.equal(leader(world), other);
});

test('while another tab is looked at, a hidden leader does not slow it down', async () => {
  const world = new World();
  const pages = [1, 2].map(() => world.open());
  const clients = pages.map((page) => page.connect(SHARED));
  await world.pass(5000);
  leader(world).hide();
  await world.pass(100_000);
  assert.equal(leader(world).hidden, false);
  await talk(world, 1, 5, 200);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 5)));
});

test('a tab with an old cursor catches up by itself, then follows', async () => {
  const world = new World();
  const old = world.server.cursor();
  world.open().connect(SHARED);
  await world.pass(2000);
  await talk(world, 1, 5);
  const late = world.open().connect({ ...SHARED, cursor: old });
  await world.pass(2000);
  await talk(world, 6, 8);
  await world.pass(1000);
  assert.deepEqual(late.seen, numbers(1, 8));
  leader(world);
  const polls = world.to('poll').length;
  await talk(world, 9, 12);
  assert.ok(world.to('poll').length - polls <= 5, 'the followers do not poll for each piece of news');
  assert.deepEqual(late.seen, numbers(1, 12));
});

test('what another tab has to catch up with is not news to a younger one', async () => {
  const world = new World();
  const old = world.server.cursor();
  await talk(world, 1, 5);
  const young = world.open().connect(SHARED);
  await world.pass(100);
  const late = world.open().connect({ ...SHARED, cursor: old });
  await world.pass(5000);
  world.buses[1].postMessage({ type: 'news', id: 'x', term: 1, visible: true, from: old, to: world.server.cursor(), channels: ['forum'], events: world.server.events, reset: [] });
  await world.pass(1000);
  await talk(world, 6, 7);
  assert.deepEqual(young.seen, [6, 7]);
  assert.deepEqual(late.seen, numbers(1, 7));
});

test('a tab that does not fit into the poll polls for itself', async () => {
  const world = new World();
  const big = world.open().connect({ ...SHARED, channels: numbers(1, 40).map((n) => 'a' + n) });
  await world.pass(3000);
  const other = world.open().connect({ ...SHARED, channels: numbers(1, 20).map((n) => 'b' + n) });
  await world.pass(8000);
  assert.equal(world.parked().length, 2);
  world.server.publish('a1', { n: 'a' });
  world.server.publish('b1', { n: 'b' });
  await world.pass(1000);
  assert.deepEqual([big.seen, other.seen], [['a'], ['b']]);
});

test('tabs of different users share nothing', async () => {
  const world = new World();
  for (const options of [{ user: '7' }, { user: '8' }, { token: 'x' }, { token: 'y' }, { token: () => 'z' }, { share: false }, {}]) {
    world.open().connect({ ...SHARED, ...options });
  }
  await world.pass(5000);
  assert.equal(world.parked().length, 7);
});

test('tabs of one user whose tokens differ share', async () => {
  const world = new World();
  world.server.tokens = ['t1', 't2'];
  world.open().connect({ ...SHARED, user: '7', token: () => 't1' });
  world.open().connect({ ...SHARED, user: '7', token: () => 't2' });
  await world.pass(5000);
  leader(world);
});

test('a leader whose token is no good any more lets another one lead', async () => {
  const world = new World();
  world.server.tokens = ['t1', 't2'];
  const clients = ['t1', 't2'].map((token) => world.open().connect({ ...SHARED, user: '7', token: () => token }));
  await world.pass(5000);
  const old = leader(world);
  const spoiled = clients.indexOf(old.clients[0]);
  world.server.tokens = [`t${2 - spoiled}`];
  world.server.cutAll();
  await world.pass(20_000);
  assert.notEqual(leader(world), old);
  await talk(world, 1, 3);
  await world.pass(1000);
  clients.forEach((client) => assert.deepEqual(client.seen, [1, 2, 3]));
});

test('followers are told how things stand', async () => {
  const world = new World();
  const clients = [1, 2].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  world.server.down = true;
  world.server.cutAll();
  await world.pass(6000);
  clients.forEach((client) => assert.equal(client.status().status, 'waiting'));
  world.server.down = false;
  await world.pass(40_000);
  clients.forEach((client) => assert.equal(client.status().status, 'live'));
});

test('a reset reaches every tab that it concerns, once', async () => {
  const world = new World();
  const clients = [1, 2, 3].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  await talk(world, 1, 2);
  world.server.restart(500);
  await world.pass(30_000);
  clients.forEach((client) => assert.deepEqual(client.resets, ['epoch']));
  await talk(world, 3, 5);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 5)));
});

test('cursors that can not be compared make every tab poll for itself, and lose nothing', async () => {
  const world = new World();
  let n = 0;
  const cursors = new Map();
  const server = world.server;
  const opaque = (cursor) => {
    const text = `opaque${++n}`;
    cursors.set(text, cursor);
    return text;
  };
  const reply = server.reply.bind(server);
  server.reply = (out, status, body, headers) => reply(out, status, body.cursor ? { ...body, cursor: opaque(body.cursor) } : body, headers);
  const poll = server.poll.bind(server);
  server.poll = (query, out) => poll({ ...query, cursor: query.cursor && cursors.get(query.cursor) }, out);
  const clients = [1, 2].map(() => world.open().connect(SHARED));
  await world.pass(5000);
  await talk(world, 1, 30, 1500);
  await world.pass(30_000);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 30)));
});

test('a BroadcastChannel that is only a name is none', async () => {
  const world = new World();
  const clients = [world.open(), world.open()].map((page) => {
    page.context.BroadcastChannel = class {};
    return page.connect(SHARED);
  });
  await world.pass(3000);
  leader(world);
  await talk(world, 1, 5);
  await world.pass(1000);
  clients.forEach((client) => assert.deepEqual(client.seen, numbers(1, 5)));
});

for (let seed = 1; seed <= (Number(process.env.LINGER_SEEDS) || 12); seed++) {
  test(`tabs come, go, freeze, hide and go deaf, and none loses or repeats an event (seed ${seed})`, async () => {
    const world = new World({ seed });
    const server = world.server;
    const started = new Map(); // what was published before a tab had its cursor
    let published = 0;
    const open = async () => {
      const page = world.open(world.random() < 0.3 ? { lacks: ['onpagehide'] } : {});
      const client = page.connect({ channels: world.random() < 0.5 ? ['forum'] : ['forum', 'thread:' + Math.floor(world.random() * 3)], without: world.random() < 0.5 ? ['stream'] : [] });
      await world.pass(60);
      started.set(client, { page, from: published });
    };
    await open();
    await open();
    for (let step = 0; step < 150; step++) {
      const dice = world.random();
      const pages = world.pages.filter((page) => !page.dead);
      const page = pages[Math.floor(world.random() * pages.length)];
      if (dice < 0.55) {
        server.publish('forum', { n: ++published });
      } else if (dice < 0.6 && pages.length < 6) {
        await open();
      } else if (dice < 0.63 && pages.length > 1) {
        page.kill();
      } else if (dice < 0.7) {
        page.freeze();
      } else if (dice < 0.8) {
        page.thaw();
      } else if (dice < 0.85) {
        page[page.hidden ? 'show' : 'hide']();
      } else if (dice < 0.9) {
        world.deaf = !world.deaf;
      } else if (dice < 0.93) {
        server.cutAll();
      } else {
        page.clients[0].subscribe('thread:' + Math.floor(world.random() * 3));
      }
      await world.pass(world.random() * 4000);
    }
    world.deaf = false;
    world.pages.filter((page) => !page.dead).forEach((page) => (page.thaw(), page.show()));
    await world.pass(240_000);
    for (const [client, { page, from }] of started) {
      if (!page.dead) {
        assert.deepEqual(client.seen, numbers(from + 1, published));
      }
    }
    leader(world);
    assert.deepEqual(world.errors, []);
  });
}
