'use strict';
/* A stream of numbered events, and the one assertion that matters: each of them once, and in order. */
const assert = require('node:assert/strict');
const { pause } = require('./wait.js');

/** Publishes n = 0, 1, 2, … until it is stopped. A publish that failed is repeated under the same key. */
class Numbers {
  constructor(server, channel, every = 100) {
    this.server = server;
    this.channel = channel;
    this.every = every;
    this.next = 0;
    this.running = null;
  }

  async publish(more = {}) {
    const n = this.next++;
    await this.server.publish(this.channel, { type: 'new_post', n }, { id: `${this.channel}-${n}`, ...more });
    return n;
  }

  async several(count) {
    for (let i = 0; i < count; i++) {
      await this.publish();
    }
  }

  start() {
    let over = false;
    const run = async () => {
      while (!over) {
        await this.publish();
        await pause(this.every);
      }
    };
    const done = run();
    this.running = () => {
      over = true;
      return done;
    };
    done.catch(() => {});
    return this;
  }

  async stop() {
    await this.running();
    this.running = null;
  }
}

/** Every page hears 0 … count-1, once and in order, and nothing else. */
async function hearAll(pages, count, within = 20_000) {
  const all = Array.from({ length: count }, (nothing, n) => n);
  for (const page of pages) {
    // Only that the last one is there: whether that is all, and once, is asserted below.
    await page.until(`event ${count - 1} is heard`, (last) => notes.heard.includes(last), count - 1, within).catch(async (error) => {
      error.message += `; heard: ${JSON.stringify((await page.notes()).heard)}`;
      throw error;
    });
    assert.deepEqual((await page.notes()).heard, all);
  }
}

module.exports = { Numbers, hearAll };
