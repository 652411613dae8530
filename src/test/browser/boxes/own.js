'use strict';
/*
 * Boxes that no package makes: a small reverse proxy with bad manners.
 *
 * @param how what it does:
 *     refuses(request) gives {status, text}, or nothing
 *     emptiesPosts, swallowsPosts: what becomes of a POST
 *     stores: passes on whole answers only, compressed
 *     cutAfter: milliseconds that a connection may live
 *     spoils(text, request) of an answer: to try the tests themselves
 */
const http = require('node:http');
const zlib = require('node:zlib');

function own(how) {
  return async (upstream) => {
    const server = http.createServer((request, response) => {
      const refusal = how.refuses && how.refuses(request);
      if (refusal) {
        request.resume();
        response.writeHead(refusal.status, { 'Content-Type': 'text/html' }).end(refusal.text);
      } else if (!how.swallowsPosts || request.method !== 'POST') {
        forward(upstream, how, request, response);
      }
    });
    if (how.cutAfter) {
      server.on('connection', (socket) => {
        const timer = setTimeout(() => socket.destroy(), how.cutAfter);
        socket.on('close', () => clearTimeout(timer));
      });
    }
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stop = async () => {
      server.close();
      server.closeAllConnections();
    };
    return { port: server.address().port, stop };
  };
}

function forward(port, how, request, response) {
  const headers = { ...request.headers };
  const empty = how.emptiesPosts && request.method === 'POST';
  if (empty) {
    headers['content-length'] = '0';
  }
  const onward = http.request({ host: '127.0.0.1', port, method: request.method, path: request.url, headers, agent: false });
  onward.on('error', () => response.destroy());
  onward.on('response', (answer) => {
    answer.on('error', () => response.destroy());
    if (how.stores || how.spoils) {
      store(how, request, answer, response);
    } else {
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    }
  });
  response.on('close', () => onward.destroy());
  if (empty) {
    request.resume();
    onward.end();
  } else {
    request.pipe(onward);
  }
}

function store(how, request, answer, response) {
  const parts = [];
  answer.on('data', (part) => parts.push(part));
  answer.on('end', () => {
    let body = Buffer.concat(parts);
    const headers = { ...answer.headers };
    delete headers['transfer-encoding'];
    if (how.spoils) {
      body = Buffer.from(how.spoils(body.toString(), request));
    }
    if (how.stores && /gzip/.test(request.headers['accept-encoding'])) {
      body = zlib.gzipSync(body);
      headers['content-encoding'] = 'gzip';
    }
    headers['content-length'] = body.length;
    response.writeHead(answer.statusCode, headers).end(body);
  });
}

module.exports = { own };
