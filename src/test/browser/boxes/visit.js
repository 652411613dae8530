'use strict';
/*
 * One page in a real browser, behind one box: it connects, and somebody publishes to it, beside the box,
 * talking and pausing. What comes out is a report: what was sent, what came, by which wire.
 */
const SECOND = 1000;

/**
 * What happens meanwhile: [seconds of talk, seconds of silence]. The first talk is heard while streams are
 * tried; the silences are longer than the boxes' patience (10 s) and lie around the time when the
 * client tries streams again (15 s after it gave them up). The second one leaves time for all of the
 * three short lives after which it gives them up again: a stream that tells something is no bad one.
 * So does the silence at the end, for what it settles on: it may just have tried streams when there was talk.
 */
const SCHEDULE = [[9, 12], [3, 30], [12, 0]];

async function visit(browser, node, box, channel, opened) {
  const context = await browser.newContext(box.forward ? { proxy: { server: `http://127.0.0.1:${box.port}`, bypass: '<-loopback>' } } : {});
  try {
    const page = await context.newPage();
    const requests = watch(page);
    const origin = box.forward ? node.url : `http://127.0.0.1:${box.port}`;
    await page.goto(`${origin}/health/live`); // any page of that origin
    await page.addScriptTag({ url: `${origin}/linger.js` });
    const since = await page.evaluate(connect, channel);
    opened();
    await page.waitForFunction('client.cursor', null, { polling: 50, timeout: 20 * SECOND });
    const sent = await talk(node, channel);
    const said = await page.evaluate(speak, [channel, box.silent]);
    const expected = [sent + (box.silent ? 0 : 1), box.learns];
    await page.waitForFunction(isWell, expected, { polling: 50, timeout: 45 * SECOND }).catch(() => {}); // the report tells what was not so
    return { box, since, sent, said, requests, ...(await page.evaluate(report)) };
  } finally {
    await context.close();
  }
}

/** What the client asks of the network, as the browser sees it. */
function watch(page) {
  const requests = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const path = /^\/(poll|stream|send|events)$/.exec(url.pathname);
    if (path) {
      const body = (request.method() === 'POST' && JSON.parse(request.postData() || 'null')) || {};
      const value = (name) => body[name] || url.searchParams.get(name);
      const wire = path[1] === 'stream' ? 'stream' : request.method().toLowerCase();
      requests.push({ at: Date.now(), path: path[1], wire, cursor: value('cursor'), hold: Number(value('hold')) });
    }
  });
  return requests;
}

/** Varied, and the same in each run. */
async function talk(node, channel) {
  let n = 0;
  for (const [seconds, silence] of SCHEDULE) {
    const end = Date.now() + seconds * SECOND;
    while (Date.now() < end) {
      n++;
      await node.publish(channel, { n, sent: Date.now() });
      await pause(n % 7 === 0 ? 0 : 80 + ((n * 389) % 900));
    }
    await pause(silence * SECOND);
  }
  return n;
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}


// From here on: code that runs in the page.

function connect(channel) {
  window.seen = [];
  window.states = [];
  window.resets = [];
  window.client = window.Linger.connect({ channels: [channel], token: '7' });
  // Beside what is published, the thread hears that user 7 has come.
  window.client.on('event', (event) => event.data.type === 'presence' || window.seen.push({ id: event.id, n: event.data.n, sent: event.data.sent, got: Date.now() }));
  window.client.on('status', (status) => window.states.push({ at: Date.now(), ...status }));
  window.client.on('reset', (reset) => window.resets.push(reset.reason));
  return Date.now();
}

/** The page says something itself, both ways, and tells what became of it. */
function speak([channel, silent]) {
  const bounded = (start) =>
    new Promise((resolve) => {
      start((error) => resolve(error ? error.code || error.reason : 'done'));
      setTimeout(() => resolve('kept'), silent ? 2000 : 15000);
    });
  const published = bounded((done) => window.client.publish(channel, { n: 'own', sent: Date.now() }, null, done));
  const sent = bounded((done) => window.client.send({ type: 'user_typing', threadId: '1' }, done));
  return Promise.all([published, sent]);
}

function isWell([count, wire]) {
  const { status, transport } = window.client.status();
  return window.seen.length >= count && status === 'live' && transport === wire;
}

function report() {
  const { seen, states, resets, client } = window;
  return { seen, states, resets, last: client.status(), kept: client.pending(), memory: { ...localStorage } };
}

module.exports = { visit };
