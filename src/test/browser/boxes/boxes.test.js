'use strict';
/*
 * The client in a real browser, through real middleboxes, all at once: one browser, a context for each.
 * The table that it prints is the one in networks.md. LINGER_BOXES=nginx,squid takes some of them;
 * LINGER_TABLE=file writes the table there.
 */
const fs = require('node:fs');
const { before, after, test } = require('node:test');
const assert = require('node:assert/strict');
const { chromium } = require('playwright-core');
const { BOXES, FAULTS } = require('./boxes.js');
const { startNode } = require('./node.js');
const { visit } = require('./visit.js');
const { figures, table } = require('./figures.js');

const CHROMIUM = process.env.LINGER_CHROMIUM || '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const only = (process.env.LINGER_BOXES || '').split(',').filter(Boolean);
const boxes = BOXES.filter((box) => !only.length || only.includes(box.name));
const all = [...boxes, ...FAULTS];
const stops = [];
const visits = new Map();

before(async () => {
  const node = await startNode();
  stops.push(node.stop);
  const started = await Promise.allSettled(all.map((box) => open(box, node))); // all of them, so that all are stopped
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  stops.push(() => browser.close());
  for (const [i, box] of all.entries()) {
    // One after the other, or we measure how long a browser takes to open twenty pages at once.
    await new Promise((resolve) => visits.set(box.name, begin(browser, node, started[i], `thread:${100 + i}`, resolve)));
  }
  await Promise.allSettled(visits.values());
}, { timeout: 170_000 });

/** What this throws is told by the box's own tests. */
function begin(browser, node, started, channel, opened) {
  const going = started.value ? visit(browser, node, started.value, channel, opened) : Promise.reject(started.reason);
  going.catch(opened);
  return going;
}

async function open(box, node) {
  const running = await box.start(node.port);
  stops.push(running.stop);
  return { ...box, port: running.port };
}

after(async () => {
  const done = (await Promise.allSettled(visits.values())).map((one) => one.value);
  const text = table(done.filter((one) => one && !FAULTS.some(({ name }) => name === one.box.name)));
  console.log(`\n${text}\n`);
  if (process.env.LINGER_TABLE) {
    fs.writeFileSync(process.env.LINGER_TABLE, `${text}\n`);
  }
  for (const stop of stops.reverse()) {
    await stop();
  }
}, { timeout: 30_000 });

function onceInOrder(report) {
  assert.deepEqual(figures(report).numbers, Array.from({ length: report.sent }, (_, i) => i + 1));
  assert.equal(figures(report).repeated, 0);
  assert.deepEqual(report.resets, []);
}

for (const box of FAULTS) {
  test(`a box that ${box.does} is noticed`, async () => {
    const report = await visits.get(box.name);
    assert.equal(report.last.status, 'live');
    assert.throws(() => onceInOrder(report), { code: 'ERR_ASSERTION' });
  });
}

for (const box of boxes) {
  test(`through ${box.name} (${box.does}) every event comes once and in order`, async () => {
    onceInOrder(await visits.get(box.name));
  });

  test(`behind ${box.name} the client settles on ${box.learns}, and is live`, async () => {
    const report = await visits.get(box.name);
    assert.equal(report.last.transport, box.learns, JSON.stringify(report.states));
    assert.equal(report.last.status, 'live');
    assert.ok(figures(report).learned < box.within, `after ${figures(report).learned} ms`);
    assert.ok(figures(report).median < 400, `events take ${figures(report).median} ms`);
    assert.equal(figures(report).interrupted, 0, JSON.stringify(report.states));
    assert.ok(figures(report).busiest <= 20, `${figures(report).busiest} requests in a second`);
  });

  test(`behind ${box.name} ${box.silent ? 'what the page says is kept, and it knows' : 'the page is heard, once'}`, async () => {
    const report = await visits.get(box.name);
    const own = report.seen.filter((event) => event.n === 'own').length;
    if (box.silent) {
      assert.equal(own, 0);
      assert.notEqual(report.said[0], 'done');
    } else {
      assert.deepEqual(report.said, ['done', 'done']);
      assert.equal(own, 1);
    }
  });
}
