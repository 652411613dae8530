'use strict';
/*
 * Linger.WebSocket is to a page what the browser's WebSocket is. Each demand is put to both of them in the same
 * browser, so that it is proven to be what a WebSocket does; what only Linger does comes last.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { ForumSocket } = require('./support/forum-socket.js');
const { eventually } = require('./support/wait.js');

/** A page in which new Socket(address) makes one of the two kinds; `tell` publishes, so that it hears. */
const KINDS = {
  async WebSocket(actors, use) {
    const forum = await ForumSocket.start([actors.channel]);
    try {
      const page = await actors.page();
      await page.evaluate((address) => Object.assign(window, { Socket: WebSocket, address }), forum.url);
      await use({ ...actors, page, forum, tell: (data, to = actors.channel) => forum.publish(to, data), subscribed: () => forum.channels() });
    } finally {
      await forum.down();
    }
  },
  async 'Linger.WebSocket'(actors, use) {
    const page = await actors.page();
    const address = `${actors.proxy.url.replace('http', 'ws')}/`;
    await page.evaluate((given) => Object.assign(window, { Socket: Linger.WebSocket.configure({ channels: given.channels }), address: given.address }), { address, channels: [actors.channel] });
    await use({ ...actors, page, tell: (data, to = actors.channel) => actors.server.publish(to, data), subscribed: () => actors.proxy.channels() });
  }
};

function demand(title, act) {
  for (const [kind, prepare] of Object.entries(KINDS)) {
    stage.test(`${kind}: ${title}`, (actors) => prepare(actors, act));
  }
}

/** In the page: makes a socket, and notes what happens to it, with its state at that moment. */
async function opened(page) {
  await page.evaluate(() => {
    window.log = [];
    window.socket = new Socket(address);
    for (const type of ['open', 'message', 'error', 'close']) {
      socket.addEventListener(type, (event) => log.push([type, socket.readyState, event.type, event.target === socket]));
    }
  });
  await page.until('it is open', () => socket.readyState === 1);
}

demand('it has the constants, on the class, the prototype and what it makes', async ({ page }) => {
  const seen = await page.evaluate(() => {
    const socket = new Socket(address);
    const constants = (thing) => [thing.CONNECTING, thing.OPEN, thing.CLOSING, thing.CLOSED];
    const result = {
      constants: [constants(Socket), constants(Socket.prototype), constants(socket)],
      at: [socket.readyState, socket.bufferedAmount, socket.protocol, socket.extensions, socket.url === address],
      handlers: [socket.onopen, socket.onmessage, socket.onerror, socket.onclose],
      isOne: socket instanceof Socket
    };
    try {
      Socket(address);
    } catch (error) {
      result.thrown = error.name;
    }
    socket.close();
    return result;
  });
  assert.deepEqual(seen, {
    constants: [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]],
    at: [0, 0, '', '', true],
    handlers: [null, null, null, null],
    isOne: true,
    thrown: 'TypeError'
  });
});

demand('it opens, hears and closes, in this order, and is in the state that the event says', async ({ page, tell }) => {
  await opened(page);
  await page.evaluate(() => {
    window.texts = [];
    socket.onmessage = (event) => texts.push(event.data);
  });
  const data = { type: 'new_post', post: { text: 'Füße \u2028 "quoted" 🙂' } };
  await tell(data);
  await page.until('it hears', () => texts.length);
  const [text] = await page.evaluate(() => texts);
  assert.equal(typeof text, 'string');
  assert.deepEqual(JSON.parse(text), data);
  const closing = await page.evaluate(() => {
    socket.close();
    const at = [socket.readyState, log.length];
    socket.close(); // again is nothing
    return at;
  });
  assert.deepEqual(closing, [2, 2], 'closing is told later');
  await page.until('it is closed', () => socket.readyState === 3);
  await tell(data);
  assert.deepEqual(await page.evaluate(() => log), [
    ['open', 1, 'open', true],
    ['message', 1, 'message', true],
    ['close', 3, 'close', true]
  ]);
});

