'use strict';
/*
 * What is between a browser and a node: a proxy on loopback that a test controls. It serves the test pages
 * as well, so that everything is of one origin; each test has its own, and with it a fresh origin: nothing
 * in localStorage, no other tabs.
 *
 *   cut()          all connections end now
 *   refuse()       the same, and new ones are refused, until heal()
 *   silence()      what is connected now is dead for ever and not told so; as is what connects, until heal()
 *   answer(fn)     fn(request) gives {status, headers, body, cut}, or null to let it pass; until heal()
 *   change(fn)     fn(text, request) gives what arrives instead of a piece of a node's answer
 *   delay, buffer  milliseconds before each piece; whether an answer is held until it is complete
 *   requests       what was asked: {method, headers, path, query, body, client, at, open}
 */
const http = require('node:http');
const fs = require('node:fs');
const path = require('node:path');

const LIBRARIES = {
  '/page.js': path.join(__dirname, 'page.js'),
  '/hook.js': path.join(__dirname, 'hook.js'),
  '/react.js': path.join(__dirname, '../node_modules/react/umd/react.development.js'),
  '/react-dom.js': path.join(__dirname, '../node_modules/react-dom/umd/react-dom.development.js')
};
const BLANK = '<!doctype html><meta charset="utf-8"><title>blank</title><link rel="icon" href="data:,"><div id="root"></div>';

class Proxy {
  constructor(nodePort) {
    this.nodePort = nodePort;
    this.sockets = new Set();
    this.dead = new Set();
    this.requests = [];
    this.hung = [];
    this.pages = {
      '/blank.html': `${BLANK}<script src="/page.js"></script><script src="/linger.js"></script>`,
      '/hook.html': `${BLANK}<script src="/page.js"></script><script src="/linger.js"></script><script src="/react.js"></script><script src="/react-dom.js"></script>`,
      '/other.html': `${BLANK}<p>another page</p>`
    };
    this.heal();
    this.http = http.createServer((request, response) => this.handle(request, response));
    this.http.on('connection', (socket) => this.connected(socket));
    this.http.on('clientError', (error, socket) => socket.destroy());
  }

  static async start(nodePort) {
    const proxy = new Proxy(nodePort);
    await proxy.listen(0);
    proxy.port = proxy.http.address().port;
    proxy.url = `http://127.0.0.1:${proxy.port}`;
    return proxy;
  }

  listen(port) {
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, '127.0.0.1', resolve);
    });
  }

  async stop() {
    this.hung.forEach((response) => response.end());
    this.http.close();
    this.cut();
  }

  cut() {
    this.sockets.forEach((socket) => socket.destroy());
  }

  refuse() {
    this.refusing = true;
    this.http.close();
    this.cut();
  }

  silence() {
    this.silent = true;
    this.sockets.forEach((socket) => this.dead.add(socket));
  }

  answer(fn) {
    this.hostile = fn;
  }

  change(fn) {
    this.changing = fn;
  }

  async heal() {
    this.silent = false;
    this.hostile = this.changing = null;
    this.delay = 0;
    this.buffer = false;
    if (this.refusing) {
      this.refusing = false;
      await this.listen(this.port);
    }
  }

  /** What is being asked at this moment, and not answered. */
  parked() {
    return this.asked().filter((request) => request.open);
  }

  /** The channels that are being followed: somebody who asks without a cursor is not there yet. */
  channels() {
    return this.parked()
      .filter((request) => (request.body ? request.body.cursor : request.query.get('cursor')))
      .flatMap((request) => (request.body ? request.body.channels : request.query.getAll('channel')));
  }

  /** The polls and streams since a moment. */
  asked(since = 0) {
    return this.requests.filter((request) => request.at >= since && /^\/(poll|stream)$/.test(request.path));
  }

  /** Lets go the pages that are stuck in GET /hang. */
  release() {
    this.hung.splice(0).forEach((response) => response.end('released'));
  }

  connected(socket) {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.dead.delete(socket);
    });
    if (this.silent) {
      this.dead.add(socket);
    }
  }

  handle(request, response) {
    if (this.dead.has(request.socket)) {
      return; // and never answers
    }
    // A dead connection that is kept for later would be taken for the next request.
    response.shouldKeepAlive = false;
    const url = new URL(request.url, this.url);
    if (url.pathname === '/hang') {
      this.hung.push(response);
    } else if (own(this.pages, url.pathname)) {
      give(response, 200, { 'Content-Type': 'text/html; charset=utf-8' }, this.pages[url.pathname]);
    } else if (own(LIBRARIES, url.pathname)) {
      give(response, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }, fs.readFileSync(LIBRARIES[url.pathname]));
    } else {
      this.take(request, response, url);
    }
  }

  take(request, response, url) {
    const pieces = [];
    request.on('error', () => {});
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const noted = note(request, url, body);
      this.requests.push(noted);
      response.on('close', () => (noted.open = false));
      const instead = this.hostile && this.hostile(noted);
      if (instead) {
        misbehave(response, instead);
      } else {
        this.forward(request, response, body, noted);
      }
    });
  }

  forward(request, response, body, noted) {
    const headers = { ...request.headers, connection: 'close' };
    const upstream = http.request({ host: '127.0.0.1', port: this.nodePort, method: request.method, path: request.url, headers, agent: false });
    response.on('close', () => upstream.destroy());
    upstream.on('error', () => request.socket.destroy());
    upstream.on('response', (answer) => this.back(answer, response, noted));
    upstream.end(body);
  }

  back(answer, response, noted) {
    const { connection, 'keep-alive': keepAlive, 'transfer-encoding': coding, 'content-length': length, ...headers } = answer.headers;
    const held = this.buffer || (this.changing && noted.path !== '/stream');
    const pieces = [];
    const write = (piece) => {
      if (!this.dead.has(response.socket) && !response.destroyed) {
        response.write(this.changing ? this.changing(piece.toString(), noted) : piece);
      }
    };
    const head = () => {
      if (!response.headersSent && !response.destroyed) {
        response.writeHead(answer.statusCode, headers);
        response.flushHeaders();
      }
    };
    const soon = (action) => (this.delay ? setTimeout(action, this.delay) : action());
    answer.on('error', () => response.destroy());
    answer.on('data', (piece) => (held ? pieces.push(piece) : soon(() => (head(), write(piece)))));
    answer.on('aborted', () => response.destroy());
    answer.on('end', () =>
      soon(() => {
        if (!this.dead.has(response.socket)) {
          head();
          if (pieces.length) {
            write(Buffer.concat(pieces));
          }
          response.end();
        }
      })
    );
    if (!held && !this.dead.has(response.socket)) {
      soon(head); // a stream's client wants to know that it is one
    }
  }
}

function own(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

function give(response, status, headers, body) {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'max-age=0', ...headers });
  response.end(body);
}

function misbehave(response, { status = 200, headers = {}, body = '', cut = false }) {
  if (cut) {
    // Promises more than it says.
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) + 100, ...headers });
    response.write(body, () => response.destroy());
  } else {
    give(response, status, headers, body);
  }
}

function note(request, url, body) {
  let said = null;
  try {
    said = JSON.parse(body.toString());
  } catch (error) {
    // A GET, or nothing that we know.
  }
  const client = (said && said.client) || url.searchParams.get('client');
  return { method: request.method, headers: request.headers, path: url.pathname, query: url.searchParams, body: said, client, at: Date.now(), open: true };
}

module.exports = { Proxy };
