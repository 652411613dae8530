/*
 * The demo forum, without its page: what the events of a thread add up to, and how things are said in
 * words. Pure functions; nothing here knows a document, a clock or a network.
 *
 *   thread         start, apply: the posts of one thread, as its events tell them
 *   typing         typed, stillTyping, typingLine
 *   reading        hasRead, readersByPost, readersWords, laterPost
 *   here           nobody, present, moved, knowsAll, hereWords: who is in the thread
 *   notifications  notified, notificationWords, isUnread, laterId
 *   text           pieces (links and mentions), mentioned, clean
 *   words          ago, connectionWords, summaryWords
 *   people         randomName, idFrom, initials, tone
 *
 * There is no database behind the demo: the log is the database. So a like is an event of its own, the newest of
 * each user and post counts, and the count is how many there are. A real forum would decide on its server who may
 * edit what; here everybody is trusted, but nothing that came is believed to have the right shape.
 */
(function (root) {
  'use strict';

  var MAX_POSTS = 300;
  var MAX_LIKES = 1000; // of one post
  var MAX_TEXT = 20000;
  var MAX_NAME = 40;
  var MAX_TYPING = 20;
  var MAX_READERS = 200;
  var MAX_HERE = 1000; // of whom we keep the names
  var FEW = 4; // of whom we say the names
  var MAX_NOTIFICATIONS = 50;
  var TYPING = 3000; // milliseconds
  var LAST_DAY = 8.64e15; // of a Date
  var SECOND = 1000;
  var MINUTE = 60 * SECOND;
  var HOUR = 60 * MINUTE;
  var DAY = 24 * HOUR;

  function isObject(thing) {
    return thing !== null && typeof thing === 'object' && Object.prototype.toString.call(thing) !== '[object Array]';
  }

  function own(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  function where(list, fits) {
    for (var i = 0; i < list.length; i++) {
      if (fits(list[i])) {
        return i;
      }
    }
    return -1;
  }

  function without(list, fits) {
    var rest = [];
    for (var i = 0; i < list.length; i++) {
      if (!fits(list[i])) {
        rest.push(list[i]);
      }
    }
    return rest;
  }

  function copy(object, changes) {
    var result = {};
    var key;
    for (key in object) {
      if (own(object, key)) {
        result[key] = object[key];
      }
    }
    for (key in changes) {
      if (own(changes, key)) {
        result[key] = changes[key];
      }
    }
    return result;
  }

  // ------------------------------------------------------------------------- what came, looked at

  /** Text that can be shown: without control characters, and not endless. '' if it is none. */
  function clean(thing, most) {
    var text = typeof thing === 'string' ? thing.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '') : '';
    text = text.replace(/^\s+|\s+$/g, '');
    return text.length > most ? text.substring(0, most - 1) + '\u2026' : text;
  }

  /** An id as text, whether the forum counts or names its things; '' if it is none. */
  function idOf(thing) {
    if (typeof thing === 'number') {
      return thing >= 0 && thing <= 9007199254740991 && Math.floor(thing) === thing ? String(thing) : '';
    }
    return typeof thing === 'string' && /^[A-Za-z0-9._~@\-]{1,64}$/.test(thing) ? thing : '';
  }

  function nameOf(thing) {
    return clean(thing, MAX_NAME).replace(/\s+/g, ' ');
  }

  function personOf(thing) {
    var id = isObject(thing) ? idOf(thing.id) : '';
    return id ? { id: id, name: nameOf(thing.name) || 'Somebody' } : null;
  }

  /** A post may come without its author, as the README's does. */
  function authorOf(thing) {
    return thing === undefined || thing === null ? { id: '', name: 'Somebody' } : personOf(thing);
  }

  function timeOf(thing) {
    return typeof thing === 'number' && thing > 0 && thing <= LAST_DAY ? thing : 0;
  }

  // --------------------------------------------------------------------------------------- thread

  function start(thread) {
    return { thread: thread, posts: [] };
  }

  function find(state, id) {
    var at = where(state.posts, function (post) {
      return post.id === id;
    });
    return at < 0 ? null : state.posts[at];
  }

  function replace(state, post, changes) {
    var posts = state.posts.slice(0);
    posts[where(posts, function (one) {
      return one === post;
    })] = copy(post, changes);
    return copy(state, { posts: posts });
  }

  /** A deleted post keeps its place, so that being told of it again does not bring it back. */
  function findAlive(state, id) {
    var post = id && find(state, id);
    return post && !post.deleted ? post : null;
  }

  function addPost(state, data, at) {
    var told = isObject(data.post) ? data.post : {};
    var id = idOf(told.id);
    var author = authorOf(told.author);
    var text = clean(told.text, MAX_TEXT);
    if (!id || !author || !text || find(state, id)) {
      return state;
    }
    var post = { id: id, author: author, text: text, at: at || timeOf(told.at), edited: 0, deleted: false, likes: [] };
    return copy(state, { posts: state.posts.concat([post]).slice(-MAX_POSTS) });
  }

  function updatePost(state, data, at) {
    var told = isObject(data.post) ? data.post : {};
    var post = findAlive(state, idOf(told.id));
    var text = clean(told.text, MAX_TEXT);
    return post && text && text !== post.text ? replace(state, post, { text: text, edited: at || timeOf(told.at) || post.at || 1 }) : state;
  }

  function deletePost(state, data) {
    var post = findAlive(state, idOf(data.postId));
    return post ? replace(state, post, { text: '', deleted: true, likes: [] }) : state;
  }

  function likePost(state, data) {
    var post = findAlive(state, idOf(data.postId));
    var user = idOf(data.userId);
    var liked = data.liked !== false;
    if (!post || !user || liked === likes(post, user) || (liked && post.likes.length >= MAX_LIKES)) {
      return state;
    }
    var others = without(post.likes, function (id) {
      return id === user;
    });
    return replace(state, post, { likes: liked ? others.concat([user]) : others });
  }

  function likes(post, user) {
    return where(post.likes, function (id) {
      return id === user;
    }) >= 0;
  }

  var CHANGES = { new_post: addPost, post_updated: updatePost, post_deleted: deletePost, post_liked: likePost };

  /** By the forum's own WebSocket, events have no channel. */
  function threadOf(event) {
    if (typeof event.channel === 'string') {
      return event.channel.indexOf('thread:') === 0 ? event.channel.substring(7) : '';
    }
    return idOf(event.data.threadId);
  }

  /**
   * The thread after an event. The same object if that changed nothing: because it is of another thread,
   * was told before, is about a post that we don't know, or makes no sense. Posts that did not change stay the same objects.
   */
  function apply(state, event) {
    if (!isObject(event) || !isObject(event.data) || threadOf(event) !== state.thread) {
      return state;
    }
    var type = event.data.type;
    return typeof type === 'string' && own(CHANGES, type) ? CHANGES[type](state, event.data, timeOf(event.at)) : state;
  }

  /** Who has written here, the latest first, each with the name that was used last. */
  function people(state) {
    var list = [];
    for (var i = state.posts.length - 1; i >= 0; i--) {
      var author = state.posts[i].author;
      if (author.id && where(list, isAuthor) < 0) {
        list.push(author);
      }
    }
    function isAuthor(one) {
      return one.id === author.id;
    }
    return list;
  }

  // --------------------------------------------------------------------------------------- typing

  /** The list of who is typing, after `user_typing`. Not ourselves: we know. */
  function typed(list, data, me, now) {
    var id = isObject(data) ? idOf(data.userId) : '';
    if (!id || id === me) {
      return list;
    }
    var known = where(list, function (one) {
      return one.id === id;
    });
    var entry = { id: id, name: nameOf(data.userName) || 'Somebody', until: now + TYPING };
    if (known < 0) {
      return list.concat([entry]).slice(-MAX_TYPING);
    }
    var changed = list.slice(0);
    changed[known] = entry; // keeps its place, so that the line does not swap names
    return changed;
  }

  function stillTyping(list, now) {
    return without(list, function (one) {
      return one.until <= now;
    });
  }

  function stopTyping(list, id) {
    return without(list, function (one) {
      return one.id === id;
    });
  }

  function typingLine(list) {
    if (!list.length) {
      return '';
    }
    if (list.length === 1) {
      return list[0].name + ' is typing\u2026';
    }
    return list[0].name + ' and ' + (list.length === 2 ? list[1].name : list.length - 1 + ' others') + ' are typing\u2026';
  }

  // -------------------------------------------------------------------------------------- reading

  /** Who has read how far, after a `read` or an entry of GET /receipts. Not ourselves: we know. */
  function hasRead(list, data, me) {
    var id = isObject(data) ? idOf(data.userId) : '';
    var postId = id ? idOf(data.postId) : '';
    if (!postId || id === me) {
      return list;
    }
    var known = where(list, function (one) {
      return one.id === id;
    });
    var entry = { id: id, name: nameOf(data.userName) || 'Somebody', postId: postId };
    if (known >= 0 && !isLaterPost(postId, list[known].postId)) {
      return list;
    }
    var others = without(list, function (one) {
      return one.id === id;
    });
    return others.concat([entry]).slice(-MAX_READERS);
  }

  /** The server's order of post ids, see protocol.md: zeros in front don't count, longer is later, then the letters. */
  function isLaterPost(id, other) {
    var a = id.replace(/^0+(?=[0-9]+$)/, '');
    var b = other.replace(/^0+(?=[0-9]+$)/, '');
    return a.length === b.length ? a > b : a.length > b.length;
  }

  function laterPost(id, other) {
    return !other || isLaterPost(id, other) ? id : other;
  }

  /** Whose last read post it is, by '$' + post. Who has read a post that is not here is left out. */
  function readersByPost(list, state) {
    var marks = {};
    for (var i = 0; i < list.length; i++) {
      if (find(state, list[i].postId)) {
        var key = '$' + list[i].postId;
        marks[key] = (own(marks, key) ? marks[key] : []).concat([list[i]]);
      }
    }
    return marks;
  }

  function readersWords(readers) {
    var names = [];
    for (var i = 0; i < readers.length && i < 3; i++) {
      names.push(readers[i].name);
    }
    var more = readers.length - names.length;
    if (more) {
      return 'Read up to here by ' + names.join(', ') + ' and ' + count(more, 'other', 'others');
    }
    var last = names.pop();
    return 'Read up to here by ' + (names.length ? names.join(', ') + ' and ' : '') + last;
  }

  // ----------------------------------------------------------------------------------------- here

  /**
   * Who is in the thread, as far as we know: {count, people}. `many` says that there are too many for the server to
   * name them. A count of -1 is not known.
   */
  function nobody() {
    return { count: -1, people: [], many: false };
  }

  function countOf(thing) {
    return typeof thing === 'number' && thing >= 0 && thing <= 1e9 && Math.floor(thing) === thing ? thing : -1;
  }

  function someone(thing) {
    var id = isObject(thing) ? idOf(thing.userId) : '';
    return id ? { id: id, name: nameOf(thing.userName) || id } : null;
  }

  /** What GET /presence says. */
  function present(snapshot) {
    var list = isObject(snapshot) && Object.prototype.toString.call(snapshot.people) === '[object Array]' ? snapshot.people : [];
    var count = isObject(snapshot) ? countOf(snapshot.count) : -1;
    var people = [];
    for (var i = 0; i < list.length && people.length < MAX_HERE; i++) {
      var person = someone(list[i]);
      if (person) {
        people = among(people, person.id).concat([person]);
      }
    }
    return count < 0 ? nobody() : { count: count, people: people, many: snapshot.more === true };
  }

  function among(people, id) {
    return without(people, function (one) {
      return one.id === id;
    });
  }

  /** Who is there after an event `presence`. Told again, it changes nothing. */
  function moved(here, data, thread) {
    var count = isObject(data) && data.type === 'presence' && idOf(data.threadId) === thread ? countOf(data.count) : -1;
    var person = count < 0 ? null : someone(data);
    if (count >= 0 && data.event === 'count') {
      return { count: count, people: [], many: count > FEW + 1 };
    }
    if (!person || (data.event !== 'joined' && data.event !== 'left')) {
      return here;
    }
    var others = among(here.people, person.id);
    var people = data.event === 'joined' && others.length < MAX_HERE ? others.concat([person]) : others;
    return { count: count, people: people, many: false };
  }

  /** False if it would be worth asking who they all are. */
  function knowsAll(here) {
    return here.many || here.people.length === here.count;
  }

  /** Ourselves first; then in the order in which they came. */
  function inOrder(here, me) {
    var mine = without(here.people, function (one) {
      return one.id !== me;
    });
    return mine.concat(among(here.people, me));
  }

  function hereWords(here, me) {
    var list = inOrder(here, me);
    var names = [];
    for (var i = 0; i < list.length; i++) {
      names.push(list[i].id === me ? 'You' : list[i].name);
    }
    if (here.count < 1) {
      return '';
    }
    if (list.length !== here.count) {
      return count(here.count, 'person is', 'people are') + ' here';
    }
    if (here.count === 1) {
      return names[0] === 'You' ? 'Only you are here' : names[0] + ' is here';
    }
    if (here.count > FEW + 1) {
      return names.slice(0, FEW).join(', ') + ' and ' + (here.count - FEW) + ' others are here';
    }
    return names.slice(0, -1).join(', ') + ' and ' + names[names.length - 1] + ' are here';
  }

  // -------------------------------------------------------------------------------- notifications

  var KINDS = { mention: ' mentioned you', like: ' likes your post' };

  /** The notifications after an event, newest first. The same thing told again takes the older one's place. */
  function notified(list, event, me) {
    var told = isObject(event) && isObject(event.data) && event.data.type === 'notification' ? event.data.payload : null;
    var from = isObject(told) ? personOf(told.from) : null;
    if (!from || from.id === me || (told.userId !== undefined && idOf(told.userId) !== me) || typeof told.kind !== 'string' || !own(KINDS, told.kind)) {
      return list;
    }
    var item = { kind: told.kind, from: from, threadId: idOf(told.threadId), postId: idOf(told.postId), text: clean(told.text, 140), at: timeOf(event.at), id: typeof event.id === 'string' ? event.id : '' };
    item.key = [item.kind, item.from.id, item.threadId, item.postId].join(' ');
    var same = where(list, function (one) {
      return one.key === item.key;
    });
    if (same >= 0 && item.id && !laterId(item.id, list[same].id)) {
      return list; // the page that the server gave us is told again by its events
    }
    var others = without(list, function (one) {
      return one.key === item.key;
    });
    return [item].concat(others).sort(newestFirst).slice(0, MAX_NOTIFICATIONS);
  }

  function newestFirst(a, b) {
    return laterId(b.id, a.id) ? 1 : laterId(a.id, b.id) ? -1 : b.at - a.at;
  }

  /** Whether an event's id lies behind another one; both are milliseconds-sequence, or ''. */
  function laterId(id, other) {
    var a = /^([0-9]{1,15})-([0-9]{1,15})$/.exec(id);
    var b = /^([0-9]{1,15})-([0-9]{1,15})$/.exec(other);
    if (!a || !b) {
      return !!a;
    }
    return Number(a[1]) > Number(b[1]) || (Number(a[1]) === Number(b[1]) && Number(a[2]) > Number(b[2]));
  }

  function isUnread(item, mark) {
    return laterId(item.id, mark);
  }

  function notificationWords(item) {
    return item.from.name + KINDS[item.kind];
  }

  // ----------------------------------------------------------------------------------------- text

  var WORD = /[A-Za-z0-9_\u00c0-\uffff]/;

  function linkAt(text, at) {
    var match = /^https?:\/\/[^\s<>"]+/i.exec(text.substr(at, 2000));
    return match ? { kind: 'link', text: match[0].replace(/[.,;:!?'\u2026)\]]+$/, '') } : null;
  }

  /** The longest name or id after an @, so that "@Ada Byron" is not Ada. */
  function mentionAt(text, at, known) {
    if (text.charAt(at) !== '@' || (at > 0 && WORD.test(text.charAt(at - 1)))) {
      return null;
    }
    var best = null;
    for (var i = 0; i < known.length; i++) {
      consider(known[i], known[i].name);
      consider(known[i], known[i].id);
    }
    function consider(person, name) {
      var said = text.substr(at + 1, name.length);
      var longer = !best || name.length + 1 > best.text.length;
      if (longer && said.toLowerCase() === name.toLowerCase() && !WORD.test(text.charAt(at + 1 + name.length))) {
        best = { kind: 'mention', text: '@' + said, person: person };
      }
    }
    return best;
  }

  /** A text as a list of {kind: 'text' | 'link' | 'mention', text}; joined they are the text again. */
  function pieces(text, known) {
    var list = [];
    var plain = 0;
    function flush(end) {
      if (end > plain) {
        list.push({ kind: 'text', text: text.substring(plain, end) });
      }
    }
    var at = 0;
    while (at < text.length) {
      var letter = text.charAt(at);
      var found = letter === '@' ? mentionAt(text, at, known) : letter === 'h' || letter === 'H' ? linkAt(text, at) : null;
      if (found) {
        flush(at);
        list.push(found);
        at = plain = at + found.text.length;
      } else {
        at++;
      }
    }
    flush(at);
    return list;
  }

  /** Whom a text mentions, each once. */
  function mentioned(text, known) {
    var list = [];
    var found = pieces(text, known);
    for (var i = 0; i < found.length; i++) {
      if (found[i].kind === 'mention' && where(list, isSame) < 0) {
        list.push(found[i].person);
      }
    }
    function isSame(person) {
      return person.id === found[i].person.id;
    }
    return list;
  }

  // ---------------------------------------------------------------------------------------- words

  function count(number, one, many) {
    return number + ' ' + (number === 1 ? one : many);
  }

  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }

  function ago(at, now) {
    var passed = now - at;
    if (!at) {
      return '';
    }
    if (passed < 45 * SECOND) {
      return 'just now'; // or by a clock that is ahead of ours
    }
    if (passed < 59.5 * MINUTE) {
      return Math.max(1, Math.round(passed / MINUTE)) + ' min ago';
    }
    if (passed < 23.5 * HOUR) {
      return Math.round(passed / HOUR) + ' h ago';
    }
    if (passed < 7 * DAY) {
      return count(Math.max(1, Math.round(passed / DAY)), 'day', 'days') + ' ago';
    }
    var date = new Date(at);
    return date.getFullYear() + '-' + two(date.getMonth() + 1) + '-' + two(date.getDate());
  }

  function summaryWords(state) {
    var posts = without(state.posts, function (post) {
      return post.deleted;
    });
    var authors = people({ posts: posts }).length;
    return posts.length ? count(posts.length, 'post', 'posts') + (authors ? ' by ' + count(authors, 'person', 'people') : '') : '';
  }

  var TRANSPORTS = {
    websocket: 'WebSocket',
    stream: 'stream',
    post: 'long poll',
    get: 'long poll by GET',
    xdr: 'long poll by XDomainRequest',
    jsonp: 'long poll by script',
    shared: 'shared with another tab'
  };
  var REASONS = {
    silence: 'The server does not answer.',
    refused: 'Something between here and the server refused.',
    garbled: 'The server\u2019s answer was cut on its way.',
    large: 'The server\u2019s answer was too large.',
    busy: 'The server is busy and asked for a little time.'
  };
  var KEPT = ' What you write is kept and sent later.';

  /**
   * What the state of the connection means, see client.md, "States".
   * {tone, word, detail, small, again}: `again` says whether trying at once is of use.
   */
  function connectionWords(status, everLive) {
    var reason = typeof status.reason === 'string' && own(REASONS, status.reason) ? REASONS[status.reason] : 'The connection is interrupted.';
    var small = status.transport && own(TRANSPORTS, status.transport) ? TRANSPORTS[status.transport] : '';
    switch (status.status) {
      case 'live':
        return { tone: 'good', word: 'Live', detail: '', small: small, again: false };
      case 'waiting':
        return { tone: 'bad', word: 'Interrupted', detail: reason + KEPT, small: '', again: true };
      case 'offline':
        return { tone: 'bad', word: 'Offline', detail: 'You are offline.' + KEPT, small: '', again: true };
      case 'portal':
        return { tone: 'bad', word: 'Log-in page', detail: 'Your network wants you to log in. Open any page in a new tab.' + KEPT, small: '', again: true };
      case 'unauthorized':
        return status.reason === 'forbidden'
          ? { tone: 'bad', word: 'Not allowed', detail: 'You may not read this thread.', small: '', again: true }
          : { tone: 'bad', word: 'Logged out', detail: 'Please log in again. What you are writing stays here.', small: '', again: true };
      case 'closed':
        return { tone: 'bad', word: 'Closed', detail: '', small: '', again: false };
      default:
        return { tone: 'unsure', word: 'Connecting', detail: everLive ? 'Looking whether the server is still there.' : '', small: '', again: false };
    }
  }

  function countdownWords(retryAt, now) {
    return retryAt > now ? 'Reconnecting in ' + Math.ceil((retryAt - now) / SECOND) + ' s' : retryAt ? 'Reconnecting\u2026' : 'Trying\u2026';
  }

  // --------------------------------------------------------------------------------------- people

  var FIRST = ['Quiet', 'Amber', 'Early', 'Gentle', 'Silver', 'Wandering', 'Patient', 'Mossy', 'Little', 'Northern'];
  var SECOND_NAMES = ['Heron', 'Otter', 'Birch', 'Lantern', 'Fox', 'Willow', 'Finch', 'Harbour', 'Maple', 'Sparrow'];

  function randomName(random) {
    return FIRST[Math.floor(random() * FIRST.length)] + ' ' + SECOND_NAMES[Math.floor(random() * SECOND_NAMES.length)];
  }

  /** An id that can be part of a channel's name. */
  function idFrom(name) {
    return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').substring(0, 24);
  }

  function initials(name) {
    var words = name.split(' ');
    function first(word) {
      return /^[\ud800-\udbff]/.test(word) ? word.substring(0, 2) : word.charAt(0);
    }
    return (first(words[0]) + (words.length > 1 ? first(words[words.length - 1]) : '')).toUpperCase();
  }

  /** One of six colours, always the same for a person. */
  function tone(id) {
    var hash = 0;
    for (var i = 0; i < id.length; i++) {
      hash = (hash * 31 + id.charCodeAt(i)) % 9973;
    }
    return hash % 6;
  }

  var Forum = {
    start: start,
    apply: apply,
    find: find,
    likes: likes,
    people: people,
    typed: typed,
    stillTyping: stillTyping,
    stopTyping: stopTyping,
    typingLine: typingLine,
    hasRead: hasRead,
    laterPost: laterPost,
    readersByPost: readersByPost,
    readersWords: readersWords,
    nobody: nobody,
    present: present,
    moved: moved,
    knowsAll: knowsAll,
    inOrder: inOrder,
    hereWords: hereWords,
    notified: notified,
    isUnread: isUnread,
    laterId: laterId,
    notificationWords: notificationWords,
    clean: clean,
    idOf: idOf,
    nameOf: nameOf,
    pieces: pieces,
    mentioned: mentioned,
    ago: ago,
    count: count,
    summaryWords: summaryWords,
    connectionWords: connectionWords,
    countdownWords: countdownWords,
    randomName: randomName,
    idFrom: idFrom,
    initials: initials,
    tone: tone
  };

  if (typeof module === 'object' && module && module.exports) {
    module.exports = Forum;
  } else {
    root.Forum = Forum;
  }
})(typeof window !== 'undefined' ? window : this);
