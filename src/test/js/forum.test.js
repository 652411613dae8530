'use strict';
/* The demo forum without its page: what events add up to, and how it is said. */
const test = require('node:test');
const assert = require('node:assert/strict');
const Forum = require('../../../webapp/forum.js');

const ADA = { id: 'ada', name: 'Ada' };
const BO = { id: 'bo', name: 'Bo' };

function told(data, at = 1000) {
  return { id: at + '-0', channel: 'thread:42', at, data };
}

function newPost(id, author = ADA, text = 'Hello', at = 1000) {
  return told({ type: 'new_post', threadId: '42', post: { id, author, text, at } }, at);
}

function updated(id, text, at = 2000) {
  return told({ type: 'post_updated', threadId: '42', post: { id, text } }, at);
}

function deleted(postId) {
  return told({ type: 'post_deleted', threadId: '42', postId });
}

function liked(postId, userId, isLiked = true) {
  return told({ type: 'post_liked', threadId: '42', postId, userId, liked: isLiked });
}

function after(...events) {
  return events.reduce(Forum.apply, Forum.start('42'));
}

function frozen(thing) {
  if (thing && typeof thing === 'object') {
    Object.values(thing).forEach(frozen);
    Object.freeze(thing);
  }
  return thing;
}

// ---------------------------------------------------------------------------------------- thread

test('posts are kept in the order of the log, with the log\'s time', () => {
  const state = after(newPost('1', ADA, 'first', 1000), newPost('2', BO, 'second', 2000));
  assert.deepEqual(state.posts.map((post) => [post.id, post.author.name, post.text, post.at]), [
    ['1', 'Ada', 'first', 1000],
    ['2', 'Bo', 'second', 2000]
  ]);
});

test('an edit changes the text and leaves a mark; the same text again is no edit', () => {
  const state = after(newPost('1'), updated('1', 'Better', 2000));
  assert.equal(state.posts[0].text, 'Better');
  assert.equal(state.posts[0].edited, 2000);
  assert.equal(Forum.apply(state, updated('1', 'Better', 3000)), state);
});

test('a deleted post leaves its place and its author, and nothing of what it said', () => {
  const [post] = after(newPost('1'), liked('1', 'bo'), deleted('1')).posts;
  assert.deepEqual([post.deleted, post.text, post.likes, post.author], [true, '', [], ADA]);
});

test('a deleted post does not come back, whatever is told of it', () => {
  const state = after(newPost('1'), deleted('1'));
  for (const event of [newPost('1'), updated('1', 'Back'), liked('1', 'bo'), deleted('1')]) {
    assert.equal(Forum.apply(state, event), state);
  }
});

test('a like counts once for each user, and can be taken back', () => {
  let state = after(newPost('1'), liked('1', 'ada'), liked('1', 'bo'), liked('1', 'bo'));
  assert.deepEqual(state.posts[0].likes, ['ada', 'bo']);
  state = Forum.apply(state, liked('1', 'ada', false));
  assert.deepEqual(state.posts[0].likes, ['bo']);
  assert.equal(Forum.apply(state, liked('1', 'ada', false)), state);
});

test('told a second time from the beginning, a thread is the same', () => {
  const events = [newPost('1'), newPost('2', BO), liked('1', 'bo'), updated('2', 'Edited'), deleted('1')];
  assert.deepEqual(after(...events, ...events), after(...events));
});

test('what is told of an unknown post changes nothing', () => {
  const state = after(newPost('1'));
  for (const event of [updated('9', 'x'), deleted('9'), liked('9', 'bo')]) {
    assert.equal(Forum.apply(state, event), state);
  }
});

test('events of other channels and threads change nothing', () => {
  const state = after(newPost('1'));
  for (const channel of ['thread:7', 'user:42', 'forum', 'thread:']) {
    assert.equal(Forum.apply(state, { ...newPost('2'), channel }), state);
  }
});

test('an event of the forum\'s own WebSocket has no channel, and is told by its threadId', () => {
  const other = newPost('2');
  other.data.threadId = '7';
  const state = after({ ...newPost('1'), id: null, channel: null }, { ...other, channel: null });
  assert.deepEqual(state.posts.map((post) => post.id), ['1']);
});

