'use strict';
/*
 * A tab: a context of its own in which linger.js finds what it would find in a browser. Which browser is
 * said by `lacks` (names of globals that are not there) and `socket` (a fake WebSocket's behaviour).
 */
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const SOURCE = fs.readFileSync(path.join(__dirname, '../../../webapp/linger.js'), 'utf8');
const SCRIPT = new vm.Script(SOURCE, { filename: 'linger.js' });
const BASE = 'http://forum.test/linger/';

class Page {
  constructor(world, { lacks = [], socket = null, url = BASE } = {}) {
    this.world = world;
    this.frozen = false;
    this.hears = false;
    this.dead = false;
    this.hidden = false;
    this.clients = [];
    this.beacons = [];
    this.sockets = [];
    this.scripts = [];
    this.listeners = {};
    this.document = this.target({ getElementsByTagName: () => [], hidden: false });
    this.url = url;
    const globals = this.globals(socket);
    lacks.forEach((name) => delete globals[name]);
    this.context = vm.createContext(globals);
    vm.runInContext('Math.random = random;', this.context);
    SCRIPT.runInContext(this.context);
    this.Linger = this.context.Linger;
    this.Linger.defaults.url = url;
  }

  /** Something with listeners: fire(type) calls them. */
  target(object) {
    const listeners = {};
    object.addEventListener = (type, fn) => (listeners[type] = listeners[type] || []).push(fn);
    object.removeEventListener = (type, fn) => (listeners[type] = (listeners[type] || []).filter((one) => one !== fn));
    object.fire = (type, event = {}) => (listeners[type] || []).forEach((fn) => fn({ type, ...event }));
    object.count = () => Object.values(listeners).reduce((sum, some) => sum + some.length, 0);
    return object;
  }

