'use strict';
/*
 * Tabs of one browser share one poll, and lose or repeat nothing when the one that polls is closed, crashes,
 * freezes, or is not alone.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { Numbers, hearAll } = require('./support/events.js');
const { eventually } = require('./support/wait.js');

const SHARE = { user: 'ada' };

/** Opens tabs and waits until one polls for all. */
async function tabs(actors, count, address) {
  const opened = [];
  for (let i = 0; i < count; i++) {
    opened.push(await actors.connected(SHARE, address));
  }
  await settled(opened);
  return opened;
}

function isLeader(page) {
  return page.evaluate(() => client.status().transport !== 'shared');
}

async function settled(pages) {
  await eventually('one tab leads, the others follow', async () => {
    const leads = await Promise.all(pages.map(isLeader));
    return leads.filter(Boolean).length === 1;
  }, 15_000);
}

async function split(pages) {
  const leads = await Promise.all(pages.map(isLeader));
  return { leader: pages[leads.indexOf(true)], others: pages.filter((page, i) => !leads[i]) };
}

/** Whatever is open at this moment, from whom. */
function pollers(proxy) {
  return new Set(proxy.parked().map((request) => request.client));
}

stage.test('four tabs share one poll, and each hears every event once and in order', async (actors) => {
  const { server, proxy, channel } = actors;
  const pages = await tabs(actors, 4);
  await eventually('one poll is open', () => proxy.parked().length === 1);
  const since = Date.now();
  const numbers = new Numbers(server, channel);
  for (let i = 0; i < 10; i++) {
    await numbers.publish();
    await pages[3].until('it is heard', (n) => notes.heard.includes(n), i);
    assert.ok(proxy.parked().length <= 1);
  }
  await hearAll(pages, 10);
  const asked = proxy.asked(since);
  assert.equal(new Set(asked.map((request) => request.client)).size, asked.length ? 1 : 0, 'one tab asks');
  assert.ok(asked.length <= 11, `${asked.length} requests for ten events and four tabs`);
});

stage.test('browsers without BroadcastChannel share one poll as well', async (actors) => {
  const { server, proxy, channel } = actors;
  const pages = await tabs(actors, 3, '/blank.html?old');
  assert.equal(await pages[0].evaluate(() => typeof BroadcastChannel), 'undefined');
  await eventually('one poll is open', () => proxy.parked().length === 1);
  const numbers = new Numbers(server, channel);
  await numbers.several(10);
  await hearAll(pages, 10);
  assert.deepEqual(await pages[0].evaluate(() => Object.keys(localStorage).filter((key) => /tabs/.test(key))), []);
});

stage.test('two contexts of one browser share nothing', async (actors) => {
  const { browser, proxy, connected } = actors;
  const other = await browser.context();
  try {
    await Promise.all([connected(SHARE), connected(SHARE, undefined, { where: other })]);
    await eventually('two polls are open', () => pollers(proxy).size === 2);
  } finally {
    await other.close();
  }
});

stage.test('a leader that is closed is replaced at once', async (actors) => {
  const { server, channel } = actors;
  const pages = await tabs(actors, 3);
  const { leader, others } = await split(pages);
  const numbers = new Numbers(server, channel).start();
  await others[0].until('events come', () => notes.heard.length > 3);
  const closed = Date.now();
  await leader.close();
  await settled(others);
  assert.ok(Date.now() - closed < 5000, `after ${Date.now() - closed} ms`);
  await others[0].until('events come', (n) => notes.heard.length > n, numbers.next);
  await numbers.stop();
  await hearAll(others, numbers.next);
});

stage.test('a leader whose renderer crashes is replaced', { only: 'chromium' }, async (actors) => {
  const { server, channel } = actors;
  const pages = await tabs(actors, 3);
  const { leader, others } = await split(pages);
  const numbers = new Numbers(server, channel).start();
  await others[0].until('events come', () => notes.heard.length > 3);
  const crashed = new Promise((resolve) => leader.real.once('error', resolve));
  const devtools = await leader.devtools();
  devtools.send('Page.crash').catch(() => {});
  assert.match(String(await crashed), /crash/i);
  await settled(others);
  await others[0].until('events come', (n) => notes.heard.length > n, numbers.next);
  await numbers.stop();
  await hearAll(others, numbers.next);
});

stage.test('a leader that the browser freezes is replaced, and follows when it is thawed', { only: 'chromium' }, async (actors) => {
  const { server, channel } = actors;
  const pages = await tabs(actors, 3);
  const { leader, others } = await split(pages);
  const numbers = new Numbers(server, channel).start();
  await others[0].until('events come', () => notes.heard.length > 3);
  const devtools = await leader.devtools();
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await settled(others);
  await others[0].until('events come', (n) => notes.heard.length > n, numbers.next);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await settled(pages);
  await numbers.stop();
  await hearAll(pages, numbers.next);
});

stage.test('a leader that hangs without a word is replaced, and there are never two for long', async (actors) => {
  const { server, proxy, channel } = actors;
  const pages = await tabs(actors, 3);
  const { leader, others } = await split(pages);
  const numbers = new Numbers(server, channel, 250).start();
  await others[0].until('events come', () => notes.heard.length > 3);
  const hung = leader.evaluate(() => hang());
  await eventually('it hangs', () => proxy.hung.length === 1);
  await settled(others); // after seven seconds of silence
  await others[0].until('events come', (n) => notes.heard.length > n, numbers.next);
  proxy.release();
  await hung;
  await settled(pages);
  await eventually('one poll is open', () => pollers(proxy).size <= 1);
  await numbers.stop();
  await hearAll(pages, numbers.next);
});

stage.test('two leaders at once lose nothing and repeat nothing, and one of them gives way', async (actors) => {
  const { server, proxy, channel } = actors;
  const pages = await tabs(actors, 3, '/blank.html?partition');
  const { leader, others } = await split(pages);
  const numbers = new Numbers(server, channel, 150).start();
  await others[0].until('events come', () => notes.heard.length > 3);
  await leader.evaluate(() => (window.deaf = true));
  await settled(others);
  await eventually('two of them poll', () => pollers(proxy).size === 2);
  await leader.evaluate(() => (window.deaf = false));
  await settled(pages);
  await numbers.stop();
  await hearAll(pages, numbers.next);
});

stage.test('tabs that want different channels get theirs, by one poll', async (actors) => {
  const { server, proxy, channel, page } = actors;
  const other = `${channel}0`;
  const pages = [await page(), await page()];
  const wanted = [channel, other];
  for (const i of [0, 1]) {
    await pages[i].evaluate((options) => start(options), { ...SHARE, channels: [wanted[i]] });
  }
  await settled(pages);
  await eventually('one poll for both is open', () => proxy.parked().length === 1 && proxy.channels().length === 2);
  const first = new Numbers(server, channel);
  const second = new Numbers(server, other);
  await first.several(4);
  await second.several(6);
  await hearAll([pages[0]], 4);
  await hearAll([pages[1]], 6);
});
