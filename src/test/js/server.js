'use strict';
/* What linger.js needs to know of a Linger server, as protocol.md has it: polls, streams, sends, publishes. */

class Server {
  constructor(world) {
    this.world = world;
    this.epoch = 'epoch1';
    this.sequence = 0;
    this.events = [];
    this.parked = new Set();
    this.done = []; // what /send was told, in order
    this.leaves = [];
    this.once = new Map();
    this.down = false;
    this.noStream = false;
    this.noPost = false;
    this.tokens = null; // the good ones; null if nobody is asked
    this.pings = 0;
  }

  publish(channel, data) {
    const event = { id: `${this.world.now}-${this.sequence++}`, channel, at: this.world.now, data };
    this.events.push(event);
    for (const wait of [...this.parked]) {
      wait.wake();
    }
    return event.id;
  }

  /** Everybody is cut off, and nothing is remembered. */
  restart(downFor) {
    this.down = true;
    this.events = [];
    this.epoch += 'x';
    this.cutAll();
    this.world.after(downFor, () => (this.down = false));
  }

  cutAll() {
    for (const wait of [...this.parked]) {
      this.parked.delete(wait);
      wait.out.cut();
    }
  }

  cursor(position) {
    const last = this.events[this.events.length - 1];
    return `${this.epoch}.${position || (last ? last.id : '1-0')}.0badcafe`;
  }

  /** What the log says after a cursor; null if nothing. */
  read(query) {
    const [epoch, position] = query.cursor.split('.');
    if (epoch !== this.epoch) {
      return { cursor: this.cursor(), events: [], reset: query.channels.map((channel) => ({ channel, reason: 'epoch' })) };
    }
    const after = this.events.filter((event) => compare(event.id, position) > 0 && query.channels.includes(event.channel));
    if (!after.length) {
      return null;
    }
    const events = after.slice(0, query.max || 100);
    return { cursor: this.cursor(events[events.length - 1].id), events, ...(events.length < after.length ? { more: true } : {}) };
  }

  handle(request, out) {
    const query = request.method === 'POST' ? JSON.parse(request.body) : fromQuery(request.query);
    const token = query.token || (/^Bearer (.*)/.exec(request.headers.authorization || '') || [])[1];
    if (this.tokens && !this.tokens.includes(token)) {
      return this.problem(out, 401, 'unauthorized');
    }
    if (request.path === 'poll' && !(this.noPost && request.method === 'POST')) {
      return this.poll(query, out);
    }
    if (request.path === 'stream' && !this.noStream) {
      return this.stream(query, out);
    }
    if (request.path === 'send') {
      return this.send(query, out);
    }
    return request.path === 'events' ? this.append(query, out) : this.problem(out, 404, 'not_found');
  }

  problem(out, status, code, headers = {}) {
    return this.reply(out, status, { type: 'about:blank', title: code, status, code }, headers);
  }

  reply(out, status, body, headers = {}) {
    out.head(status, headers);
    out.chunk(JSON.stringify(body));
    out.end();
    return () => {};
  }

  poll(query, out) {
    if (!query.channels.length) {
      return this.problem(out, 400, 'no_channels');
    }
    const say = (what) => this.reply(out, 200, { linger: 1, events: [], cursor: query.cursor, ...what });
    if (!query.cursor) {
      const last = this.events.filter((event) => query.channels.includes(event.channel)).slice(-query.last || this.events.length);
      return say({ cursor: this.cursor(), events: query.last ? last : [] });
    }
    const found = this.read(query);
    if (found || !query.hold) {
      return say(found || { cursor: this.cursor() });
    }
    const end = (what) => {
      this.parked.delete(wait);
      this.world.cancel(timer);
      if (what) {
        say(what);
      }
    };
    const wait = { out, client: query.client, wake: () => end(this.read(query) || undefined) };
    wait.wake = () => this.read(query) && end(this.read(query));
    const timer = this.world.after(query.hold * 1000 * (0.9 + this.world.random() / 5), () => end({ cursor: this.cursor() }));
    this.parked.add(wait);
    return () => end(null);
  }

  stream(query, out) {
    const say = (what) => {
      const answer = { linger: 1, cursor: this.cursor(), events: [], ...what };
      query.cursor = answer.cursor;
      out.chunk(`id: ${answer.cursor}\ndata: ${JSON.stringify(answer)}\n\n`);
    };
    out.head(200, { 'content-type': 'text/event-stream' });
    say(this.read(query) || {});
    let beats = 0;
    const beat = () => {
      timer = this.world.after(10_000, beat);
      if (++beats % 2) {
        out.chunk(':\n\n');
      } else {
        say({});
      }
    };
    let timer = this.world.after(10_000, beat);
    const wait = { out, client: query.client, wake: () => this.read(query) && say(this.read(query)), end: () => out.end() };
    this.parked.add(wait);
    return () => {
      this.parked.delete(wait);
      this.world.cancel(timer);
    };
  }

  send(query, out) {
    if (query.type === 'ping') {
      this.pings++;
      return this.reply(out, 200, { linger: 1, reply: { type: 'pong' } });
    }
    if (query.type === 'leave') {
      this.leaves.push(query.client);
    } else if (!this.once.has(query.once)) {
      this.once.set(query.once, true);
      this.done.push(query);
    }
    return this.reply(out, 200, { linger: 1 });
  }

  append(query, out) {
    if (!this.once.has(query.id)) {
      this.once.set(query.id, this.publish(query.channel, query.data));
    }
    return this.reply(out, 201, { linger: 1, ids: [this.once.get(query.id)] });
  }
}

function compare(a, b) {
  const [left, right] = [a, b].map((position) => position.split('-').map(Number));
  return left[0] - right[0] || left[1] - right[1];
}

function fromQuery(text) {
  const query = { channels: [] };
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === 'channel') {
      query.channels.push(value);
    } else {
      query[name] = name === 'hold' || name === 'max' ? Number(value) : value;
    }
  }
  return query;
}

module.exports = { Server };