test('nothing that was given is changed, and posts that stay the same stay the same objects', () => {
  const before = frozen(after(newPost('1'), newPost('2', BO)));
  const state = Forum.apply(before, frozen(updated('2', 'Edited')));
  assert.notEqual(state, before);
  assert.equal(state.posts[0], before.posts[0]);
  assert.equal(before.posts[1].text, 'Hello');
});

test('a thread keeps its newest 300 posts', () => {
  let state = Forum.start('42');
  for (let n = 1; n <= 310; n++) {
    state = Forum.apply(state, newPost(n));
  }
  assert.equal(state.posts.length, 300);
  assert.equal(state.posts[0].id, '11');
});

test('people are told once each, the latest first, by the name that they used last', () => {
  const state = after(newPost('1', ADA), newPost('2', BO), newPost('3', { id: 'ada', name: 'Ada B.' }));
  assert.deepEqual(Forum.people(state), [{ id: 'ada', name: 'Ada B.' }, BO]);
  assert.equal(Forum.summaryWords(state), '3 posts by 2 people');
  assert.equal(Forum.summaryWords(after(newPost('1'))), '1 post by 1 person');
  assert.equal(Forum.summaryWords(after(newPost('1'), deleted('1'))), '');
});

test('a post without an author is somebody\'s, whom nobody can mention', () => {
  const state = after(told({ type: 'new_post', threadId: '42', post: { id: 1, text: 'Hello' } }));
  assert.deepEqual(state.posts[0].author, { id: '', name: 'Somebody' });
  assert.deepEqual(Forum.people(state), []);
  assert.equal(Forum.summaryWords(state), '1 post');
});

// --------------------------------------------------------------------------------------- hostile

const ODD = [undefined, null, true, 0, -1, 1.5, NaN, Infinity, 1e400, 1e16, '', 'x'.repeat(65), 'a b', '<b>', '../x', [], ['1'], {}, { id: 1 }];

test('an id of any odd kind makes no post', () => {
  const state = after(newPost('1'));
  for (const odd of ODD.filter((one) => one !== 0)) {
    assert.equal(Forum.apply(state, newPost(odd)), state, String(odd));
    assert.equal(Forum.apply(state, newPost('2', { id: odd, name: 'X' })), state, String(odd));
    assert.equal(Forum.apply(state, newPost('2', [odd])), state, String(odd));
    assert.equal(Forum.apply(state, liked('1', odd)), state, String(odd));
  }
});

test('events, data and posts of any odd shape change nothing and throw nothing', () => {
  const state = frozen(after(newPost('1')));
  const types = ['new_post', 'post_updated', 'post_deleted', 'post_liked', 'user_typing', 'notification', 'toString', '__proto__', 'constructor'];
  for (const odd of ODD) {
    assert.equal(Forum.apply(state, odd), state);
    assert.equal(Forum.apply(state, told(odd)), state);
    assert.equal(Forum.apply(state, told({ type: odd })), state);
    for (const type of types) {
      assert.equal(Forum.apply(state, told({ type, post: odd, postId: odd, userId: odd })), state);
      assert.equal(Forum.apply(state, told({ type, post: { id: '1', author: odd, text: [odd] } })), state);
    }
  }
});

test('__proto__ as an id, a name or a field is nothing special', () => {
  const data = JSON.parse('{"type":"new_post","__proto__":{"hacked":1},"post":{"__proto__":{"deleted":true},"id":"__proto__","author":{"id":"__proto__","name":"__proto__"},"text":"__proto__"}}');
  let state = after(told(data), liked('__proto__', 'constructor'));
  assert.equal(state.posts.length, 1);
  assert.equal(state.posts[0].deleted, false);
  assert.deepEqual(state.posts[0].likes, ['constructor']);
  state = Forum.apply(state, deleted('__proto__'));
  assert.equal(state.posts[0].deleted, true);
  assert.equal({}.hacked, undefined);
  assert.equal({}.deleted, undefined);
});