demand('it hears in the order in which things were said', async ({ page, tell }) => {
  await opened(page);
  await page.evaluate(() => {
    window.numbers = [];
    socket.onmessage = (event) => numbers.push(JSON.parse(event.data).n);
  });
  for (let n = 0; n < 50; n++) {
    await tell({ type: 'new_post', n });
  }
  await page.until('the last is heard', () => numbers.includes(49));
  assert.deepEqual(await page.evaluate(() => numbers), Array.from({ length: 50 }, (nothing, n) => n));
});

demand('close tells code, reason and wasClean', async ({ page }) => {
  for (const [given, code, reason] of [[[], 1005, ''], [[1000], 1000, ''], [[3000, 'enough'], 3000, 'enough'], [[4999, 'é'.repeat(61)], 4999, 'é'.repeat(61)]]) {
    await opened(page);
    await page.evaluate((args) => {
      window.told = null;
      socket.onclose = (event) => (told = [event.code, event.reason, event.wasClean]);
      socket.close(...args);
    }, given);
    assert.deepEqual(await page.until('it is told', () => told), [code, reason, true]);
  }
});

demand('close refuses what may not be sent, and stays open', async ({ page }) => {
  await opened(page);
  const thrown = await page.evaluate(() =>
    [[0], [999], [1001], [1005], [1006], [2999], [5000], [NaN], [1000, 'é'.repeat(62)], [3000, 'x'.repeat(124)]].map((args) => {
      try {
        socket.close(...args);
        return 'nothing';
      } catch (error) {
        return `${error.name} ${error.code} ${error instanceof DOMException}`;
      }
    })
  );
  assert.deepEqual(thrown, [...Array(8).fill('InvalidAccessError 15 true'), ...Array(2).fill('SyntaxError 12 true')]);
  assert.deepEqual(await page.evaluate(() => [socket.readyState, log.length]), [1, 1]);
});

demand('listeners are called once each, can be objects, taken off, or for once', async ({ page, tell }) => {
  await opened(page);
  await page.evaluate(() => {
    window.calls = [];
    const twice = () => calls.push('twice');
    const gone = () => calls.push('gone');
    const next = () => calls.push('next');
    socket.addEventListener('message', twice);
    socket.addEventListener('message', twice);
    socket.addEventListener('message', gone);
    socket.removeEventListener('message', gone);
    socket.addEventListener('message', () => calls.push('once'), { once: true });
    socket.addEventListener('message', { handleEvent: (event) => calls.push(`object ${event.type}`) });
    socket.addEventListener('message', function () {
      calls.push(`this ${this === socket}`);
      socket.removeEventListener('message', next);
    });
    socket.addEventListener('message', next);
    socket.addEventListener('message', null);
    socket.addEventListener('message', () => {
      throw new Error('of the page');
    });
    socket.addEventListener('message', (event) => calls.push(`after a throw ${JSON.parse(event.data).n}`));
  });
  await tell({ type: 'x', n: 1 });
  await page.until('the first is heard', () => calls.includes('after a throw 1'));
  await tell({ type: 'x', n: 2 });
  await page.until('the second is heard', () => calls.includes('after a throw 2'));
  const usual = ['object message', 'this true'];
  assert.deepEqual(await page.evaluate(() => calls), ['twice', 'once', ...usual, 'after a throw 1', 'twice', ...usual, 'after a throw 2']);
  await page.until('the console is told', () => notes.thrown.length === 2);
});

demand('the on… properties can be set, replaced and taken away', async ({ page, tell }) => {
  await opened(page);
  await page.evaluate(() => {
    window.calls = [];
    socket.addEventListener('message', (event) => calls.push(`listener ${JSON.parse(event.data).n}`));
    socket.onmessage = () => calls.push('never');
    socket.onmessage = function (event) {
      calls.push(`property ${JSON.parse(event.data).n} ${this === socket}`);
    };
  });
  await tell({ type: 'x', n: 1 });
  await page.until('it is heard', () => calls.includes('listener 1') && calls.includes('property 1 true'));
  await page.evaluate(() => (socket.onmessage = null));
  await tell({ type: 'x', n: 2 });
  await page.until('it is heard', () => calls.includes('listener 2'));
  assert.deepEqual((await page.evaluate(() => calls)).sort(), ['listener 1', 'listener 2', 'property 1 true']);
});

