'use strict';
/*
 * The boxes: what each does to what passes, and what the client shall have learned at the end. A new one is
 * a line here.
 *
 *   start    told the node's port; gives {port, stop()}
 *   forward  the browser is told to use it as its proxy, instead of taking it for the server
 *   learns   the wire that the client settles on; within: how long that may take
 *   silent   nothing that the page says arrives
 */
const { nginx, haproxy, squid, privoxy, varnish, apache } = require('./debian.js');
const { own } = require('./own.js');

const SECOND = 1000;
const PATIENCE = 12 * SECOND;
const CUT = 'proxy_read_timeout 10s;';

/** A hotel's page in the place of every answer, for 5 s after the first question. */
function portal() {
  let opens = 0;
  return (request) => {
    if (/^\/(poll|stream|send|events)/.test(request.url)) {
      opens = opens || Date.now() + 5 * SECOND;
      return Date.now() < opens && { status: 200, text: '<html>Welcome! Please enter your room number.</html>' };
    }
    return null;
  };
}

function onlyGet(request) {
  return request.method === 'GET' ? null : { status: 405, text: '<html>Method not allowed</html>' };
}

const BOXES = [
  { name: 'none', does: 'nothing lies between', start: async (port) => ({ port, stop: async () => {} }), learns: 'stream' },
  { name: 'nginx', does: 'as installed, cuts after 10 s of silence', start: nginx('nginx', CUT), learns: 'stream' },
  {
    name: 'nginx, deaf',
    does: 'the same, and buffers although it is asked not to',
    start: nginx('nginx-deaf', `${CUT} proxy_ignore_headers X-Accel-Buffering;`),
    learns: 'post',
  },
  { name: 'haproxy', does: 'cuts after 10 s of silence', start: haproxy('haproxy'), learns: 'stream' },
  {
    name: 'haproxy, prompt',
    does: 'the same with option http-no-delay',
    start: haproxy('haproxy-prompt', 'option http-no-delay'),
    learns: 'stream',
  },
  {
    name: 'haproxy, waiting',
    does: 'reads requests to their end first, compresses, one request a connection',
    start: haproxy('haproxy-waiting', 'option http-buffer-request\n  option httpclose\n  compression algo gzip\n  compression type text/event-stream application/json'),
    learns: 'stream',
  },
  { name: 'squid', does: 'forward proxy with a cache', start: squid, forward: true, learns: 'stream' },
  { name: 'privoxy', does: 'forward proxy with a content filter, which needs whole answers', start: privoxy, forward: true, learns: 'post' },
  {
    name: 'varnish',
    does: 'cache, cuts after 10 s of silence',
    start: varnish('varnish'),
    learns: 'stream',
  },
  { name: 'varnish, whole', does: 'the same, and passes on whole answers only', start: varnish('varnish-whole', 'set beresp.do_stream = false;'), learns: 'post' },
  { name: 'apache', does: 'HTTP/1.0 to both sides, one request a connection', start: apache, learns: 'stream' },
  {
    name: 'nginx, strict',
    does: "strips all of a request's headers, refuses all but GET and POST",
    start: nginx('nginx-strict', 'proxy_pass_request_headers off; proxy_set_header Host node;', 'if ($request_method !~ ^(GET|POST)$) { return 405; }'),
    learns: 'stream',
  },
  { name: 'GET only', does: 'refuses everything but GET', start: own({ refuses: onlyGet }), learns: 'stream', silent: true },
  { name: 'GET only, whole', does: 'the same, and passes on whole answers only', start: own({ refuses: onlyGet, stores: true }), learns: 'get', silent: true },
  { name: 'empty POSTs', does: "loses POSTs' bodies, passes on whole answers only", start: own({ emptiesPosts: true, stores: true }), learns: 'get', silent: true },
  { name: 'deaf to POSTs', does: 'never answers a POST', start: own({ swallowsPosts: true }), learns: 'stream', silent: true, within: 20 * SECOND },
  { name: 'stores', does: 'passes on whole answers only, compressed', start: own({ stores: true }), learns: 'post' },
  { name: 'impatient', does: 'cuts every connection after 3 s', start: own({ cutAfter: 3 * SECOND }), learns: 'post', within: 30 * SECOND },
  { name: 'portal', does: 'answers with a page of its own for the first 5 s', start: own({ refuses: portal() }), learns: 'stream', within: 30 * SECOND },
];

/**
 * Boxes that break what we promise, one event in each visit: the test must see it. A client can't: it believes
 * what its server says.
 */
function spoiling(change) {
  return own({
    spoils(text, request) {
      const answer = request.url.startsWith('/poll') ? JSON.parse(text) : {};
      const at = (answer.events || []).findIndex((event) => event.data.n === 10);
      if (at >= 0) {
        change(answer.events, at);
      }
      return at < 0 ? text : JSON.stringify(answer);
    },
  });
}

function again(event) {
  return { ...event, id: event.id.replace(/\d+$/, (n) => Number(n) + 1000) };
}

const FAULTS = [
  { name: 'thief', does: 'takes an event away', start: spoiling((events, at) => events.splice(at, 1)) },
  { name: 'echo', does: 'repeats an event', start: spoiling((events, at) => events.splice(at, 0, events[at], again(events[at]))) },
  { name: 'shuffler', does: 'confuses two events', start: spoiling((events, at) => Object.assign(events[at].data, { n: 11 })) },
].map((box) => ({ ...box, learns: 'post' }));

module.exports = { BOXES: BOXES.map((box) => ({ within: PATIENCE, ...box })), FAULTS };
