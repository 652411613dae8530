'use strict';
/*
 * React hooks that were written for a WebSocket run on Linger.WebSocket as they are: one like the forums', on both
 * kinds of socket (support/hook.js), and the one of client.md, taken from there. In React's strict mode, which mounts
 * everything twice.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const stage = require('./support/stage.js');
const { ForumSocket } = require('./support/forum-socket.js');
const { eventually } = require('./support/wait.js');

const OPTIONS = { beatEvery: 300, pongWithin: 5000 };

/** Renders a component that uses window.hook and writes down what it gets. Unmount with window.unmount(). */
async function mount(page, address, options) {
  await page.evaluate(
    (url, given) => {
      Object.assign(window, { messages: [], pongs: 0, renders: [] });
      function heard(message) {
        if (message.type === 'pong') {
          window.pongs++;
        } else {
          messages.push(message.n);
        }
      }
      function Thread() {
        const { state, send } = hook(url, heard, given);
        window.say = send;
        if (renders[renders.length - 1] !== state) {
          renders.push(state);
        }
        return React.createElement('p', { id: 'state' }, state);
      }
      const root = ReactDOM.createRoot(document.getElementById('root'));
      window.unmount = () => root.unmount();
      root.render(React.createElement(React.StrictMode, null, React.createElement(Thread)));
    },
    address,
    options
  );
  await isShown(page, 'open');
}

function isShown(page, state, within) {
  return page.until(`it shows ${state}`, (wanted) => document.getElementById('state')?.textContent === wanted, state, within);
}

function hears(page, n) {
  return page.until(`it hears ${n}`, (wanted) => messages.includes(wanted), n);
}

/** What a hook demands of its socket; `crash` takes the server away and brings it back. */
async function lifeOf(page, { tell, isSubscribed, crash, isClosed }) {
  await eventually('it is subscribed', isSubscribed);
  await tell({ type: 'new_post', n: 1 });
  await tell({ type: 'new_post', n: 2 });
  await hears(page, 2);
  await page.until('heartbeats are answered', () => pongs >= 3);
  await crash();
  await isShown(page, 'open', 20_000);
  await eventually('it is subscribed again', isSubscribed);
  await tell({ type: 'new_post', n: 3 });
  await hears(page, 3);
  await page.until('heartbeats are answered', (before) => pongs > before + 1, await page.evaluate(() => pongs));
  assert.deepEqual(await page.evaluate(() => messages), [1, 2, 3]);
  await page.evaluate(() => unmount());
  await eventually('nobody is connected', isClosed);
  await tell({ type: 'new_post', n: 4 });
  assert.deepEqual(await page.evaluate(() => messages), [1, 2, 3]);
  assert.deepEqual((await page.notes()).thrown, []);
}

/** In the page: whether the socket has closed after it was open. Strict mode closes the first one before. */
function wasClosed() {
  return renders.indexOf('closed', renders.indexOf('open')) >= 0;
}

/** The life of a hook on Linger. A node that starts again has lost its memory, which a socket tells by closing. */
function onLinger(page, { server, proxy, channel }) {
  return {
    tell: (data) => server.publish(channel, data),
    isSubscribed: () => proxy.channels().includes(channel),
    isClosed: () => proxy.parked().length === 0,
    async crash() {
      await server.restart();
      await page.until('it has closed', wasClosed, undefined, 20_000);
    }
  };
}

async function hookPage({ page }) {
  const opened = await page('/hook.html');
  await opened.real.addScriptTag({ url: '/hook.js' });
  return opened;
}

stage.test("a forum's hook runs on the browser's WebSocket", async (actors) => {
  let forum = await ForumSocket.start();
  const { port, url } = forum;
  try {
    const page = await hookPage(actors);
    await page.evaluate(() => (window.Socket = WebSocket));
    await mount(page, url, { ...OPTIONS, threadId: actors.channel.slice('thread:'.length) });
    await lifeOf(page, {
      tell: (data) => forum.publish(actors.channel, data),
      isSubscribed: () => forum.channels().includes(actors.channel),
      isClosed: () => forum.server.clients.size === 0,
      async crash() {
        await forum.down();
        await isShown(page, 'closed');
        forum = await ForumSocket.start([], port);
      }
    });
  } finally {
    await forum.down();
  }
});

