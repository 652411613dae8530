'use strict';
/*
 * The demo forum, driven as its readers would: two people in two browser contexts, mostly by keyboard. What is looked
 * at is what they see: words on the page, not the state behind it.
 */
const assert = require('node:assert/strict');
const stage = require('./support/stage.js');
const { eventually, pause } = require('./support/wait.js');

/**
 * `visit` opens the thread for somebody in a context of their own, and waits until they are connected. Names are of
 * this test only, since what is told to a person is told in all tests: `who` is what the page calls them.
 */
function forum(title, options, act) {
  stage.test(title, options, async (actors) => {
    const { browser, proxy, channel } = actors;
    const contexts = [];
    const thread = channel.slice('thread:'.length);
    const visit = async (name) => {
      const context = await browser.context();
      contexts.push(context);
      const who = `${name}${thread}`;
      const page = Object.assign(await context.page(`${proxy.url}/?thread=${thread}&as=${who}`), { who });
      await isConnected(page);
      await page.until('the thread is there', () => document.getElementById('opening').hidden);
      return page;
    };
    try {
      await act({ ...actors, thread, visit });
    } finally {
      await Promise.all(contexts.map((context) => context.close().catch(() => {})));
    }
  });
}

function isConnected(page, within) {
  return page.until('it says Live', () => document.getElementById('status').textContent === 'Live', undefined, within);
}

async function write(page, text) {
  await page.real.focus('#text');
  await page.real.keyboard.type(text);
  await postIt(page);
}

async function postIt(page) {
  await page.real.keyboard.down('Control');
  await page.real.keyboard.press('Enter');
  await page.real.keyboard.up('Control');
}

/** A post as it is seen: found by its text, and complete. */
function sees(page, text, more = {}) {
  return page.until(
    `it sees "${text}" ${JSON.stringify(more)}`,
    ([wanted, also]) => {
      const post = [...document.querySelectorAll('#posts .post')].find((one) => one.querySelector('.words').textContent === wanted);
      const seen = (selector) => {
        const part = post.querySelector(selector);
        return !!part && part.checkVisibility();
      };
      return (
        post &&
        !post.classList.contains('pending') &&
        (also.by === undefined || post.querySelector('.name').textContent === also.by) &&
        (also.edited === undefined || seen('.edited') === also.edited) &&
        (also.likes === undefined || post.querySelector('.count').textContent === also.likes) &&
        post.id
      );
    },
    [text, more]
  );
}

/** Enter on the button that has the focus. Firefox takes that in the one window only that is in front, so there it is clicked. */
function enter(page) {
  return page.name === 'chromium' ? page.real.keyboard.press('Enter') : page.evaluate(() => document.activeElement.click());
}

async function press(page, post, label) {
  await page.until(
    `there is a button ${label}`,
    ([id, name]) => {
      const button = [...document.getElementById(id).querySelectorAll('button')].find((one) => one.checkVisibility() && (one.textContent === name || one.getAttribute('aria-label')?.startsWith(name)));
      button?.focus();
      return !!button;
    },
    [post, label]
  );
  await enter(page);
}

function texts(page, selector) {
  return page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map((one) => one.textContent), selector);
}