test('times that no clock shows are no times', () => {
  for (const at of [1e400, -1, NaN, 9e15, '1', null, {}]) {
    const event = newPost('1');
    event.at = at;
    event.data.post.at = at;
    assert.equal(after(event).posts[0].at, 0);
  }
  assert.equal(Forum.ago(0, 1000), '');
});

test('script stays text, control characters go, and a text ends somewhere', () => {
  const script = '<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1)';
  assert.equal(after(newPost('1', ADA, script)).posts[0].text, script);
  assert.deepEqual(Forum.pieces(script, [ADA]), [{ kind: 'text', text: script }]);
  assert.equal(after(newPost('1', ADA, ' a\u0000b\u0007\r\nc ')).posts[0].text, 'ab\nc');
  assert.equal(after(newPost('1', ADA, 'x'.repeat(1e6))).posts[0].text.length, 20000);
  assert.equal(after(newPost('1', { id: 'a', name: 'x'.repeat(1e6) })).posts[0].author.name.length, 40);
  assert.equal(after(newPost('1', { id: 'a', name: ' \n\t ' })).posts[0].author.name, 'Somebody');
});

test('one post keeps no more than 1000 likes', () => {
  let state = after(newPost('1'));
  for (let n = 0; n < 1010; n++) {
    state = Forum.apply(state, liked('1', n));
  }
  assert.equal(state.posts[0].likes.length, 1000);
});

// ---------------------------------------------------------------------------------------- typing

function typing(...events) {
  return events.reduce((list, [id, name, now]) => Forum.typed(list, { userId: id, userName: name }, 'me', now), []);
}

test('the typing line names one, two, or one and how many others', () => {
  assert.equal(Forum.typingLine([]), '');
  assert.equal(Forum.typingLine(typing(['1', 'Ada', 0])), 'Ada is typing…');
  assert.equal(Forum.typingLine(typing(['1', 'Ada', 0], ['2', 'Bo', 0])), 'Ada and Bo are typing…');
  assert.equal(Forum.typingLine(typing(['1', 'Ada', 0], ['2', 'Bo', 0], ['3', 'Cy', 0])), 'Ada and 2 others are typing…');
});

test('who stops is gone 3 s after the last event, and at once when the post is there', () => {
  let list = typing(['1', 'Ada', 0], ['2', 'Bo', 1000], ['1', 'Ada', 2000]);
  assert.equal(Forum.typingLine(list), 'Ada and Bo are typing…');
  list = Forum.stillTyping(list, 3999);
  assert.equal(Forum.typingLine(list), 'Ada and Bo are typing…');
  list = Forum.stillTyping(list, 4000);
  assert.equal(Forum.typingLine(list), 'Ada is typing…');
  assert.deepEqual(Forum.stillTyping(list, 5000), []);
  assert.deepEqual(Forum.stopTyping(list, '1'), []);
});

test('our own typing is not told to us, nor anything odd', () => {
  for (const data of [{ userId: 'me', userName: 'Me' }, null, 'x', {}, { userName: 'Ada' }, { userId: { toString: 1 } }]) {
    assert.deepEqual(Forum.typed([], data, 'me', 0), []);
  }
  assert.equal(Forum.typingLine(Forum.typed([], { userId: 8, userName: {} }, 'me', 0)), 'Somebody is typing…');
});

test('a crowd does not make the list endless', () => {
  let list = [];
  for (let n = 0; n < 1000; n++) {
    list = Forum.typed(list, { userId: n, userName: 'N' + n }, 'me', 0);
  }
  assert.equal(list.length, 20);
});

// --------------------------------------------------------------------------------- notifications

function notification(payload, at = 1000) {
  return { id: at + '-0', channel: 'user:ada', at, data: { type: 'notification', payload } };
}

const MENTION = { userId: 'ada', kind: 'mention', from: BO, threadId: '42', postId: '9', text: '@Ada look' };

test('notifications are told newest first; the same one again takes the old one\'s place', () => {
  const like = { ...MENTION, kind: 'like' };
  let list = [notification(MENTION, 1000), notification(like, 2000), notification(MENTION, 3000)].reduce((all, event) => Forum.notified(all, event, 'ada'), []);
  assert.deepEqual(list.map((item) => [item.kind, item.at]), [['mention', 3000], ['like', 2000]]);
  assert.deepEqual(list.map(Forum.notificationWords), ['Bo mentioned you', 'Bo likes your post']);
});

