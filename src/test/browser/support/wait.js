'use strict';
/* Waiting for what can be observed, and for nothing else. */
const { setTimeout: pause } = require('node:timers/promises');

const LOOK_AGAIN = 40;

/** Looks until `see` gives something true, and gives that. Says what was seen last if it never does. */
async function eventually(what, see, within = 10_000) {
  const until = Date.now() + within;
  for (;;) {
    const seen = await see();
    if (seen) {
      return seen;
    }
    if (Date.now() > until) {
      throw new Error(`Not within ${within} ms: ${what}; seen last: ${JSON.stringify(seen)}`);
    }
    await pause(LOOK_AGAIN);
  }
}

module.exports = { eventually, pause };