forum('a post is written by keyboard alone, seen by the other, liked, edited and deleted', {}, async ({ visit }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  await ada.real.keyboard.press('Tab');
  assert.equal(await ada.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads to writing');
  await ada.real.keyboard.press('Enter');
  await ada.until('it writes', () => document.activeElement.id === 'text');
  await ada.real.keyboard.type('A window and a book');
  await postIt(ada);
  const post = await sees(ben, 'A window and a book', { by: ada.who, edited: false });
  assert.equal(await sees(ada, 'A window and a book'), post);
  assert.equal(await ada.evaluate(() => document.activeElement.id), 'text', 'the focus stays');

  await press(ben, post, 'Like');
  await sees(ada, 'A window and a book', { likes: '1' });
  await press(ada, post, 'Edit');
  await ada.until('it edits', () => document.activeElement.matches('.editor textarea'));
  await ada.real.keyboard.press('End');
  await ada.real.keyboard.type(', and tea');
  await postIt(ada);
  assert.equal(await sees(ben, 'A window and a book, and tea', { edited: true, likes: '1' }), post);

  await press(ada, post, 'Delete');
  await ada.until('it asks', () => document.activeElement.classList.contains('danger'));
  await enter(ada);
  for (const page of [ben, ada]) {
    await page.until('it is gone', (id) => /deleted this post/.test(document.getElementById(id).querySelector('.note').textContent), post);
    assert.deepEqual(await texts(page, '#posts .words'), ['']);
  }
});

forum('posts of both arrive once and in order, also at one who comes later', {}, async ({ visit }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  const all = [];
  for (let n = 0; n < 6; n++) {
    all.push(`post ${n}`);
    await write(n % 2 ? ada : ben, all[n]);
    await sees(ada, all[n]);
    await sees(ben, all[n]);
  }
  const cid = await visit('Cid');
  for (const page of [ada, ben, cid]) {
    assert.deepEqual(await texts(page, '#posts .words'), all);
  }
});

forum('who is typing is told, and is gone three seconds after the last key', {}, async ({ visit }) => {
  const [ada, ben, cid] = [await visit('Ada'), await visit('Ben'), await visit('Cid')];
  const shows = (text, within) => ada.until(`it shows "${text}"`, (wanted) => document.getElementById('typing').textContent === wanted, text, within);
  await ben.real.focus('#text');
  const keys = async (page, count) => {
    for (let i = 0; i < count; i++) {
      await page.real.keyboard.type('x');
      await pause(150); // as people type
    }
  };
  const typing = keys(ben, 20);
  await shows(`${ben.who} is typing…`);
  await typing;
  const last = Date.now();
  await shows('', 6000);
  const gone = Date.now() - last;
  assert.ok(gone < 4500, `gone after ${gone} ms`); // three seconds, the way, and a busy machine
  await cid.real.focus('#text');
  const showsBoth = () =>
    ada.until('it shows both', ([one, other]) => [`${one} and ${other} are typing…`, `${other} and ${one} are typing…`].includes(document.getElementById('typing').textContent), [ben.who, cid.who]);
  await Promise.all([keys(ben, 15), keys(cid, 15), showsBoth()]);
  // Who posts has stopped typing, whatever was said a moment ago.
  await postIt(ben);
  await Promise.all([keys(cid, 20), shows(`${cid.who} is typing…`)]);
  assert.equal(await ben.evaluate(() => document.getElementById('typing').textContent.includes('Ben')), false, 'not to oneself');
});

forum('a mention and a like are told by a toast and by the bell', {}, async ({ visit }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  await write(ada, 'Anybody here?');
  const post = await sees(ben, 'Anybody here?');
  await write(ben, `Yes, @${ada.who}, I am`);
  await press(ben, post, 'Like');
  await ada.until('two toasts', () => document.querySelectorAll('.toast').length === 2);
  assert.deepEqual((await texts(ada, '.toast strong')).sort(), [`${ben.who} likes your post`, `${ben.who} mentioned you`]);
  assert.equal(await ada.evaluate(() => document.getElementById('bell').getAttribute('aria-label')), 'Notifications, 2 unread');
  await ada.real.focus('#bell');
  await enter(ada);
  await ada.until('the panel is open', () => document.activeElement.id === 'notifications-title');
  assert.equal((await texts(ada, '#notification-list li.fresh')).length, 2);
  await ada.real.keyboard.press('Escape');
  await ada.until('all is read', () => document.getElementById('bell').getAttribute('aria-label') === 'Notifications' && document.activeElement.id === 'bell');
  assert.deepEqual(await texts(ben, '.toast strong'), [], 'it is not told to others');
});

forum('who is here is told as people come and go, and who loads the page again has not been away', {}, async ({ visit }) => {
  const ada = await visit('Ada');
  const here = (wanted) => ada.until(`it says "${wanted}"`, (words) => document.getElementById('here-words').textContent === words, wanted, 15_000);
  await here('Only you are here');
  const ben = await visit('Ben');
  await here(`You and ${ben.who} are here`);
  await ada.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.getElementById('here-words').textContent)).observe(document.getElementById('here-words'), { childList: true, characterData: true, subtree: true });
  });
  await ben.real.reload();
  await isConnected(ben);
  await ben.until('it knows who is here', (who) => document.getElementById('here-words').textContent.includes(who), ada.who);
  const cid = await visit('Cid');
  await here(`You, ${ben.who} and ${cid.who} are here`);
  assert.deepEqual((await ada.evaluate(() => window.said)).filter((words) => /Only you/.test(words)), []);
  await ben.goto('about:blank');
  await here(`You and ${cid.who} are here`);
});

