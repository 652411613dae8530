/*
 * The demo forum's page: what forum.js knows, shown in index.html, and kept up to date by linger.js.
 *
 *   page         the address, and telling those who listen
 *   who          the name and id that this tab writes under
 *   posts        the list, and keeping the reader's place in it
 *   writing      posts, edits, deletions and likes: shown at once, then confirmed by the log
 *   typing       who is, and telling that we are
 *   reading      who has read how far, and telling how far we have
 *   connection   the client, its status, and beginning anew after a gap
 *
 * One post is in forum-post.js, bell and toasts are in forum-news.js, who is here in forum-here.js, what they share is in forum-dom.js. Nothing
 * is inline, so a Content-Security-Policy of default-src 'self' holds.
 */
(function () {
  'use strict';

  var LAST = 100; // events of each channel that the page begins with
  var SEND_TYPING = 2000;
  var SEND_READ = 2000; // at the most so often, and after a moment in which one could have read
  var PATIENCE = 1200; // how long a connection may be away before we speak of it
  var NEAR = 120; // pixels from the end that count as being there

  var Dom = window.ForumDom;
  var byId = Dom.byId;
  var on = Dom.on;
  var setText = Dom.setText;
  var show = Dom.show;
  var toast = window.ForumNews.toast;

  // ----------------------------------------------------------------------------------------- page

  function now() {
    return new Date().getTime();
  }

  /** Of one length, so that a later post has a later id: by that the server tells how far somebody has read. */
  function randomId() {
    return now().toString(36) + '-' + ('0000000' + Math.random().toString(36).substring(2, 10)).slice(-8);
  }

  function parameter(name) {
    var match = new RegExp('[?&]' + name + '=([^&#]*)').exec(location.search);
    try {
      return match ? decodeURIComponent(match[1].replace(/\+/g, ' ')) : '';
    } catch (malformed) {
      return '';
    }
  }

  /** This page with another thread; as whom stays. */
  function addressOf(threadId) {
    return '?thread=' + encodeURIComponent(threadId || thread) + (as ? '&as=' + encodeURIComponent(as) : '');
  }

  var greeted = [];
  var greetTimer = 0;

  /** For those who listen to the page. */
  function announce(text) {
    byId('announcer').textContent = text;
  }

  /** What comes in one breath is told in one sentence. */
  function announcePost(text) {
    greeted.push(text);
    clearTimeout(greetTimer);
    greetTimer = setTimeout(function () {
      announce(greeted.length > 2 ? greeted.length + ' new posts' : greeted.join('. '));
      greeted = [];
    }, 700);
  }

  // ------------------------------------------------------------------------------------------ who

  var MINE = 'linger-demo:me';
  var as = Forum.nameOf(parameter('as'));
  var shelf = as ? 'sessionStorage' : 'localStorage'; // with ?as= each tab can be somebody else
  var me = recall();

  function recall() {
    var old = null;
    try {
      old = JSON.parse(Dom.kept(shelf, MINE));
    } catch (garbled) {
      // Then we are somebody new.
    }
    if (old && Forum.idOf(old.id) && Forum.nameOf(old.name) && (!as || old.as === as)) {
      return { id: old.id, name: Forum.nameOf(old.name), as: as };
    }
    var name = as || Forum.randomName(Math.random);
    var id = Forum.idFrom(name);
    // A name that was asked for is its own id, so that a test or a friend can be found again.
    return { id: as && id ? id : (id || 'guest') + '-' + Math.random().toString(36).substring(2, 6), name: name, as: as };
  }

  function remember() {
    Dom.keep(shelf, MINE, JSON.stringify(me));
  }

  function author() {
    return { id: me.id, name: me.name };
  }

  function showMe() {
    byId('name').value = me.name;
    window.ForumPost.showFace(byId('my-face'), me);
  }

  // ---------------------------------------------------------------------------------------- posts

  var thread = Forum.idOf(parameter('thread')) || '42';
  var state = Forum.start(thread);
  var outgoing = []; // posts of ours that the log has not told yet: {post, step: 'sending' | 'sent' | 'failed'}
  var changes = {}; // edits and deletions that are under way, by '$' + post: {text} or {deleted}
  var views = {};
  var settled = false; // whether the thread's past has been told; what comes then is news
  var unseen = []; // ids of posts that came while the reader was further up

  var desk = {
    me: function () {
      return me.id;
    },
    people: function () {
      return Forum.people(state).concat([author()]);
    },
    isLive: isLive,
    item: function (id) {
      var post = Forum.find(state, id);
      return post ? itemOf(post) : null;
    },
    like: likeOrNot,
    reply: mention,
    edit: editPost,
    remove: deletePost,
    retry: deliver,
    discard: discard,
    addressOf: addressOf,
    looked: function (id) {
      client.send({ type: 'notifications_read', upTo: id });
    }
  };

  function itemOf(post) {
    return { post: post, step: '', change: changes['$' + post.id] || null };
  }

  /** Draws what has changed, and keeps the reader where he is: at the end, or at what he reads. */
  function render() {
    var stay = isAtEnd();
    var list = byId('posts');
    outgoing = outgoing.filter(function (item) {
      return !Forum.find(state, item.post.id);
    });
    var items = state.posts.map(itemOf).concat(outgoing);
    dropViews(items);
    var place = list.firstChild;
    items.forEach(function (item) {
      var key = '$' + item.post.id;
      var view = (views[key] = views[key] || window.ForumPost.PostView(item.post.id, desk));
      if (view.element === place) {
        place = place.nextSibling;
      } else {
        list.insertBefore(view.element, place);
      }
      view.update(item);
    });
    showReaders();
    show(byId('opening'), !settled && !items.length);
    show(byId('empty'), settled && !items.length);
    setText(byId('summary'), Forum.summaryWords(state));
    if (stay) {
      scrollToEnd();
    }
  }

  /** First, so that what stays does not have to be moved: that would cost it its focus. */
  function dropViews(items) {
    var alive = {};
    items.forEach(function (item) {
      alive['$' + item.post.id] = true;
    });
    Object.keys(views).forEach(function (key) {
      if (!alive[key]) {
        byId('posts').removeChild(views[key].element);
        delete views[key];
      }
    });
  }

  function isAtEnd() {
    var root = document.documentElement;
    return window.innerHeight + pageTop() >= root.scrollHeight - NEAR;
  }

  function pageTop() {
    return window.pageYOffset || document.documentElement.scrollTop;
  }

  function scrollToEnd() {
    window.scrollTo(0, document.documentElement.scrollHeight);
  }

  // -------------------------------------------------------------------------------------- writing

  function publish(data, how, done) {
    return client.publish('thread:' + thread, data, how, done);
  }

  function post(text) {
    var item = { post: { id: randomId(), author: author(), text: text, at: now(), edited: 0, deleted: false, likes: [] }, step: 'sending', change: null };
    outgoing.push(item);
    deliver(item);
    scrollToEnd();
  }

  /** The post's id is also the idempotency key: trying again can't post it twice. */
  function deliver(item) {
    var told = { id: item.post.id, author: item.post.author, text: item.post.text, at: item.post.at };
    item.step = 'sending';
    var taken = publish({ type: 'new_post', threadId: thread, post: told }, { id: told.id }, function (error) {
      item.step = error ? 'failed' : 'sent';
      if (!error) {
        tellMentioned(told);
      }
      render();
    });
    item.step = taken ? item.step : 'failed';
    render();
  }

  function discard(item) {
    outgoing = outgoing.filter(function (one) {
      return one !== item;
    });
    byId('text').focus();
    render();
  }

  function change(post, what, data) {
    changes['$' + post.id] = what;
    var taken = publish(data, null, settle);
    if (!taken) {
      settle({ reason: 'queue_full' });
    }
    function settle(error) {
      delete changes['$' + post.id];
      if (!error) {
        take({ channel: 'thread:' + thread, at: now(), data: data });
      }
      render();
      if (error) {
        toast('Your change was not taken. Please try again.');
        if (what.text && views['$' + post.id]) {
          views['$' + post.id].reopen(what.text);
        }
      }
    }
    render();
  }

  function editPost(post, text) {
    change(post, { text: text }, { type: 'post_updated', threadId: thread, post: { id: post.id, author: author(), text: text } });
  }

  function deletePost(post) {
    change(post, { deleted: true }, { type: 'post_deleted', threadId: thread, postId: post.id });
  }

  /** The newest of a post and user counts, so changing one's mind often leaves one event to read. */
  function likeOrNot(post) {
    var liked = !Forum.likes(post, me.id);
    function event(is) {
      return { channel: 'thread:' + thread, data: { type: 'post_liked', threadId: thread, postId: post.id, userId: me.id, liked: is } };
    }
    function undo(error) {
      if (error) {
        take(event(!liked));
        render();
      }
    }
    take(event(liked));
    render();
    if (!publish(event(liked).data, { key: 'like:' + post.id + ':' + me.id }, undo)) {
      undo(true);
    } else if (liked && post.author.id && post.author.id !== me.id) {
      tell(post.author, 'like', post);
    }
  }

  function tellMentioned(post) {
    Forum.mentioned(post.text, Forum.people(state)).forEach(function (person) {
      if (person.id !== me.id) {
        tell(person, 'mention', post);
      }
    });
  }

  /** A server would do this for a real forum; here whoever acts tells the other. */
  function tell(person, kind, post) {
    var payload = { userId: person.id, kind: kind, from: author(), threadId: thread, postId: post.id, text: Forum.clean(post.text, 140) };
    client.publish('user:' + person.id, { type: 'notification', payload: payload }, { key: kind + ':' + post.id + ':' + me.id });
  }

  function mention(person) {
    var area = byId('text');
    var start = area.value && !/\s$/.test(area.value) ? area.value + ' ' : area.value;
    area.value = start + '@' + person.name + ' ';
    Dom.grow(area);
    area.focus();
    area.selectionStart = area.selectionEnd = area.value.length;
  }

  function submit(event) {
    event.preventDefault();
    var area = byId('text');
    var text = Forum.clean(area.value, 10000);
    area.focus();
    if (text) {
      area.value = '';
      Dom.grow(area);
      post(text);
    }
  }

  // --------------------------------------------------------------------------------------- typing

  var typing = [];
  var typingTimer = 0;
  var saidTyping = 0;

  function showTyping() {
    clearTimeout(typingTimer);
    typing = Forum.stillTyping(typing, now());
    setText(byId('typing'), Forum.typingLine(typing));
    if (typing.length) {
      var first = Math.min.apply(null, typing.map(function (one) {
        return one.until;
      }));
      typingTimer = setTimeout(showTyping, Math.max(50, first - now()));
    }
  }

  function sayTyping() {
    if (isLive() && byId('text').value && now() - saidTyping >= SEND_TYPING) {
      saidTyping = now();
      client.send({ type: 'user_typing', threadId: thread });
    }
  }

  // -------------------------------------------------------------------------------------- reading

  var readers = [];
  var readUpTo = ''; // what we have told
  var readTimer = 0;

  function showReaders() {
    var stay = isAtEnd();
    var marks = Forum.readersByPost(readers, state);
    Object.keys(views).forEach(function (key) {
      views[key].showReaders(marks[key] || []);
    });
    if (stay && settled) {
      scrollToEnd(); // the faces take a line of their own
    }
  }

  /** The last post whose end is on the screen, if somebody sits before it. */
  function lastSeen() {
    var last = '';
    if (settled && !document.hidden && document.hasFocus()) {
      state.posts.forEach(function (post) {
        var view = views['$' + post.id];
        var place = view && view.element.getBoundingClientRect();
        if (place && place.bottom > 0 && place.bottom - NEAR / 2 < byId('dock').getBoundingClientRect().top) {
          last = Forum.laterPost(post.id, last);
        }
      });
    }
    return last;
  }

  /** The server lets it move forward only; so do we, to say it once. */
  function sayRead() {
    readTimer = 0;
    var seen = lastSeen();
    if (seen && isLive() && Forum.laterPost(seen, readUpTo) !== readUpTo) {
      readUpTo = seen;
      client.send({ type: 'read', threadId: thread, postId: seen });
    }
  }

  function sayReadSoon() {
    readTimer = readTimer || setTimeout(sayRead, SEND_READ);
  }

  /** What the server knows beside the events: who has read how far, and our notifications with their mark. */
  function askAround() {
    Dom.ask('receipts?channel=' + encodeURIComponent('thread:' + thread), me.id, function (answer) {
      (answer ? answer.receipts : []).forEach(function (receipt) {
        readers = Forum.hasRead(readers, receipt, me.id);
      });
      showReaders();
    });
    Dom.ask('notifications?limit=50', me.id, function (answer) {
      if (answer) {
        news.begin(answer);
      }
    });
    sayReadSoon();
  }

  // ----------------------------------------------------------------------------------- connection

  var client = null;
  var news = null;
  var here = null;
  var status = { status: 'connecting', reason: null, retryAt: 0, transport: null };
  var everLive = false;
  var held = null; // what comes while the thread is loaded anew

  function isLive() {
    return status.status === 'live';
  }

  function options(more) {
    // A header holds no letters beyond Latin, so such a name travels in bodies only.
    var wires = /^[\x20-\x7e]*$/.test(me.name) ? [] : ['stream', 'get'];
    var all = { channels: ['thread:' + thread, 'user:me'], last: LAST, token: me.id + ':' + me.name, user: me.id, without: wires };
    Object.keys(more).forEach(function (name) {
      all[name] = more[name];
    });
    return all;
  }

  /** Changes what we know by an event; the page is drawn by whoever calls. */
  function take(event) {
    state = Forum.apply(state, event);
  }

  function hear(event) {
    var type = event.data.type;
    if (type === 'presence') {
      here.hear(event.data);
    } else if (held) {
      held.push(event);
    } else if (type === 'user_typing') {
      typing = Forum.typed(typing, event.data, me.id, now());
      showTyping();
    } else if (type === 'notification') {
      news.hear(event, settled);
    } else if (type === 'notifications_read') {
      news.readElsewhere(event.data);
    } else if (type === 'read') {
      readers = Forum.hasRead(readers, event.data, me.id);
      if (settled) {
        showReaders();
      }
    } else {
      hearOfThread(event);
    }
  }

  function hearOfThread(event) {
    var before = state;
    var atEnd = isAtEnd();
    take(event);
    if (state === before) {
      return;
    }
    var last = state.posts[state.posts.length - 1];
    var isNew = last !== before.posts[before.posts.length - 1] && !Forum.find(before, last.id);
    if (isNew) {
      typing = Forum.stopTyping(typing, last.author.id);
      showTyping();
    }
    if (settled) {
      render();
      sayReadSoon();
      if (isNew && last.author.id !== me.id) {
        greet(last, atEnd);
      }
    }
  }

  function greet(post, atEnd) {
    views['$' + post.id].element.className += ' arriving';
    announcePost(post.author.name + ' wrote: ' + Forum.clean(post.text, 200));
    if (!atEnd || document.hidden) {
      unseen.push(post.id);
      showUnseen();
    }
  }

  function showUnseen() {
    var number = unseen.length;
    var title = byId('title').textContent + ' \u00b7 Linger';
    document.title = number && document.hidden ? '(' + number + ') ' + title : title;
    setText(byId('new-posts'), '\u2193 ' + Forum.count(number, 'new post', 'new posts'));
    show(byId('new-posts'), number > 0 && !isAtEnd());
  }

  function lookForUnseen() {
    if (unseen.length && !document.hidden && isAtEnd()) {
      unseen = [];
    }
    showUnseen();
  }

  function goToUnseen() {
    var view = views['$' + unseen[0]];
    unseen = [];
    scrollToEnd();
    showUnseen();
    Dom.focusOn(view ? view.element : byId('text'));
  }

  var connectionTimer = 0;

  /** A change of wire, or a server that restarts, is over before anybody needs to know. */
  function noticeConnection() {
    byId('connection').setAttribute('data-status', status.status);
    if (isLive() || !everLive) {
      clearTimeout(connectionTimer);
      connectionTimer = 0;
      showConnection();
    } else if (!connectionTimer) {
      connectionTimer = setTimeout(function () {
        connectionTimer = 0;
        showConnection();
      }, PATIENCE);
    }
  }

  function showConnection() {
    var stay = isAtEnd();
    var words = Forum.connectionWords(status, everLive);
    var element = byId('connection');
    element.className = 'connection ' + words.tone;
    here.connection(now());
    setText(byId('status'), words.word);
    setText(byId('transport'), words.small);
    if (words.detail && byId('reason').textContent !== words.detail) {
      announce(words.detail);
    }
    setText(byId('reason'), words.detail);
    show(byId('countdown'), words.again && status.reason !== 'forbidden');
    show(byId('now'), words.again);
    show(byId('trouble'), !!words.detail);
    showCountdown();
    if (stay && settled) {
      scrollToEnd();
    }
  }

  function showCountdown() {
    setText(byId('countdown'), Forum.countdownWords(status.retryAt, now()) + (status.retryAt ? '.' : ''));
  }

  /** The client tells that it is live and then, in the same breath, what the thread's past was. */
  function settle() {
    if (!settled) {
      settled = true;
      render();
      scrollToStart();
      askAround();
    }
  }

  /** Where the address says, else at the newest. */
  function scrollToStart() {
    var target = /^#post-/.test(location.hash) ? byId(location.hash.substring(1)) : null;
    if (target) {
      target.scrollIntoView();
    } else {
      scrollToEnd();
    }
  }

  function connect(cursor) {
    var mine = Linger.connect(options({ cursor: cursor }));
    client = mine;
    mine.on('event', hear);
    mine.on('status', function (told) {
      if (client !== mine) {
        return; // we have a new name, and a new client
      }
      var before = status.status;
      status = told;
      everLive = everLive || isLive();
      noticeConnection();
      if (isLive()) {
        setTimeout(settle, 0);
      }
      if (before !== told.status && settled) {
        render(); // what is on its way says whether it waits
      }
    });
    mine.on('reset', function (reset) {
      if (reset.reason !== 'forbidden') {
        loadAnew(reset.reason);
      }
    });
    mine.on('error', function (trouble) {
      if (trouble.reason === 'queue_full') {
        toast('Too much is waiting to be sent. Please wait until you are connected again.');
      }
    });
  }

  /**
   * After a gap. Our client goes on from after it; a second one asks for the last events as at the start. What
   * comes meanwhile is applied after them: some of it twice, and that changes nothing.
   */
  function loadAnew(reason) {
    if (held) {
      return;
    }
    held = [];
    here.reset();
    var fresh = [];
    var loader = Linger.connect(options({ share: false }));
    loader.on('event', function (event) {
      fresh.push(event);
    });
    loader.on('status', function (told) {
      if (told.status === 'live') {
        setTimeout(finish, 0);
      }
    });
    function finish() {
      if (!loader) {
        return;
      }
      loader.close();
      loader = null;
      begin(fresh.concat(held));
      toast(
        reason === 'trimmed'
          ? 'You were away for long, so this thread was loaded anew.'
          : 'The server has started afresh. This is what it remembers of the thread.'
      );
    }
  }

  function begin(events) {
    held = null;
    settled = false;
    state = Forum.start(thread);
    news.clear();
    readers = [];
    unseen = [];
    events.forEach(hear);
    settled = true;
    askAround();
    showUnseen();
    render();
  }

  /** A name is part of the token. What is still to be sent goes out under the old one. */
  function rename() {
    var name = Forum.nameOf(byId('name').value);
    if (name && name !== me.name) {
      me.name = name;
      remember();
      render();
      whenDrained(client, function () {
        var old = client;
        connect(old.cursor);
        old.close();
      });
    }
    showMe();
  }

  function whenDrained(mine, action) {
    function drained() {
      mine.off('drained', drained);
      if (client === mine) {
        action();
      }
    }
    if (mine.pending()) {
      mine.on('drained', drained);
    } else {
      drained();
    }
  }

  // ---------------------------------------------------------------------------------------- start

  function setUpThreads() {
    var title = 'Thread ' + thread;
    var about = 'A thread of your own.';
    [].slice.call(byId('threads').getElementsByTagName('a')).forEach(function (link) {
      var id = link.getAttribute('data-thread');
      link.href = addressOf(id); // it was the plain page, for those without a script
      if (id === thread) {
        link.setAttribute('aria-current', 'page');
        title = link.textContent;
        about = link.getAttribute('data-about');
      }
    });
    byId('brand').href = addressOf('42');
    setText(byId('title'), title);
    setText(byId('about'), about);
    showUnseen();
  }

  function setUpComposer() {
    var area = byId('text');
    on(byId('composer'), 'submit', submit);
    on(area, 'keydown', function (event) {
      if (Dom.isPosting(event)) {
        submit(event);
      }
    });
    on(area, 'input', function () {
      Dom.grow(area);
      sayTyping();
    });
    on(byId('name'), 'change', rename);
    on(byId('name'), 'keydown', function (event) {
      if (event.keyCode === 13) {
        event.preventDefault(); // it names us; it does not post
        rename();
      }
    });
  }

  function setUp() {
    ['connection', 'bell', 'dock', 'opening'].forEach(function (id) {
      show(byId(id), true); // without a script they would be of no use
    });
    remember();
    showMe();
    setUpThreads();
    setUpComposer();
    news = window.ForumNews.News(desk);
    on(byId('new-posts'), 'click', goToUnseen);
    on(byId('now'), 'click', function () {
      client.now();
    });
    on(window, 'scroll', lookForUnseen);
    on(document, 'visibilitychange', lookForUnseen);
    on(window, 'scroll', sayReadSoon);
    on(window, 'focus', sayReadSoon);
    here = window.ForumHere.Here({ me: desk.me, thread: thread, isLive: isLive });
    setInterval(showCountdown, 500);
    setInterval(function () {
      here.tick(now());
    }, 5000);
    setInterval(function () {
      Object.keys(views).forEach(function (key) {
        views[key].tick();
      });
    }, 20000);
    connect(null);
  }

  if (document.addEventListener && window.JSON) {
    setUp();
  } else {
    location.replace('threads/42.html'); // older than this page, not older than a plain one
  }
})();
