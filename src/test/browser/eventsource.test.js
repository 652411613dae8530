'use strict';
/*
 * GET /stream for readers that are not ours: the EventSource of each browser, and the npm package of that name. It has
 * no marks as linger.js has, so "once" is the server's and Last-Event-ID's doing.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { Numbers } = require('./support/events.js');
const { eventually } = require('./support/wait.js');

/** The browser's: open(), and what it has been told so far. */
function browserReader({ page }) {
  return async (address) => {
    const opened = await page('/blank.html');
    await opened.evaluate((url) => {
      window.told = [];
      window.source = new EventSource(url);
      source.onmessage = (event) => told.push({ id: event.lastEventId, data: JSON.parse(event.data) });
    }, address);
    return {
      told: () => opened.evaluate(() => told),
      state: () => opened.evaluate(() => source.readyState),
      close: () => opened.evaluate(() => source.close())
    };
  };
}

function packageReader({ proxy }) {
  return async (address) => {
    const { EventSource } = await import('eventsource');
    const told = [];
    const source = new EventSource(proxy.url + address);
    source.onmessage = (event) => told.push({ id: event.lastEventId, data: JSON.parse(event.data) });
    return { told: async () => told, state: async () => source.readyState, close: async () => source.close() };
  };
}

function readers(title, options, act) {
  const play = (reader) => async (actors) => {
    const opened = [];
    const read = reader(actors);
    const open = async (address = `/stream?channel=${actors.channel}`) => {
      opened.push(await read(address));
      return opened.at(-1);
    };
    try {
      await act({ ...actors, open });
    } finally {
      await Promise.all(opened.map((source) => source.close().catch(() => {})));
    }
  };
  stage.test(`EventSource: ${title}`, options, play(browserReader));
  stage.test(`the package eventsource: ${title}`, { ...options, only: 'node' }, play(packageReader));
}

async function frames(source, count, within) {
  await eventually(`${count} frames`, async () => (await source.told()).length >= count, within);
  return source.told();
}

/** All events so far, by their number. */
async function numbersOf(source) {
  return (await source.told()).flatMap((frame) => frame.data.events.map((event) => event.data.n));
}

function streams(proxy) {
  return proxy.requests.filter((request) => request.path === '/stream');
}

function upTo(count) {
  return Array.from({ length: count }, (nothing, n) => n);
}

readers('the first frame comes at once, though nothing is new', {}, async ({ open }) => {
  const source = await open();
  const [first] = await frames(source, 1, 3000);
  assert.equal(await source.state(), 1);
  assert.equal(first.data.linger, 1);
  assert.deepEqual(first.data.events, []);
  assert.equal(first.id, first.data.cursor);
});

readers('events come once, in order, each frame with the cursor as its id', {}, async ({ open, server, channel }) => {
  const source = await open();
  await frames(source, 1);
  const numbers = new Numbers(server, channel);
  await numbers.several(20);
  await eventually('the last is told', async () => (await numbersOf(source)).includes(19));
  assert.deepEqual(await numbersOf(source), upTo(20));
  for (const frame of await source.told()) {
    assert.equal(frame.id, frame.data.cursor);
  }
});

readers('after a cut it goes on where it was, by Last-Event-ID', {}, async ({ open, server, proxy, channel }) => {
  const source = await open();
  await frames(source, 1);
  const numbers = new Numbers(server, channel);
  await numbers.several(5);
  await eventually('five are told', async () => (await numbersOf(source)).length >= 5);
  const last = (await source.told()).at(-1).id;
  proxy.cut();
  await numbers.several(5);
  await eventually('it asks again', () => streams(proxy).length >= 2, 20_000);
  await numbers.several(5);
  await eventually('the last is told', async () => (await numbersOf(source)).includes(14), 20_000);
  assert.deepEqual(await numbersOf(source), upTo(15));
  assert.equal(streams(proxy)[1].headers['last-event-id'], last);
});

readers('a node that starts again tells the reset', { ownServer: true }, async ({ open, server, channel }) => {
  const source = await open();
  await frames(source, 1);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await eventually('three are told', async () => (await numbersOf(source)).length >= 3);
  await server.restart();
  await eventually('the reset is told', async () => (await source.told()).some((frame) => frame.data.reset), 30_000);
  await numbers.several(3);
  await eventually('the last is told', async () => (await numbersOf(source)).includes(5));
  assert.deepEqual(await numbersOf(source), upTo(6));
  const resets = (await source.told()).flatMap((frame) => frame.data.reset || []);
  assert.deepEqual(resets, [{ channel, reason: 'epoch' }]);
});

readers('a refusal is final', {}, async ({ open, proxy }) => {
  const source = await open('/stream?channel=not%20a%20name');
  await eventually('it has given up', async () => (await source.state()) === 2);
  assert.equal(streams(proxy).length, 1);
  assert.deepEqual(await source.told(), []);
});

readers('closing it ends the stream', {}, async ({ open, proxy }) => {
  const source = await open();
  await frames(source, 1);
  assert.equal(proxy.parked().length, 1);
  await source.close();
  await eventually('nobody reads any more', () => proxy.parked().length === 0);
});