demand('send before open throws, after close it only counts', async ({ page }) => {
  const early = await page.evaluate(() => {
    const socket = new Socket(address);
    try {
      socket.send('{"type":"ping"}');
    } catch (error) {
      return [error.name, error.code, error instanceof DOMException, socket.readyState];
    } finally {
      socket.close();
    }
  });
  assert.deepEqual(early, ['InvalidStateError', 11, true, 0]);
  await opened(page);
  const late = await page.evaluate(() => {
    socket.close();
    socket.send('{"type":"ping"}');
    return socket.bufferedAmount;
  });
  assert.equal(late, 15);
  await page.until('it is closed', () => socket.readyState === 3);
  assert.equal(await page.evaluate(() => (socket.send('{"type":"ping"}'), socket.bufferedAmount)), 30);
});

demand('close before open fails: error, then close with 1006', async ({ page }) => {
  await page.evaluate(() => {
    window.log = [];
    const socket = new Socket(address);
    ['open', 'error'].forEach((type) => socket.addEventListener(type, () => log.push([type, socket.readyState])));
    socket.addEventListener('close', (event) => log.push(['close', socket.readyState, event.code, event.reason, event.wasClean]));
    socket.close(3000, 'never mind');
    log.push(['closing', socket.readyState]);
  });
  await page.until('it is told', () => log.some((entry) => entry[0] === 'close'));
  assert.deepEqual(await page.evaluate(() => log), [['closing', 2], ['error', 3], ['close', 3, 1006, '', false]]);
});

demand('a connection that is refused fails: error, then close with 1006', async ({ page, proxy, forum }) => {
  if (forum) {
    await forum.down();
    forum.down = async () => {};
  }
  proxy.answer((request) => (request.path === '/linger.js' ? null : { status: 401, headers: { 'Content-Type': 'application/problem+json' }, body: '{"status":401,"code":"unauthorized"}' }));
  await page.evaluate(() => {
    window.log = [];
    const socket = new Socket(address);
    ['open', 'error'].forEach((type) => socket.addEventListener(type, () => log.push([type, socket.readyState])));
    socket.addEventListener('close', (event) => log.push(['close', socket.readyState, event.code, event.reason, event.wasClean]));
  });
  await page.until('it is told', () => log.some((entry) => entry[0] === 'close'));
  assert.deepEqual(await page.evaluate(() => log), [['error', 3], ['close', 3, 1006, '', false]]);
});

demand('ping is answered by pong within five seconds', async ({ page }) => {
  await opened(page);
  await page.evaluate(() => {
    window.pong = null;
    const since = Date.now();
    socket.onmessage = (event) => (pong = [event.data, Date.now() - since]);
    socket.send(JSON.stringify({ type: 'ping' }));
  });
  const [text, millis] = await page.until('pong', () => pong);
  assert.deepEqual(JSON.parse(text), { type: 'pong' });
  assert.ok(millis < 5000);
});

demand('subscribe and unsubscribe by threadId', async ({ page, tell, subscribed, channel }) => {
  const other = `${channel}0`;
  await opened(page);
  await page.evaluate((threadId) => {
    window.heard = [];
    socket.onmessage = (event) => heard.push(JSON.parse(event.data).n);
    socket.send(JSON.stringify({ type: 'subscribe', threadId }));
  }, other.slice('thread:'.length));
  await eventually('it is subscribed', () => subscribed().includes(other));
  await tell({ type: 'new_post', n: 1 }, other);
  await tell({ type: 'new_post', n: 2 }, `${channel}9`);
  await page.until('it is heard', () => heard.includes(1));
  await page.evaluate((threadId) => socket.send(JSON.stringify({ type: 'unsubscribe', threadId })), other.slice('thread:'.length));
  await eventually('it is not subscribed', () => subscribed().length && !subscribed().includes(other));
  await tell({ type: 'new_post', n: 3 }, other);
  await tell({ type: 'new_post', n: 4 });
  await page.until('what comes after is heard', () => heard.includes(4));
  assert.deepEqual(await page.evaluate(() => heard), [1, 4]);
});

