'use strict';
/*
 * Sets the stage for tests: one node and one of each browser for a file, and for each test a proxy and a context
 * of its own. The tests of a file run side by side, since most of what they do is to wait for real clocks.
 *
 *   const stage = require('./support/stage.js');
 *   stage.test('a sentence', async ({ browser, server, proxy, page }) => { … });        in each browser
 *   stage.test('a sentence', { only: 'chromium' }, async (actors) => { … });
 *   stage.test('a sentence', { only: 'node' }, async ({ server, proxy }) => { … });          without any
 *   stage.test('a sentence', { ownServer: true }, async (actors) => { … });             for who restarts it
 *   stage.settings({ LINGER_JSONP: 'true' }), stage.atOnce(8)                              for the whole file
 *
 * LINGER_BROWSERS=chromium leaves the other one out, for those who look for a fault.
 */
const { describe, test, before, after } = require('node:test');
const { BROWSERS } = require('./browsers.js');
const { Proxy } = require('./proxy.js');
const { Server } = require('./server.js');

const NAMES = (process.env.LINGER_BROWSERS || 'chromium,firefox,node').split(',');
const PATIENCE = 90_000;

const declared = [];
let settings = {};
let atOnce = 4;

function declare(title, options, act) {
  declared.push(typeof options === 'function' ? { title, act: options } : { title, ...options, act });
}

/** Runs after the file has declared everything. */
function raise() {
  let server;
  const browsers = {};
  const plays = (one, name) => (one.only ? one.only === name : name !== 'node');
  const needed = NAMES.filter((name) => declared.some((one) => plays(one, name)));

  describe('', { concurrency: atOnce }, () => {
    before(async () => {
      const starts = needed.map(async (name) => (browsers[name] = await BROWSERS[name]()));
      const all = await Promise.allSettled([...starts, Server.start(settings).then((started) => (server = started))]);
      const failed = all.find((one) => one.status === 'rejected');
      if (failed) {
        throw failed.reason; // after all of them are there to be closed
      }
    });
    after(async () => {
      await Promise.all([...Object.values(browsers).map((browser) => browser.close()), server && server.down()]);
    });
    for (const name of needed) {
      for (const one of declared.filter((all) => plays(all, name))) {
        test(`${name}: ${one.title}`, { timeout: PATIENCE }, () => play(one, browsers[name], server));
      }
    }
  });
}

async function play(one, browser, shared) {
  const server = one.ownServer ? await Server.start({ ...settings, ...one.settings }) : shared;
  const proxy = await Proxy.start(server.port);
  const context = await browser.context();
  const channel = `thread:${Math.floor(Math.random() * 1e9)}`; // of this test
  const page = (address = '/blank.html', { where = context, type } = {}) => where.page(proxy.url + address, type);
  /** A page that has connected and is live. */
  const connected = async (options = {}, address, how) => {
    const opened = await page(address, how);
    await opened.evaluate((given) => start(given), { channels: [channel], ...options });
    await opened.until('it is live', () => client.status().status === 'live' && client.cursor);
    return opened;
  };
  try {
    await one.act({ browser, context, server, proxy, channel, page, connected });
  } catch (error) {
    await tell(one, browser, context, proxy, server);
    throw error;
  } finally {
    proxy.release();
    await context.close().catch(() => {});
    await proxy.stop();
    if (one.ownServer) {
      await server.down();
    }
  }
}

/** What may explain a failure. */
async function tell(one, browser, context, proxy, server) {
  const lines = [`--- ${browser.name}: ${one.title}`, ...proxy.requests.slice(-30).map((request) => `${request.at} ${request.method} ${request.path} ${request.client} ${request.open ? 'open' : ''}`)];
  for (const page of context.pages) {
    const notes = await Promise.race([page.evaluate(() => JSON.stringify(window.notes)).catch((error) => String(error)), new Promise((done) => setTimeout(done, 1000, 'no answer'))]);
    lines.push(`page: ${notes}`, ...page.console.slice(-10));
  }
  console.error([...lines, 'node:', server.tail()].join('\n'));
}

module.exports = { test: declare, settings: (more) => (settings = more), atOnce: (count) => (atOnce = count) };
queueMicrotask(raise);