test('notifications for others, from ourselves, of unknown kinds and of odd shapes are passed over', () => {
  const list = [];
  for (const odd of [{ ...MENTION, userId: 'bo' }, { ...MENTION, from: ADA }, { ...MENTION, kind: 'toString' }, { ...MENTION, kind: ['like'] }, { ...MENTION, from: 'Bo' }, ...ODD]) {
    assert.equal(Forum.notified(list, notification(odd), 'ada'), list);
  }
  for (const odd of ODD) {
    assert.equal(Forum.notified(list, odd, 'ada'), list);
    assert.equal(Forum.notified(list, told(odd), 'ada'), list);
  }
});

test('the list of notifications is bounded', () => {
  let list = [];
  for (let n = 0; n < 200; n++) {
    list = Forum.notified(list, notification({ ...MENTION, postId: n }), 'ada');
  }
  assert.equal(list.length, 50);
  assert.equal(list[0].postId, '199');
});

// ------------------------------------------------------------------------------------------ text

const LONG_NAME = { id: 'ada-b', name: 'Ada Byron' };

test('mentions are found by name or id, whole and the longest, whatever the case', () => {
  const whom = (text) => Forum.mentioned(text, [ADA, LONG_NAME, BO]).map((person) => person.id);
  assert.deepEqual(whom('@Bo and @bo, look'), ['bo']);
  assert.deepEqual(whom('@Ada Byron?'), ['ada-b']);
  assert.deepEqual(whom('(@ada) @BO'), ['ada', 'bo']);
  assert.deepEqual(whom('@Bob @Adam me@bo.example @ @@'), []);
  assert.deepEqual(whom('@Cy'), []);
});

test('who has read how far only moves forward, and is not ourselves', () => {
  const read = (userId, postId, userName) => ({ type: 'read', threadId: '42', userId, userName, postId });
  let list = [read('7', '9', 'Ada'), read('8', '9', 'Bo'), read('me', '9', 'Me')].reduce((all, data) => Forum.hasRead(all, data, 'me'), []);
  assert.deepEqual(list.map((one) => one.name), ['Ada', 'Bo']);
  list = Forum.hasRead(list, read('7', '10', 'Ada'), 'me');
  assert.equal(list.find((one) => one.id === '7').postId, '10');
  for (const older of ['9', '0010', '10', '2']) {
    assert.equal(Forum.hasRead(list, read('7', older), 'me'), list, older);
  }
  for (const odd of [null, 7, [], {}, read('', '11'), read('7', ''), read('7', {}), read({}, '11'), read('7', '<b>')]) {
    assert.equal(Forum.hasRead(list, odd, 'me'), list);
  }
});

test('the later of two posts is told by the order that the server has', () => {
  const sorted = ['0', '9', 'Z', 'a', '10', 'zz', '9007199254740993', '9007199254740994', 'mf2a0000-00000001x', 'mf2a0000-00000002x'];
  sorted.forEach((id, at) => sorted.slice(0, at + 1).forEach((other) => assert.equal(Forum.laterPost(other, id), id, other + ' and ' + id)));
  assert.equal(Forum.laterPost('9', '0010'), '0010');
  assert.equal(Forum.laterPost('9', ''), '9');
});

test('readers stand at the last post that they have read, if it is here', () => {
  const state = after(newPost('1'), newPost('2'));
  const readers = [
    { id: '7', name: 'Ada', postId: '2' },
    { id: '8', name: 'Bo', postId: '2' },
    { id: '9', name: 'Cy', postId: 'gone' }
  ];
  const marks = Forum.readersByPost(readers, state);
  assert.deepEqual(Object.keys(marks), ['$2']);
  assert.equal(Forum.readersWords(marks.$2), 'Read up to here by Ada and Bo');
  assert.equal(Forum.readersWords([readers[0]]), 'Read up to here by Ada');
  assert.equal(Forum.readersWords(readers.concat(readers)), 'Read up to here by Ada, Bo, Cy and 3 others');
});