stage.test('Linger.WebSocket: what is not JSON text with a type is a TypeError, and breaks nothing', (actors) =>
  KINDS['Linger.WebSocket'](actors, async ({ page, tell }) => {
    await opened(page);
    const thrown = await page.evaluate(() =>
      [new Blob(['{"type":"ping"}']), new ArrayBuffer(2), new Uint8Array(2), 'hello', '[1]', 'null', '{}', '{"type":1}', '{"type":"half', undefined, 7].map((what) => {
        try {
          socket.send(what);
          return 'nothing';
        } catch (error) {
          return error.name;
        }
      })
    );
    assert.deepEqual(thrown, Array(11).fill('TypeError'));
    await page.evaluate(() => (socket.onmessage = (event) => (window.text = event.data)));
    await tell({ type: 'still there' });
    await page.until('it still hears', () => /still there/.test(window.text));
  })
);

stage.test('Linger.WebSocket: a gap ends it with 1012, and the next one opens', { ownServer: true }, (actors) =>
  KINDS['Linger.WebSocket'](actors, async ({ page, server }) => {
    await opened(page);
    await page.evaluate(() => (socket.onclose = (event) => (window.told = [event.code, event.reason, event.wasClean])));
    await server.restart(); // and with it its memory is gone
    assert.deepEqual(await page.until('it is told', () => window.told, undefined, 20_000), [1012, 'reset: epoch', true]);
    await opened(page);
  })
);

/** What the page sent, in the order in which it arrived. */
function sends(proxy) {
  return proxy.requests.filter((request) => request.path === '/send' && request.body && /post|typing/.test(request.body.type)).map((request) => request.body);
}

stage.test('Linger.WebSocket: what it sends arrives once and in order, though an answer is lost on its way', (actors) =>
  KINDS['Linger.WebSocket'](actors, async ({ page, proxy, channel, connected }) => {
    const threadId = channel.slice('thread:'.length);
    const other = await connected({ share: false });
    await opened(page);
    let lost = 0;
    // The node has done it, and the page does not hear of that.
    proxy.change((text, request) => (request.path === '/send' && request.body.n === 1 && !lost++ ? '{"lin' : text));
    const amount = await page.evaluate((id) => {
      [0, 1, 2].forEach((n) => socket.send(JSON.stringify({ type: 'new_post', threadId: id, n })));
      return socket.bufferedAmount;
    }, threadId);
    assert.ok(amount > 0);
    await page.until('all is sent', () => socket.bufferedAmount === 0);
    assert.deepEqual(sends(proxy).map((body) => body.n), [0, 1, 1, 2]);
    assert.equal(sends(proxy)[1].once, sends(proxy)[2].once);
    await other.until('they are heard', () => notes.heard.includes(2));
    assert.deepEqual((await other.notes()).heard, [0, 1, 2]);
  })
);

stage.test('Linger.WebSocket: what the server refuses is told as a message, and what comes after is sent', (actors) =>
  KINDS['Linger.WebSocket'](actors, async ({ page, proxy, channel }) => {
    await opened(page);
    await page.evaluate((threadId) => {
      window.texts = [];
      socket.onmessage = (event) => texts.push(JSON.parse(event.data));
      socket.send('{"type":"user_typing","threadId":"not a name"}');
      socket.send(JSON.stringify({ type: 'new_post', threadId, n: 7 }));
    }, channel.slice('thread:'.length));
    await page.until('the second is heard', () => texts.some((message) => message.n === 7));
    const [refused, ...others] = await page.evaluate(() => texts);
    assert.equal(refused.type, 'error');
    assert.match(refused.code, /^[a-z_]+$/);
    assert.equal(others.length, 1);
    assert.equal(sends(proxy).length, 2);
    assert.equal(await page.evaluate(() => socket.readyState), 1);
  })
);