forum('how far somebody has read is shown below that post, and goes forward only', {}, async ({ visit }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  // A window without a screen is never in front.
  await ben.evaluate(() => (document.hasFocus = () => true));
  const reads = (post) =>
    ada.until(`it shows that ${ben.who} has read ${post}`, ([id, who]) => {
      const marks = [...document.querySelectorAll('#posts .readers')].filter((one) => one.checkVisibility());
      return marks.length === 1 && marks[0].title === `Read up to here by ${who}` && marks[0].closest('.post').id === id;
    }, [post, ben.who]);
  await write(ada, 'the first');
  await reads(await sees(ben, 'the first'));
  await write(ada, 'the second');
  await reads(await sees(ben, 'the second'));
});

forum('an interrupted connection is told, with a button; what is written meanwhile is sent later', {}, async ({ visit, proxy }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  proxy.refuse();
  for (const page of [ada, ben]) {
    await page.until('it says so', () => document.getElementById('status').textContent === 'Interrupted' && document.getElementById('now').checkVisibility());
  }
  await write(ada, 'written in the dark');
  await ada.until('it says that it waits', () => /when you are connected again/.test(document.querySelector('#posts .post .note').textContent));
  await ada.until('the next attempt is far away', () => parseInt(/\d+/.exec(document.getElementById('countdown').textContent)?.[0], 10) > 5, undefined, 60_000);
  await proxy.heal();
  const pressed = Date.now();
  await ada.real.focus('#now');
  await enter(ada);
  await isConnected(ada);
  assert.ok(Date.now() - pressed < 4000, `live after ${Date.now() - pressed} ms`);
  await sees(ada, 'written in the dark');
  await ben.evaluate(() => document.getElementById('now').click());
  await sees(ben, 'written in the dark', { by: ada.who });
  await ada.until('the trouble is over', () => !document.getElementById('trouble').checkVisibility());
});

forum('a server that starts again: the page says so and goes on by itself', { ownServer: true }, async ({ visit, server }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  await write(ada, 'before');
  await sees(ben, 'before');
  await server.restart(() => ada.until('it says so', () => document.getElementById('status').textContent === 'Interrupted'));
  // Both at once: who comes back first has taken its toast away by the time that the other one is there.
  await Promise.all(
    [ada, ben].map(async (page) => {
      await page.until('it tells what happened', () => /started afresh/.test(document.getElementById('toasts').textContent), undefined, 30_000);
      await isConnected(page);
    })
  );
  await write(ben, 'after');
  await sees(ada, 'after', { by: ben.who });
  assert.deepEqual(await texts(ada, '#posts .words'), ['after'], 'the log was in memory');
});

forum('what people write is text, whatever it looks like', {}, async ({ visit, server, channel, thread }) => {
  const [ada, ben] = [await visit('Ada'), await visit('Ben')];
  const evil = '<img src=x onerror="window.__pwned=1"><script>window.__pwned=2</script>';
  await write(ada, evil);
  await sees(ben, evil);
  const person = { id: 'eve', name: evil.slice(0, 39) };
  const odd = [
    { type: 'new_post', threadId: thread, post: { id: 'e1', author: person, text: `javascript:window.__pwned=3 https://a.test/"onmouseover="window.__pwned=4 ${evil}` } },
    { type: 'new_post', threadId: thread, post: { id: '"><script>', author: person, text: 'a bad id' } },
    { type: 'new_post', threadId: thread, post: null },
    { type: '__proto__', threadId: thread },
    { type: 'post_liked', threadId: thread, postId: 'e1', userId: '__proto__' },
    { type: 'user_typing', threadId: thread, userId: 'eve', userName: evil }
  ];
  for (const data of odd) {
    await server.publish(channel, data);
  }
  await server.publish(`user:${ben.who.toLowerCase()}`, { type: 'notification', payload: { kind: 'mention', from: person, threadId: thread, postId: '"><script>', text: evil } });
  await ben.until('a toast', () => document.querySelectorAll('.toast').length);
  await write(ada, 'and on it goes');
  await sees(ben, 'and on it goes');
  const seen = await ben.evaluate(() => ({
    pwned: typeof window.__pwned,
    made: document.querySelectorAll('#posts img, #posts script, .toast img, .toast script, #typing img').length,
    handlers: document.querySelectorAll('[onerror], [onmouseover]').length,
    links: [...document.querySelectorAll('#posts .words a')].map((link) => new URL(link.href).protocol),
    polluted: Object.keys(Object.prototype).length
  }));
  assert.deepEqual(seen, { pwned: 'undefined', made: 0, handlers: 0, links: ['https:'], polluted: 0 });
  assert.deepEqual(ben.console.filter((line) => /TypeError|ReferenceError/.test(line)), []);
});