test('what lies behind the mark is unread, whatever the clocks say', () => {
  const item = (id) => Forum.notified([], { id, at: 5, data: { type: 'notification', payload: MENTION } }, 'ada')[0];
  assert.equal(Forum.isUnread(item('1732412345678-1'), '1732412345678-0'), true);
  assert.equal(Forum.isUnread(item('1732412345678-1'), '1732412345678-1'), false);
  assert.equal(Forum.isUnread(item('1732412345678-10'), '1732412345678-9'), true);
  assert.equal(Forum.isUnread(item('999-0'), '1732412345678-0'), false);
  assert.equal(Forum.isUnread(item('1732412345678-1'), ''), true);
  assert.equal(Forum.isUnread(item(undefined), '5-0'), false);
  assert.equal(Forum.isUnread(item({}), ''), false);
});

test('a page of notifications and the events after it make one list, newest first, nothing twice', () => {
  const told = (id, postId) => ({ id, at: 5, data: { type: 'notification', payload: Object.assign({}, MENTION, { postId }) } });
  const events = [told('3-0', 'c'), told('2-0', 'b'), told('1-0', 'a'), told('2-0', 'b'), told('4-0', 'a'), told('3-0', 'c')];
  const list = events.reduce((all, event) => Forum.notified(all, event, 'ada'), []);
  assert.deepEqual(list.map((one) => one.id), ['4-0', '3-0', '2-0']);
  assert.equal(Forum.notified(list, told('1-0', 'a'), 'ada'), list);
});

test('only web addresses become links, without the sentence\'s last sign', () => {
  const links = (text) => Forum.pieces(text, []).filter((piece) => piece.kind === 'link').map((piece) => piece.text);
  assert.deepEqual(links('See https://a.example/x?y=1. (http://b.example/z), HTTPS://C.example'), ['https://a.example/x?y=1', 'http://b.example/z', 'HTTPS://C.example']);
  assert.deepEqual(links('javascript:alert(1) data:text/html,x ftp://x http:/x //x https:// "'), []);
});

test('the pieces of a text are the text', () => {
  for (const text of ['', '@Bo', 'https://x.example/@Bo @Bo', '@'.repeat(50), 'h'.repeat(50), 'https://...', 'a @Ada Byron b https://x.example, c\n@bo']) {
    assert.equal(Forum.pieces(text, [ADA, LONG_NAME, BO]).map((piece) => piece.text).join(''), text);
  }
});

// ------------------------------------------------------------------------------------------ here

function there(event, count, userId, userName) {
  return { type: 'presence', threadId: '42', event, count, userId, userName };
}

function hereAfter(snapshot, ...events) {
  return events.reduce((here, data) => Forum.moved(here, data, '42'), Forum.present(snapshot));
}

const TWO = { linger: 1, count: 2, people: [{ userId: 'ada', userName: 'Ada' }, { userId: 'bo' }] };

test('who is here is the snapshot and the events after it, each of them once or more often', () => {
  const events = [there('joined', 3, 'cy', 'Cy'), there('left', 2, 'ada', 'Ada')];
  const once = hereAfter(TWO, ...events);
  assert.deepEqual(once, { count: 2, people: [{ id: 'bo', name: 'bo' }, { id: 'cy', name: 'Cy' }], many: false });
  assert.deepEqual(hereAfter(TWO, ...events, ...events), once);
  assert.ok(Forum.knowsAll(once));
});

test('beyond a few it is said how many, and the reader comes first', () => {
  const words = (...names) => Forum.hereWords(Forum.present({ count: names.length, people: names.map((userId) => ({ userId })) }), 'me');
  assert.equal(words(), '');
  assert.equal(words('me'), 'Only you are here');
  assert.equal(words('a'), 'a is here');
  assert.equal(words('a', 'me'), 'You and a are here');
  assert.equal(words('a', 'b', 'me'), 'You, a and b are here');
  assert.equal(words('a', 'b', 'c', 'd', 'me'), 'You, a, b, c and d are here');
  assert.equal(words('a', 'b', 'c', 'd', 'e', 'me'), 'You, a, b, c and 2 others are here');
});