stage.test("a forum's hook runs on Linger.WebSocket, unchanged", { ownServer: true }, async (actors) => {
  const page = await hookPage(actors);
  await page.evaluate(() => (window.Socket = Linger.WebSocket));
  await mount(page, `${actors.proxy.url.replace('http', 'ws')}/`, { ...OPTIONS, threadId: actors.channel.slice('thread:'.length) });
  await lifeOf(page, onLinger(page, actors));
});

stage.test('a heartbeat that nobody answers closes the socket, and the hook comes back', async (actors) => {
  const { proxy, server, channel } = actors;
  const page = await hookPage(actors);
  await page.evaluate(() => (window.Socket = Linger.WebSocket));
  await mount(page, `${proxy.url.replace('http', 'ws')}/`, { beatEvery: 12_000, pongWithin: 1500, threadId: channel.slice('thread:'.length) });
  await eventually('it is subscribed', () => proxy.channels().includes(channel));
  proxy.silence();
  await isShown(page, 'connecting', 25_000);
  await proxy.heal();
  await isShown(page, 'open', 40_000);
  await eventually('it is subscribed', () => proxy.channels().includes(channel), 20_000);
  await server.publish(channel, { type: 'new_post', n: 1 });
  await hears(page, 1);
  assert.equal(await page.evaluate(wasClosed), true);
});

/** The example of the client's documentation, with the addresses of this test. */
function documented(channel) {
  const text = fs.readFileSync(path.join(__dirname, '../../site/markdown/client.md'), 'utf8');
  const [, example] = /### Under an existing hook[\s\S]*?```js\n([\s\S]*?)```/.exec(text);
  return example
    .replace('export function', 'window.hook = function')
    .replace("url: '/linger/'", "url: '/'")
    .replace("channels: ['forum', 'user:me']", `channels: ['${channel}']`)
    .replace('user: userId, token: freshToken', 'user: "7"')
    .replace('30000);', '300);'); // so that a heart beats within a test
}

stage.test("the documentation's hook runs on Linger where the forum's WebSocket does not work", { ownServer: true }, async (actors) => {
  const { proxy } = actors;
  const page = await hookPage(actors);
  // wss://… of the forum: nobody is there.
  await page.evaluate((example) => new Function(`const { useState, useEffect, useRef } = React; ${example}`)(), documented(actors.channel));
  proxy.answer((request) => (request.path === '/ws' ? { status: 404 } : null));
  await mount(page, `${proxy.url.replace('http', 'ws')}/ws`, {});
  await actors.server.publish(actors.channel, { type: 'new_post', n: 1 });
  await hears(page, 1);
  const life = onLinger(page, actors);
  await life.crash();
  await isShown(page, 'open', 20_000);
  await eventually('it is subscribed', life.isSubscribed);
  await life.tell({ type: 'new_post', n: 2 });
  await hears(page, 2);
  await page.evaluate(() => unmount());
  await eventually('nobody polls', life.isClosed);
  assert.deepEqual(await page.evaluate(() => messages), [1, 2]);
});

stage.test("the documentation's hook runs on the forum's WebSocket while that works, and goes over without a gap", async (actors) => {
  const { server, proxy, channel } = actors;
  const forum = await ForumSocket.start();
  const both = async (n) => {
    await server.publish(channel, { type: 'new_post', threadId: '1', n });
    await forum.publish(channel, { type: 'new_post', threadId: '1', n });
  };
  try {
    const page = await hookPage(actors);
    await page.evaluate((example) => new Function(`const { useState, useEffect, useRef } = React; ${example}`)(), documented(channel));
    await mount(page, forum.url, {});
    await eventually('it is on the socket', () => forum.channels().includes(channel));
    await eventually('nobody polls', () => proxy.parked().length === 0);
    for (let n = 1; n <= 5; n++) {
      await both(n);
    }
    await hears(page, 5);
    await forum.down();
    forum.down = async () => {};
    await server.publish(channel, { type: 'new_post', threadId: '1', n: 6 });
    await hears(page, 6);
    assert.deepEqual(await page.evaluate(() => messages), [1, 2, 3, 4, 5, 6]);
    assert.equal(await page.evaluate(wasClosed), false);
  } finally {
    await forum.down();
  }
});
