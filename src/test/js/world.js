'use strict';
/*
 * A world to run linger.js in, without a browser and without waiting: one clock moved by hand, a
 * network that can be made bad, a server (server.js), and pages (page.js) that share a browser's storage.
 *
 *   const world = new World();               // or new World({ seed: 42 })
 *   const page = world.open();               // a tab with linger.js in it
 *   const client = page.connect({ channels: ['thread:42'] });
 *   await world.pass(1000);                  // a second later
 */
const { Server } = require('./server.js');
const { Page } = require('./page.js');

const LATENCY = 10;

class World {
  constructor({ seed = 1, browser = {} } = {}) {
    this.now = 1_732_412_345_678;
    this.seed = seed;
    this.state = seed >>> 0 || 1;
    this.browser = browser; // what these pages' browser lacks or has: see page.js
    this.timers = [];
    this.nextTimer = 1;
    this.pages = [];
    this.stores = new Map();
    this.buses = [];
    this.server = new Server(this);
    /** What lies between: see carry() in this file. */
    this.network = { offline: false, cut: 0, swallow: 0, buffer: false, refusePost: false, stripHeaders: false, reply: null };
    this.requests = [];
    this.errors = [];
  }

  /** A repeatable random number (mulberry32). */
  random() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  open(options) {
    const page = new Page(this, { ...this.browser, ...options });
    this.pages.push(page);
    return page;
  }

  /** Does something later; `owner` is the page whose code it is, for a frozen page runs none. */
  after(millis, action, owner = null) {
    const timer = { id: this.nextTimer++, at: this.now + Math.max(0, Math.round(millis)), action, owner };
    this.timers.push(timer);
    return timer.id;
  }

  cancel(id) {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  /** Lets time pass: whatever falls due happens, in order. */
  async pass(millis) {
    const end = this.now + Math.round(millis);
    for (;;) {
      const due = this.nextDue(end);
      if (!due) {
        break;
      }
      this.timers.splice(this.timers.indexOf(due), 1);
      this.now = Math.max(this.now, due.at);
      this.run(due);
      await null; // promises of the page's code
      await null;
    }
    this.now = end;
  }

  nextDue(end) {
    let best = null;
    for (const timer of this.timers) {
      const asleep = timer.owner && (timer.owner.frozen || timer.owner.dead);
      if (!asleep && timer.at <= end && (!best || timer.at < best.at || (timer.at === best.at && timer.id < best.id))) {
        best = timer;
      }
    }
    return best;
  }

  run(timer) {
    try {
      timer.action();
    } catch (error) {
      this.errors.push(error); // what a browser shows in its console
    }
  }

  /**
   * Carries a request to the server and what it says back.
   *
   * @param request {method, path, query, headers, body, page}
   * @param back {head(status, headers), chunk(text), end(), fail()}; the page's end, already slow
   * @return a function that hangs up
   */
  carry(request, back) {
    const network = { ...this.network };
    const record = { ...request, at: this.now, over: false };
    this.requests.push(record);
    let hangUp = () => {};
    const finish = (how) => () => {
      if (!record.over) {
        record.over = true;
        record.ended = this.now;
        hangUp();
        how();
      }
    };
    const later = (action, millis = LATENCY) => this.after(millis, () => !record.over && action());
    const fail = finish(() => back.fail());
    if (network.offline) {
      later(fail);
    } else if (network.refusePost && request.method !== 'GET') {
      later(() => this.answer(back, finish, { status: 405, text: '<html>no</html>' }));
    } else if (network.reply) {
      const reply = network.reply(request);
      if (reply) {
        later(() => this.answer(back, finish, reply));
      } else {
        later(() => (hangUp = this.deliver(request, network, back, finish, later)));
      }
    } else {
      later(() => (hangUp = this.deliver(request, network, back, finish, later)));
    }
    if (network.cut) {
      later(fail, network.cut);
    }
    record.hangUp = fail;
    return finish(() => {});
  }

  answer(back, finish, reply) {
    finish(() => {
      back.head(reply.status, reply.headers || {});
      back.chunk(reply.text || '');
      back.end();
    })();
  }

  deliver(request, network, back, finish, later) {
    if (this.server.down) {
      later(finish(() => back.fail()));
      return () => {};
    }
    const headers = network.stripHeaders ? {} : request.headers;
    const held = [];
    return this.server.handle(
      { ...request, headers },
      {
        head: (status, more) => (network.buffer ? held.push(() => back.head(status, more)) : later(() => back.head(status, more))),
        chunk: (text) => (network.buffer ? held.push(() => back.chunk(text)) : later(() => back.chunk(text))),
        end: () =>
          later(
            finish(() => {
              held.forEach((part) => part());
              back.end();
            }),
          ),
        cut: () => later(finish(() => back.fail())),
      },
    );
  }

  /** Requests so far to a path. */
  to(path) {
    return this.requests.filter((request) => request.path === path);
  }

  /** Polls and streams that are under way now. */
  parked() {
    return this.requests.filter((request) => !request.over && (request.path === 'poll' || request.path === 'stream'));
  }
}

module.exports = { World, LATENCY };