test('where they are too many to be named it is a number, and that is all there is to know', () => {
  const many = hereAfter({ count: 143, people: [], more: true });
  assert.equal(Forum.hereWords(many, 'me'), '143 people are here');
  assert.ok(Forum.knowsAll(many));
  assert.equal(Forum.hereWords(Forum.moved(many, there('count', 150), '42'), 'me'), '150 people are here');
});

test('when they become few again their names are worth asking for', () => {
  const many = hereAfter(TWO, there('count', 101));
  assert.ok(Forum.knowsAll(many));
  assert.ok(!Forum.knowsAll(Forum.moved(many, there('left', 100, 'bo'), '42')));
  assert.ok(!Forum.knowsAll(Forum.moved(many, there('count', 3), '42')));
  assert.ok(!Forum.knowsAll(Forum.nobody()));
});

test('presence that makes no sense, or is another thread\'s, changes nothing', () => {
  const here = frozen(hereAfter(TWO));
  for (const data of [null, 7, {}, { ...there('joined', 3, 'cy'), threadId: '7' }, there('joined', -1, 'cy'), there('joined', '3', 'cy'), there('joined', 3), there('joined', 3, 'a b'), there('waved', 3, 'cy'), there('joined', NaN, 'cy'), there('count')]) {
    assert.equal(Forum.moved(here, data, '42'), here);
  }
  for (const snapshot of [null, [], {}, { count: 'x' }, { count: 1.5, people: [] }, { people: TWO.people }]) {
    assert.deepEqual(Forum.present(snapshot), Forum.nobody());
  }
  assert.deepEqual(Forum.present({ count: 2, people: [null, { userId: {} }, { userId: 'a', userName: 7 }, { userId: 'a' }] }).people, [{ id: 'a', name: 'a' }]);
});

// ----------------------------------------------------------------------------------------- words

test('times are told as people tell them', () => {
  const now = Date.UTC(2024, 10, 24, 12);
  const MINUTE = 60000;
  for (const [passed, words] of [
    [-5 * MINUTE, 'just now'],
    [0, 'just now'],
    [50000, '1 min ago'],
    [2 * MINUTE, '2 min ago'],
    [59 * MINUTE, '59 min ago'],
    [60 * MINUTE, '1 h ago'],
    [5 * 60 * MINUTE, '5 h ago'],
    [24 * 60 * MINUTE, '1 day ago'],
    [3 * 24 * 60 * MINUTE, '3 days ago']
  ]) {
    assert.equal(Forum.ago(now - passed, now), words);
  }
  assert.match(Forum.ago(now - 30 * 24 * 60 * MINUTE, now), /^2024-10-2\d$/);
});

test('every state of the connection has a word, and every trouble a sentence', () => {
  for (const status of ['connecting', 'live', 'waiting', 'offline', 'unauthorized', 'portal', 'closed', 'something new']) {
    for (const reason of [null, 'silence', 'refused', 'toString', 'forbidden']) {
      const words = Forum.connectionWords({ status, reason, transport: 'post' }, true);
      assert.ok(words.word, status);
      assert.equal(typeof words.detail, 'string');
      assert.ok(words.detail || !words.again, status);
    }
  }
  assert.deepEqual(Forum.connectionWords({ status: 'live', transport: 'stream' }), { tone: 'good', word: 'Live', detail: '', small: 'stream', again: false });
  assert.equal(Forum.countdownWords(8500, 1000), 'Reconnecting in 8 s');
  assert.equal(Forum.countdownWords(500, 1000), 'Reconnecting…');
});

test('a random name makes an id that a channel can be named after', () => {
  for (let n = 0; n < 100; n++) {
    assert.match(Forum.idFrom(Forum.randomName(Math.random)), /^[a-z]+-[a-z]+$/);
  }
  assert.equal(Forum.idFrom('Zoë & Bo!'), 'zo-bo');
  assert.equal(Forum.idFrom('ゆき'), '');
});

test('initials are the first and the last, of any script', () => {
  assert.equal(Forum.initials('ada'), 'A');
  assert.equal(Forum.initials('Ada King Lovelace'), 'AL');
  assert.equal(Forum.initials('\u{1f33f} fern'), '\u{1f33f}F');
});