  globals(socket) {
    const world = this.world;
    const page = this;
    const navigator = {
      get onLine() {
        return !world.network.offline;
      },
      sendBeacon: (url, body) => {
        page.beacons.push({ url, body });
        world.carry({ method: 'POST', path: url.replace(/^.*\//, ''), query: '', headers: {}, body, page }, { head() {}, chunk() {}, end() {}, fail() {} });
        return true;
      },
    };
    const window = this.target({
      setTimeout: (fn, millis) => world.after(millis, fn, page),
      clearTimeout: (id) => world.cancel(id),
      random: () => world.random(),
      Date: fakeDate(world),
      location: { host: 'forum.test', protocol: 'http:' },
      document: this.document,
      navigator,
      onpagehide: null,
      DOMException,
      XMLHttpRequest: requestOf(this),
      BroadcastChannel: channelOf(this),
      localStorage: storageOf(this),
    });
    if (socket) {
      window.WebSocket = socketOf(this, socket);
    }
    this.window = window;
    return window;
  }

  /** A client that writes down what it is told. */
  connect(options = {}) {
    const client = this.Linger.connect(options);
    Object.assign(client, { seen: [], resets: [], states: [], errors: [] });
    client.on('event', (event) => client.seen.push(event.data.n));
    client.on('reset', (reset) => client.resets.push(reset.reason));
    client.on('status', (status) => client.states.push(status.status));
    client.on('error', (error) => client.errors.push(error.reason));
    this.clients.push(client);
    return client;
  }

  /** The same through the shape of a WebSocket; `log` is what happened, in order. */
  socket(options = {}, address = 'ws://forum.test/linger') {
    const socket = new this.Linger.WebSocket(address, undefined, options);
    socket.log = [];
    socket.heard = [];
    for (const type of ['open', 'message', 'error', 'close']) {
      socket['on' + type] = (event) => {
        socket.log.push(type === 'message' ? event.data : type === 'close' ? `close ${event.code}` : type);
        if (type === 'message') {
          socket.heard.push(JSON.parse(event.data));
        }
      };
    }
    return socket;
  }

  hide() {
    this.hidden = this.document.hidden = true;
    this.document.fire('visibilitychange');
  }

  show() {
    this.hidden = this.document.hidden = false;
    this.document.fire('visibilitychange');
  }

  /** `hears`: only its clock and its requests stand still, as in a Firefox that waits for a synchronous request. */
  freeze({ hears = false } = {}) {
    this.frozen = true;
    this.hears = hears;
  }

  thaw() {
    this.frozen = this.hears = false;
  }

  /** Gone without a word, as a process that was killed. */
  kill() {
    this.dead = true;
    this.world.requests.filter((request) => request.page === this && !request.over).forEach((request) => request.hangUp());
  }

  /** The user goes elsewhere. */
  leave() {
    this.window.fire('pagehide', { persisted: true });
  }
}

function fakeDate(world) {
  return class extends Date {
    constructor(...args) {
      super(...(args.length ? args : [world.now]));
    }
  };
}

function requestOf(page) {
  return class {
    constructor() {
      Object.assign(this, { readyState: 0, status: 0, responseText: '', onreadystatechange: null, onprogress: null, withCredentials: false, sent: {} });
    }
    open(method, url) {
      const at = url.indexOf('?');
      this.request = { method, path: (at < 0 ? url : url.slice(0, at)).replace(/^.*\//, ''), query: at < 0 ? '' : url.slice(at + 1), headers: this.sent, page };
    }
    setRequestHeader(name, value) {
      this.sent[name.toLowerCase()] = value;
    }
    send(body) {
      this.request.body = body;
      const later = (action) => page.world.after(0, action, page);
      this.hangUp = page.world.carry(this.request, {
        head: (status, headers) => later(() => this.move(2, () => Object.assign(this, { status, headers }))),
        chunk: (text) => later(() => this.move(3, () => (this.responseText += text))),
        end: () => later(() => this.move(4, () => {})),
        fail: () => later(() => this.move(4, () => Object.assign(this, { status: 0, responseText: '' }))),
      });
    }
    move(state, change) {
      if (!this.aborted) {
        change();
        this.readyState = state;
        if (state === 3 && this.onprogress) {
          this.onprogress({ loaded: this.responseText.length });
        }
        if (this.onreadystatechange) {
          this.onreadystatechange();
        }
      }
    }
    getResponseHeader(name) {
      return (this.headers || {})[name.toLowerCase()] || null;
    }
    abort() {
      if (this.hangUp && this.readyState !== 4) {
        this.hangUp();
        this.readyState = 4;
        this.status = 0;
        if (this.onreadystatechange) {
          this.onreadystatechange(); // as browsers do
        }
      }
      this.aborted = true;
    }
  };
}

function channelOf(page) {
  return class {
    constructor(name) {
      this.name = name;
      page.world.buses.push(this);
    }
    postMessage(message) {
      const copy = structuredClone(message);
      for (const other of page.world.buses) {
        if (other !== this && other.name === this.name && !page.world.deaf) {
          page.world.after(1, () => other.onmessage && other.onmessage({ data: copy }), other.page.hears ? null : other.page);
        }
      }
    }
    get page() {
      return page;
    }
    close() {
      page.world.buses.splice(page.world.buses.indexOf(this), 1);
    }
  };
}

function storageOf(page) {
  const { stores, pages } = page.world;
  return {
    getItem: (key) => (stores.has(key) ? stores.get(key) : null),
    removeItem: (key) => stores.delete(key),
    setItem: (key, value) => {
      const oldValue = stores.has(key) ? stores.get(key) : null;
      stores.set(key, String(value));
      for (const other of pages) {
        if (other !== page && oldValue !== value) {
          page.world.after(1, () => other.window.fire('storage', { key, newValue: String(value), oldValue }), other);
        }
      }
    },
  };
}

function socketOf(page, behaviour) {
  return class {
    constructor(url) {
      this.url = url;
      this.said = [];
      page.sockets.push(this);
      page.world.after(20, () => behaviour(this, page.world), page);
    }
    send(text) {
      this.said.push(JSON.parse(text));
    }
    close() {
      this.closed = true;
    }
    open() {
      this.onopen && this.onopen({});
    }
    hear(data) {
      this.onmessage && this.onmessage({ data: typeof data === 'string' ? data : JSON.stringify(data) });
    }
    end() {
      this.onclose && this.onclose({ code: 1006 });
    }
  };
}

module.exports = { Page, BASE };
