'use strict';
/*
 * Pages that sleep and wake up: frozen by the browser, offline, in the back/forward cache, behind a closed lid while
 * their connections die silently; and a server that starts again. They ask at once, and nothing is lost or repeated.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { Numbers, hearAll } = require('./support/events.js');
const { eventually, pause } = require('./support/wait.js');

const ALONE = { share: false };
const AT_ONCE = 3000; // a loaded machine may need this long to do what takes some milliseconds

/** Somebody asks soon after a moment. */
async function asksAtOnce(proxy, since) {
  const [first] = await eventually('it asks', () => {
    const asked = proxy.asked(since);
    return asked.length && asked;
  });
  assert.ok(first.at - since < AT_ONCE, `after ${first.at - since} ms`);
}

function leaves(proxy) {
  return proxy.requests.filter((request) => request.path === '/send' && request.body && request.body.type === 'leave');
}

stage.test('a page that the browser freezes takes its leave, and misses nothing when it is thawed', { only: 'chromium' }, async ({ connected, server, proxy, channel }) => {
  const page = await connected(ALONE);
  const devtools = await page.devtools();
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await eventually('it has left', () => leaves(proxy).length === 1 && proxy.parked().length === 0);
  await numbers.several(5);
  assert.equal((await page.notes()).heard.length, 3);
  const since = Date.now();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await asksAtOnce(proxy, since);
  await numbers.several(2);
  await hearAll([page], 10);
});

stage.test('a browser without network says so, asks at once when it is back, and misses nothing', async ({ connected, server, proxy, channel }) => {
  const page = await connected(ALONE);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  await page.real.setOfflineMode(true);
  proxy.cut();
  await page.until('it says that it is offline', () => client.status().status === 'offline');
  await numbers.several(5);
  // By now it waits longer than "at once" takes.
  await page.until('it has given up for a while', () => client.status().retryIn > 5000, undefined, 40_000);
  const since = Date.now();
  await page.real.setOfflineMode(false);
  await asksAtOnce(proxy, since);
  await numbers.several(2);
  await hearAll([page], 10);
  await page.until('it is live', () => client.status().status === 'live');
});

stage.test('a page behind a closed lid, whose connections died without a word, wakes up by itself', async ({ connected, server, proxy, channel }) => {
  const page = await connected(ALONE);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  const asleep = page.evaluate(() => hang());
  await eventually('it sleeps', () => proxy.hung.length === 1);
  proxy.silence();
  await numbers.several(5);
  await pause(12_000); // that is the sleep: its clock jumps by this
  await proxy.heal();
  const since = Date.now();
  proxy.release();
  await asleep;
  await asksAtOnce(proxy, since);
  await numbers.several(2);
  await hearAll([page], 10);
});

stage.test('the now button gets a page off connections that died without a word', async ({ connected, server, proxy, channel }) => {
  const page = await connected(ALONE);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  proxy.silence();
  await numbers.several(5);
  await proxy.heal();
  const since = Date.now();
  await page.evaluate(() => client.now());
  await asksAtOnce(proxy, since);
  await numbers.several(2);
  await hearAll([page], 10);
});

/** Goes elsewhere and back, with `meanwhile` in between; the page must have been kept, not loaded anew. */
async function comeAndGo(page, proxy, meanwhile) {
  await page.evaluate(() => addEventListener('pageshow', (event) => (window.kept = event.persisted)));
  await page.goto(`${proxy.url}/other.html`);
  await meanwhile();
  await page.evaluate(() => history.back()).catch(() => {}); // the page that is asked goes away
  await page.until('it is shown again', () => window.kept !== undefined || window.notes !== undefined);
  assert.equal(await page.evaluate(() => window.kept), true, 'it was kept');
}

// Firefox keeps no page that has a request under way when it is left, before it tells the page.
stage.test('a page comes back from the back/forward cache where it stopped', { only: 'chromium' }, async ({ connected, server, proxy, channel }) => {
  const page = await connected(ALONE);
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll([page], 3);
  let since;
  await comeAndGo(page, proxy, async () => {
    await eventually('it has left', () => leaves(proxy).length === 1 && proxy.parked().length === 0);
    await numbers.several(5);
    since = Date.now();
  });
  await asksAtOnce(proxy, since);
  await numbers.several(2);
  await hearAll([page], 10);
});

stage.test('a tab that shares its poll comes back from the back/forward cache where it stopped', async ({ connected, server, proxy, channel }) => {
  const pages = [await connected({ user: 'ada' }), await connected({ user: 'ada' })];
  await pages[1].until('it follows', () => client.status().transport === 'shared');
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll(pages, 3);
  await comeAndGo(pages[1], proxy, async () => {
    await numbers.several(5);
    await hearAll([pages[0]], 8);
  });
  await numbers.several(2);
  await hearAll(pages, 10);
});

stage.test('a node that starts again: live, waiting, live, by itself; the gap is told', { ownServer: true }, async ({ connected, server, channel }) => {
  const pages = [await connected({ user: 'ada' }), await connected({ user: 'ada' }), await connected(ALONE)];
  const numbers = new Numbers(server, channel);
  await numbers.several(5);
  await hearAll(pages, 5);
  await server.restart(async () => {
    for (const page of pages) {
      const status = await page.until('it waits', () => client.status().status === 'waiting' && client.status());
      assert.ok(status.retryAt > 0 || status.reason, JSON.stringify(status));
    }
  });
  for (const page of pages) {
    await page.until('it is live', () => client.status().status === 'live', undefined, 20_000);
    await page.until('the gap is told', () => notes.resets.length);
  }
  await numbers.several(5);
  for (const page of pages) {
    await page.until('the last is heard', () => notes.heard.includes(9));
    const { heard, resets, states } = await page.notes();
    assert.deepEqual(heard, [0, 1, 2, 3, 4, 'reset', 5, 6, 7, 8, 9]);
    assert.deepEqual(resets, [{ channel, reason: 'epoch' }]);
    const seen = states.map((state) => state.status).filter((status, i, all) => status !== all[i - 1]);
    assert.deepEqual([...new Set(seen)].sort(), ['connecting', 'live', 'waiting']);
    assert.equal(seen.at(-1), 'live');
    assert.ok(seen.lastIndexOf('waiting') > seen.indexOf('live'));
  }
});

stage.test('a node that is away longer, and a proxy that refuses: the pages come back one by one, each complete', async ({ connected, server, proxy, channel }) => {
  const pages = [await connected(ALONE), await connected(ALONE)];
  const numbers = new Numbers(server, channel);
  await numbers.several(3);
  await hearAll(pages, 3);
  proxy.refuse();
  await numbers.several(5);
  await pages[0].until('it waits', () => client.status().status === 'waiting');
  await proxy.heal();
  await numbers.several(2);
  await hearAll(pages, 10);
});
