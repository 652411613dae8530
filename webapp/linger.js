/*! Linger: the browser side. Apache-2.0. Plain ES3 syntax, no dependency, no build step. */
/*
 * Offers Linger.connect({...}), the native client, and Linger.WebSocket, the same behind the shape of
 * the browser's WebSocket. What they do is in src/site/markdown/client.md; the wire is in protocol.md.
 *
 *   words     small things of our own, so that IE 8 can read along
 *   answers   what comes from the network, believed only after it was looked at
 *   wires     one request each: XHR, XDomainRequest, script element, stream
 *   memory    what was learned about this network: Ladder (which wire), Pace (how long a hold survives)
 *   reader    cursor and marks: an event reaches the page once, however it came
 *   tabs      one poll per browser: who leads, and what the others are told
 *   outbox    what the page says, in order, once each
 *   native    the forum's own WebSocket, if its URL is given, with the log as its safety net
 *   loop      one poll at a time: when, how long, and what to make of what came back
 *   client    puts these together
 *   socket    the shape of a WebSocket
 *
 * Two rules carry everything. Each page has its own cursor, which only moves when what lies before it
 * was delivered: so whoever polls, by whatever wire, nothing is lost. Each channel has a mark, the
 * newest id that was delivered: so whatever is told twice is heard once.
 */
(function (root) {
  'use strict';

  // ---------------------------------------------------------------------------------------- words

  var SECOND = 1000;
  var MINUTE = 60 * SECOND;
  var HOLD = 25; // seconds; proxies begin to cut at 30
  var MIN_HOLD = 2; // seconds; below it holding is not worth a request
  var GRACE = 10 * SECOND; // what an answer may take on top of its hold
  var FIRST_FRAME = 4 * SECOND; // a stream that says nothing by then is buffered on its way
  var STREAM_SILENCE = 35 * SECOND; // the server says something every 10 s
  var STREAM_CHARS = 1 << 20; // an XHR keeps all it was ever told; begin a new one by then
  var ANSWER_CHARS = 4 << 20; // a server's answers have about 1 MB
  var MAX_EVENTS = 10000;
  var MAX_CHANNELS = 50; // of one poll
  var MAX_MARKS = 256;
  var BACKOFF = 500;
  var MAX_BACKOFF = 30 * SECOND;
  var MAX_PATIENCE = 5 * MINUTE; // the longest that a server can make us wait
  var TICK = 2 * SECOND;
  var OVERLAP = 5 * SECOND; // by then the log has what was said before a socket opened
  var OUTBOX_ITEMS = 100;
  var OUTBOX_CHARS = 256 * 1024;
  var JSON_ = root.JSON;

  function now() {
    return new Date().getTime();
  }

  function each(list, visit) {
    for (var i = 0; i < list.length; i++) {
      visit(list[i], i);
    }
  }

  function indexOf(list, item) {
    for (var i = 0; i < list.length; i++) {
      if (list[i] === item) {
        return i;
      }
    }
    return -1;
  }

  function filter(list, fits) {
    var some = [];
    each(list, function (item) {
      if (fits(item)) {
        some.push(item);
      }
    });
    return some;
  }

  function own(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  function isArray(thing) {
    return Object.prototype.toString.call(thing) === '[object Array]';
  }

  function isObject(thing) {
    return thing !== null && typeof thing === 'object' && !isArray(thing);
  }

  /** Copies what is in `from` over `to`. Only ever used on what the page gave us, never on what came. */
  function merge(to, from) {
    for (var key in from) {
      if (own(from, key) && key !== '__proto__') {
        to[key] = from[key];
      }
    }
    return to;
  }

  function randomId() {
    var text = '';
    while (text.length < 20) {
      text += Math.random().toString(36).substring(2, 12);
    }
    return text.substring(0, 20);
  }

  function later(action, millis) {
    return root.setTimeout(action, Math.max(0, Math.min(millis, 0x7fffffff)));
  }

  function stop(timer) {
    root.clearTimeout(timer);
  }

  /** Calls the page's code. If it throws, the console shall know, and our loop shall not. */
  function call(fn, self, argument) {
    try {
      fn.call(self, argument);
    } catch (error) {
      later(function () {
        throw error;
      }, 0);
    }
  }

  function listen(target, type, fn) {
    if (!target) {
      return;
    }
    if (target.addEventListener) {
      target.addEventListener(type, fn, false);
    } else if (target.attachEvent) {
      target.attachEvent('on' + type, fn);
    }
  }

  function deafen(target, type, fn) {
    if (target && target.removeEventListener) {
      target.removeEventListener(type, fn, false);
    } else if (target && target.detachEvent) {
      target.detachEvent('on' + type, fn);
    }
  }

  function hidden() {
    return !!(root.document && root.document.hidden);
  }

  function offline() {
    return !!root.navigator && root.navigator.onLine === false;
  }

  /** Full jitter: those who fail together come back apart. AWS, "Exponential Backoff And Jitter". */
  function backoff(failures, most) {
    return 100 + Math.random() * Math.min(most, BACKOFF * Math.pow(2, Math.min(failures, 20)));
  }

  /** on, off and emit for an object. */
  function emitter(target) {
    var listeners = {};
    target.on = function (name, fn) {
      (listeners['$' + name] = listeners['$' + name] || []).push(fn);
      return target;
    };
    target.off = function (name, fn) {
      listeners['$' + name] = filter(listeners['$' + name] || [], function (one) {
        return fn && one !== fn;
      });
      return target;
    };
    return function (name, argument) {
      // A copy: a listener may take itself off while it is being called.
      each((listeners['$' + name] || []).slice(0), function (fn) {
        call(fn, target, argument);
      });
    };
  }

  function storage() {
    try {
      return root.localStorage || null; // throws where cookies are forbidden
    } catch (error) {
      return null;
    }
  }

  // -------------------------------------------------------------------------------------- answers

  function parse(text) {
    try {
      return JSON_.parse(text);
    } catch (error) {
      return null;
    }
  }

  function count(thing, most) {
    return typeof thing === 'number' && thing >= 0 ? Math.min(thing, most) : 0; // NaN compares false
  }

  function isName(thing) {
    return typeof thing === 'string' && thing.length > 0 && thing.length <= 128;
  }

  function isEvent(thing) {
    return isObject(thing) && /^\d{1,20}-\d{1,20}$/.test(thing.id) && isName(thing.channel) && isObject(thing.data);
  }

  /** A poll's answer as we understand it; null if it is not one. `odd` counts what we had to leave out. */
  function readAnswer(body) {
    if (!isObject(body) || body.linger !== 1 || typeof body.cursor !== 'string' || !isArray(body.events)) {
      return null;
    }
    var answer = { cursor: body.cursor, events: [], reset: [], advice: {}, more: body.more === true, odd: 0 };
    if (!body.cursor || body.cursor.length > 200 || body.events.length > MAX_EVENTS) {
      return null;
    }
    each(body.events, function (event) {
      if (isEvent(event)) {
        answer.events.push({ id: event.id, channel: event.channel, at: count(event.at, 1e16), data: event.data });
      } else {
        answer.odd++;
      }
    });
    each(isArray(body.reset) ? body.reset.slice(0, 1000) : [], function (reset) {
      if (isObject(reset) && isName(reset.channel)) {
        answer.reset.push({ channel: reset.channel, reason: String(reset.reason) });
      }
    });
    if (isObject(body.advice)) {
      answer.advice = { hold: count(body.advice.hold, 600), pause: count(body.advice.pause, MAX_PATIENCE) };
    }
    return answer;
  }

  /**
   * What to make of a reply. The marker `linger` tells our 200 from a captive portal's, `code` our
   * problem from a proxy's error page. Anything else is somebody else talking.
   */
  function judge(reply) {
    var body = reply.body === undefined ? parse(reply.text) : reply.body;
    if (reply.large) {
      return { kind: 'large' };
    }
    if (isObject(body) && body.linger === 1 && isObject(body.problem)) {
      body = body.problem; // JSONP has no status
      reply = { status: body.status };
    }
    if (isObject(body) && typeof body.code === 'string' && body.status === reply.status && reply.status >= 400) {
      return { kind: 'problem', status: reply.status, code: body.code, wait: reply.wait };
    }
    if (reply.status >= 200 && reply.status < 300) {
      if (isObject(body) && body.linger === 1) {
        var answer = readAnswer(body);
        return answer ? { kind: 'answer', answer: answer } : { kind: 'word', body: body };
      }
      // Ours, but cut or garbled on its way; or somebody who has never heard of us.
      return { kind: /^\s*\{\s*"linger"/.test(reply.text || '') ? 'garbled' : 'portal' };
    }
    return { kind: reply.status === 511 ? 'portal' : reply.status ? 'refused' : 'silence', wait: reply.wait };
  }

  function compareNumbers(a, b) {
    a = a.replace(/^0+(?=\d)/, '');
    b = b.replace(/^0+(?=\d)/, '');
    // As text: they may have more digits than a number holds.
    return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  }

  function comparePositions(a, b) {
    var left = a.split('-');
    var right = b.split('-');
    return compareNumbers(left[0], right[0]) || compareNumbers(left[1], right[1]);
  }

  var CURSOR = /^([^.]+)\.(\d+-\d+)\./;

  /** Whether an event lies after a cursor. */
  function isAfter(event, cursor) {
    var place = CURSOR.exec(cursor);
    return !place || comparePositions(event.id, place[2]) > 0;
  }

  /**
   * Which of two cursors is further: negative, 0, positive; NaN if that can't be told. A cursor is
   * opaque, and only these two look into it, to see whether two tabs follow each other. Where
   * it does not find what it knows, tabs poll for themselves.
   */
  function compareCursors(a, b) {
    var left = CURSOR.exec(a || '');
    var right = CURSOR.exec(b || '');
    if (a === b) {
      return 0;
    }
    return left && right && left[1] === right[1] ? comparePositions(left[2], right[2]) : NaN;
  }

  // ---------------------------------------------------------------------------------------- wires
  // A wire takes {url, body, token, timeout, credentials} and tells done(reply) once: {status, text, wait}.
  // It gives back a function that ends it without telling.

  function queryOf(body) {
    var pairs = [];
    for (var key in body) {
      if (own(body, key) && key !== 'channels' && key !== 'token' && body[key] !== null && body[key] !== undefined) {
        pairs.push(key + '=' + encodeURIComponent(body[key]));
      }
    }
    each(body.channels || [], function (channel) {
      pairs.push('channel=' + encodeURIComponent(channel));
    });
    pairs.push('_=' + randomId()); // IE remembers GETs that it was told not to
    return '?' + pairs.join('&');
  }

  /** Ends once: by an answer, by the clock, or because nobody wants to know any more. */
  function ending(millis, end, done) {
    var timer = later(function () {
      finish({ status: 0, text: '', late: true });
    }, millis);
    function finish(reply) {
      if (timer) {
        stop(timer);
        timer = 0;
        end();
        if (reply) {
          done(reply);
        }
      }
    }
    return finish;
  }

  function retryAfter(xhr) {
    var header = null;
    try {
      header = xhr.getResponseHeader('Retry-After');
    } catch (error) {
      // Not exposed across origins; the back-off has to do.
    }
    if (header && /^\s*\d{1,9}\s*$/.test(header)) {
      return Math.min(parseInt(header, 10) * SECOND, MAX_PATIENCE);
    }
    var date = header ? new Date(header).getTime() - now() : 0;
    return date > 0 ? Math.min(date, MAX_PATIENCE) : 0;
  }

  /** Some engines throw when asked about a request that has failed. */
  function replyOf(xhr) {
    try {
      return { status: xhr.status || 0, text: xhr.responseText || '', wait: xhr.status >= 400 ? retryAfter(xhr) : 0 };
    } catch (error) {
      return { status: 0, text: '' };
    }
  }

  function send(xhr, method, url, request, finish) {
    try {
      xhr.open(method, url, true);
      if (request.credentials) {
        xhr.withCredentials = true;
      }
      if (method === 'POST') {
        // A request that needs no preflight, and that a proxy which strips headers leaves as it is: the
        // token travels in the body, as does the idempotency key.
        xhr.setRequestHeader('Content-Type', 'text/plain;charset=UTF-8');
      } else if (request.token) {
        xhr.setRequestHeader('Authorization', 'Bearer ' + request.token);
      }
      xhr.send(method === 'POST' ? JSON_.stringify(request.body) : null);
    } catch (error) {
      later(function () {
        finish({ status: 0, text: '' });
      }, 0);
    }
  }

  function xhrWire(method) {
    return function (request, done) {
      var xhr = new root.XMLHttpRequest();
      var finish = ending(
        request.timeout,
        function () {
          xhr.onreadystatechange = function () {};
          xhr.abort();
        },
        done
      );
      xhr.onreadystatechange = function () {
        if (xhr.readyState === 4) {
          var reply = replyOf(xhr);
          reply.large = reply.text.length > ANSWER_CHARS;
          finish(reply);
        }
      };
      if ('onprogress' in xhr) {
        xhr.onprogress = function (progress) {
          if (progress.loaded > ANSWER_CHARS) {
            finish({ status: 0, text: '', large: true });
          }
        };
      }
      send(xhr, method, request.url + (method === 'GET' ? queryOf(request.body) : ''), request, finish);
      return finish;
    };
  }

  /** IE 8 and 9, across origins. Tells neither status nor headers, and sends nothing but text. */
  function xdrWire(request, done) {
    var xdr = new root.XDomainRequest();
    var finish = ending(
      request.timeout,
      function () {
        xdr.onload = xdr.onerror = xdr.ontimeout = xdr.onprogress = function () {};
        xdr.abort();
      },
      done
    );
    xdr.onload = function () {
      finish({ status: 200, text: xdr.responseText, large: xdr.responseText.length > ANSWER_CHARS });
    };
    xdr.onerror = xdr.ontimeout = function () {
      finish({ status: 0, text: '' });
    };
    // Without these two IE 9 aborts requests at random.
    xdr.onprogress = function () {};
    xdr.timeout = request.timeout;
    xdr.open('POST', request.url);
    later(function () {
      xdr.send(JSON_.stringify(request.body));
    }, 0);
    return finish;
  }

  /**
   * The last resort, and only if the page asks for it: a script element runs whatever comes. The
   * callback stays for a while after an end, so that a late script finds somebody and does no harm.
   */
  function jsonpWire(request, done) {
    var name = 'linger_' + randomId();
    var script = root.document.createElement('script');
    var finish = ending(
      request.timeout,
      function () {
        root[name] = function () {};
        script.onload = script.onerror = script.onreadystatechange = null;
        if (script.parentNode) {
          script.parentNode.removeChild(script);
        }
        later(function () {
          try {
            delete root[name];
          } catch (error) {
            root[name] = undefined; // IE 8 deletes nothing of a window
          }
        }, MINUTE);
      },
      done
    );
    root[name] = function (body) {
      finish({ status: 200, body: body === undefined ? null : body });
    };
    script.onerror = function () {
      finish({ status: 0, text: '' });
    };
    script.onload = script.onreadystatechange = function () {
      if (!script.readyState || /loaded|complete/.test(script.readyState)) {
        later(script.onerror || function () {}, 0);
      }
    };
    script.async = true;
    script.src = request.url.replace(/\/poll$/, '/poll.js') + queryOf(merge({ callback: name }, request.body));
    (root.document.head || root.document.getElementsByTagName('head')[0] || root.document.documentElement).appendChild(script);
    return finish;
  }

  /**
   * Server-sent events, read off an XHR. An EventSource would tell neither the status (401 looks
   * like a cable pulled out) nor the comments (so silence of 35 s means nothing), and can't carry a token.
   *
   * @param frame told the text of each frame's data
   * @param done told the reply when the stream is over; `frames` says how many there were
   */
  function streamWire(request, frame, done) {
    var xhr = new root.XMLHttpRequest();
    var read = 0;
    var frames = 0;
    var over = false;
    var patience = later(finish, FIRST_FRAME);

    function finish(reply) {
      if (!over) {
        over = true;
        stop(patience);
        xhr.onreadystatechange = xhr.onprogress = function () {};
        xhr.abort();
        if (reply !== null) {
          reply = reply || { status: 0, text: '', late: true };
          reply.frames = frames;
          done(reply);
        }
      }
    }
    function take(block) {
      var data = [];
      each(block.split(/\r\n|\n|\r/), function (line) {
        if (line.indexOf('data:') === 0) {
          data.push(line.substring(line.charAt(5) === ' ' ? 6 : 5));
        }
      });
      if (data.length) {
        frames++;
        frame(data.join('\n'));
      }
    }
    function progress() {
      if (over || xhr.readyState < 3 || replyOf(xhr).status !== 200) {
        return;
      }
      var text = xhr.responseText;
      var end = /\r\n\r\n|\n\n|\r\r/g;
      var match;
      end.lastIndex = read;
      while (!over && (match = end.exec(text))) {
        take(text.substring(read, match.index));
        read = match.index + match[0].length;
      }
      if (!over && frames) {
        stop(patience);
        patience = later(finish, STREAM_SILENCE);
      }
      if (read > STREAM_CHARS || text.length - read > ANSWER_CHARS) {
        finish({ status: 200 });
      }
    }
    xhr.onprogress = progress;
    xhr.onreadystatechange = function () {
      progress();
      if (xhr.readyState === 4) {
        finish(replyOf(xhr));
      }
    };
    send(xhr, 'GET', request.url + queryOf(request.body), request, finish);
    return function () {
      finish(null);
    };
  }

  var WIRES = { post: xhrWire('POST'), get: xhrWire('GET'), xdr: xdrWire, jsonp: jsonpWire };

  function isForeign(url) {
    var origin = /^(https?:)?\/\/([^\/?#]+)/i.exec(url);
    return !!origin && !!root.location && (origin[2] !== root.location.host || (!!origin[1] && origin[1] !== root.location.protocol));
  }

  /** Which wires this browser has at all; which of them work here is for the Ladder to find out. */
  function wiresFor(options) {
    var wires = [];
    var xhr = root.XMLHttpRequest ? new root.XMLHttpRequest() : null;
    var foreign = isForeign(options.url);
    if (xhr && (!foreign || 'withCredentials' in xhr)) {
      if ('onprogress' in xhr) {
        wires.push('stream');
      }
      wires.push('post', 'get');
    } else if (foreign && root.XDomainRequest && RegExp('^(' + root.location.protocol + ')?//', 'i').test(options.url)) {
      wires.push('xdr');
    }
    if (options.jsonp && root.document && !options.token) {
      wires.push('jsonp');
    }
    return filter(wires, function (name) {
      return indexOf(options.without || [], name) < 0;
    });
  }

  // --------------------------------------------------------------------------------------- memory

  /** What was learned, kept per server and kind of network, because the browser tells no more of one. */
  function Memory(url) {
    var connection = (root.navigator && root.navigator.connection) || {};
    var key = 'linger:' + url + ':' + (connection.type || 'any');
    return {
      load: function () {
        try {
          var kept = parse(storage().getItem(key));
          return isObject(kept) ? kept : {};
        } catch (error) {
          return {};
        }
      },
      save: function (what) {
        try {
          storage().setItem(key, JSON_.stringify(what));
        } catch (error) {
          // Full, forbidden or not there: then each page learns for itself.
        }
      }
    };
  }

  /**
   * Which wire to take. The best that has not failed since something last worked; and what failed while
   * a lower one worked rests, four times as long each time, then is tried again. If nothing works,
   * nothing is learned: that is a network that is away, not a bad wire.
   */
  function Ladder(wires, kept, save) {
    var cards = {};
    each(['socket'].concat(wires), function (name) {
      var old = isObject(kept) && isObject(kept[name]) ? kept[name] : {};
      cards[name] = { until: count(old.until, now() + 24 * 60 * MINUTE), strikes: Math.floor(count(old.strikes, 10)), failed: false, proved: false };
    });
    function rest(name) {
      var card = cards[name];
      card.until = now() + Math.min(24 * 60 * MINUTE, 15 * SECOND * Math.pow(4, card.strikes));
      card.strikes = Math.min(card.strikes + 1, 10);
      card.failed = false;
      save(cards);
    }
    function first(fits) {
      for (var i = 0; i < wires.length; i++) {
        if (fits(cards[wires[i]], wires[i])) {
          return wires[i];
        }
      }
      return null;
    }
    function forgive() {
      each(wires, function (name) {
        cards[name].failed = false;
      });
    }
    return {
      /** The wire for the next request; without a stream where one is no use. */
      pick: function (streamToo) {
        function usable(name) {
          return streamToo || name !== 'stream';
        }
        var wire =
          first(function (card, name) {
            return usable(name) && !card.failed && card.until <= now();
          }) ||
          first(function (card, name) {
            return usable(name) && !card.failed;
          });
        if (wire) {
          return wire;
        }
        forgive();
        return first(function (card, name) {
          return usable(name);
        });
      },
      forgive: forgive,
      rests: function (name) {
        return !cards[name] || cards[name].until > now();
      },
      proved: function (name) {
        return cards[name].proved;
      },
      failed: function (name) {
        cards[name].failed = true;
      },
      rest: rest,
      /** It works. What was tried before it did not. `well`: long enough to forgive the past. */
      works: function (name, well) {
        each(wires, function (other) {
          if (other !== name && cards[other].failed) {
            rest(other);
          }
        });
        var changed = well && cards[name].strikes > 0;
        cards[name].proved = true;
        cards[name].failed = false;
        if (changed) {
          cards[name].strikes = cards[name].until = 0;
          save(cards);
        }
      }
    };
  }

  /**
   * How long a hold survives on this network. A cut shortens it; some holds that were kept lengthen it
   * again, and each new cut doubles how many that takes.
   */
  function Pace(kept, save) {
    var hold = Math.max(MIN_HOLD, count(kept.hold, HOLD) || HOLD);
    var needed = Math.max(3, Math.floor(count(kept.needed, 192)));
    var keptHolds = 0;
    var advised = HOLD;
    function remember() {
      save({ hold: hold, needed: needed });
    }
    return {
      hold: function () {
        return Math.min(hold, advised);
      },
      advise: function (seconds) {
        advised = Math.max(1, Math.min(seconds, 55));
      },
      cut: function (millis) {
        needed = hold < HOLD ? Math.min(needed * 2, 192) : needed;
        hold = Math.max(MIN_HOLD, Math.min(hold, Math.floor((millis / SECOND) * 0.8)));
        keptHolds = 0;
        remember();
      },
      kept: function () {
        if (hold < HOLD && ++keptHolds >= needed) {
          keptHolds = 0;
          hold = Math.min(HOLD, hold * 1.5);
          remember();
        }
      }
    };
  }

  /**
   * The fuse against poll storms, whatever the other side answers: 20 polls at once, four a second after
   * that; and answers that came quickly without anything new are followed by longer and longer pauses.
   */
  function Fuse() {
    var polls = 20;
    var at = now();
    var idle = 0;
    return {
      /** How long the next poll has to wait; 0 takes it. */
      wait: function () {
        polls = Math.min(20, polls + Math.max(0, now() - at) / 250);
        at = now();
        if (polls < 1) {
          return Math.ceil((1 - polls) * 250);
        }
        polls--;
        return 0;
      },
      idle: function () {
        return Math.min(10 * SECOND, 125 * Math.pow(2, Math.min(++idle, 10))) * (0.5 + Math.random() / 2);
      },
      busy: function () {
        idle = 0;
      }
    };
  }

  // --------------------------------------------------------------------------------------- reader

  /**
   * What this page has seen. `take` delivers an answer, whoever polled for it.
   *
   * @param isMine whether the page wants a channel's events
   * @param tell told ('event' | 'reset', what); false from `isOpen` ends the delivery at once
   */
  function Reader(cursor, isMine, isOpen, tell) {
    var marks = {};
    var names = [];
    function isNew(event) {
      var mark = marks['$' + event.channel];
      return !mark || comparePositions(event.id, mark) > 0;
    }
    function mark(event) {
      if (!own(marks, '$' + event.channel)) {
        names.push(event.channel);
      }
      marks['$' + event.channel] = event.id;
      if (names.length > MAX_MARKS) {
        forget(names[0]);
      }
    }
    function forget(channel) {
      delete marks['$' + channel];
      if (indexOf(names, channel) >= 0) {
        names.splice(indexOf(names, channel), 1);
      }
    }
    return {
      cursor: function () {
        return cursor;
      },
      forget: forget,
      /** Gives up the cursor: the next poll takes one of now. */
      lose: function () {
        cursor = null;
      },
      /** Delivers what is new; says how much that was. */
      take: function (answer) {
        var fresh = 0;
        each(answer.reset, function (reset) {
          if (isOpen() && isMine(reset.channel)) {
            fresh++;
            forget(reset.channel); // in another life of the log positions may be lower
            tell('reset', reset);
          }
        });
        each(answer.events, function (event) {
          if (isOpen() && isMine(event.channel) && isNew(event)) {
            fresh++;
            mark(event);
            tell('event', event);
          }
        });
        // A cursor that goes back is not followed: it could only repeat. Unless a reset says why.
        if (answer.reset.length || !(compareCursors(answer.cursor, cursor) < 0)) {
          cursor = answer.cursor;
        }
        return fresh;
      }
    };
  }

  // ----------------------------------------------------------------------------------------- tabs

  /** Tells the other tabs of this browser: BroadcastChannel, else the storage event of older ones. */
  function Bus(name, receive) {
    var channel = root.BroadcastChannel ? new root.BroadcastChannel(name) : null;
    if (channel && channel.postMessage) {
      channel.onmessage = function (event) {
        receive(event.data);
      };
      return {
        post: function (what) {
          channel.postMessage(what);
        },
        close: function () {
          channel.close();
        }
      };
    }
    var store = storage();
    if (!store || !root.JSON) {
      return null;
    }
    function heard(event) {
      event = event || root.event;
      if (event.key === name && event.newValue) {
        receive(parse(event.newValue));
      }
    }
    var target = root.addEventListener ? root : root.document; // IE 8 tells the document
    listen(target, 'storage', heard);
    return {
      post: function (what) {
        try {
          store.setItem(name, JSON_.stringify(merge({ nonce: randomId() }, what))); // the same value again is no event
          store.removeItem(name); // what people write to each other does not stay on the disk
        } catch (error) {
          // Full: then the others hear nothing, and each of them soon polls for itself.
        }
      },
      close: function () {
        deafen(target, 'storage', heard);
      }
    };
  }

  /**
   * One poll per browser. A leader polls for all channels of all tabs and tells the others what came;
   * it says that it is there every two seconds, and whoever does not hear that leads.
   *
   * Two leaders at once cost a request and nothing else: each tab checks every piece of news against its
   * own cursor (Client.hear). The one of the higher term stays, so that a leader that was frozen and
   * wakes up finds that it has been replaced.
   *
   * @param hooks channels(), snapshot(), changed() when our part changed, news(m), now()
   */
  function Tabs(name, hooks) {
    var id = randomId();
    var members = {};
    var leader = null;
    var leading = false;
    var able = true;
    var term = 0;
    var election = 0;
    var said = 0;
    var ticked = now();
    var uncovered = 0;
    var bus = join();

    function join() {
      return Bus(name, function (message) {
        if (isObject(message) && typeof message.id === 'string' && message.id !== id) {
          receive(message);
        }
      });
    }

    function union() {
      var all = hooks.channels().slice(0);
      for (var key in members) {
        var added = filter(own(members, key) ? members[key].channels : [], function (channel) {
          return indexOf(all, channel) < 0;
        });
        // A tab that does not fit in is not covered, sees that, and polls for itself.
        all = all.length + added.length <= MAX_CHANNELS ? all.concat(added) : all;
      }
      return all.sort();
    }
    function say(type, more) {
      said = now();
      if (bus) {
        bus.post(merge({ type: type, id: id, term: term, visible: !hidden() }, more));
      }
    }
    function beat() {
      say('beat', { channels: union(), snapshot: hooks.snapshot() });
    }
    function here() {
      say('here', { channels: hooks.channels() });
    }
    function lead() {
      stop(election);
      election = 0;
      if (able && !leading) {
        leading = true;
        leader = null;
        term++;
        beat();
        hooks.changed();
      }
    }
    /** Sooner if we are looked at: timers of hidden tabs are slow. */
    function elect() {
      if (!election && able && !leading) {
        election = later(lead, (hidden() ? 500 : 100) + Math.random() * 300);
      }
    }
    function outranks(other) {
      return !(other.term < term || (other.term === term && other.id < id));
    }
    function follow(message) {
      var was = leading;
      stop(election);
      election = 0;
      leading = false;
      term = message.term;
      leader = { id: message.id, seen: now(), visible: message.visible === true, channels: message.channels, snapshot: message.snapshot };
      if (was) {
        here();
      }
      if (!leader.visible && !hidden()) {
        elect(); // its timers are slow, and it may be frozen soon: a tab that is looked at takes over
      }
      hooks.changed();
    }
    function onBeat(message) {
      if (!isArray(message.channels) || !isObject(message.snapshot)) {
        return;
      }
      if (leading && !outranks(message)) {
        beat(); // so that the other one hears of us
      } else if (leading || !leader || leader.id === message.id || message.term >= term) {
        follow(message);
      }
    }
    function onHere(message) {
      if (!isArray(message.channels)) {
        return;
      }
      var before = union().join();
      members['$' + message.id] = { channels: message.channels, seen: now(), patience: message.visible ? 20 * SECOND : 3 * MINUTE };
      // A dialog may stop our clock and our requests, and let messages through: then another shall lead.
      if (leading && !isOld(ticked)) {
        beat();
        if (union().join() !== before) {
          hooks.changed();
        }
      }
    }
    function onBye(message) {
      delete members['$' + message.id];
      if (leader && leader.id === message.id) {
        leader = null;
        elect();
      }
      if (leading) {
        hooks.changed();
      }
    }
    function receive(message) {
      if (typeof message.term !== 'number' || !(message.term < 1e9)) {
        return;
      }
      if (message.type === 'beat') {
        onBeat(message);
      } else if (message.type === 'here') {
        onHere(message);
      } else if (message.type === 'bye') {
        onBye(message);
      } else if (message.type === 'news') {
        hooks.news(message);
      } else if (message.type === 'now' && leading) {
        hooks.now();
      }
    }
    function prune() {
      for (var key in members) {
        if (own(members, key) && now() - members[key].seen > members[key].patience) {
          delete members[key];
        }
      }
    }
    /** A hidden tab's clock ticks once a minute: that is not silence. */
    function isOld(at) {
      return now() - at > (hidden() ? 150 : 7) * SECOND;
    }
    function covered() {
      return !!leader && hooks.channels().length > 0 && contains(leader.channels, hooks.channels());
    }

    return (
      bus && {
        start: function () {
          ticked = now();
          bus = bus || join();
          here();
          elect();
        },
        tick: function () {
          ticked = now();
          prune();
          if (leading) {
            beat();
            hooks.changed();
            return;
          }
          if (leader && isOld(leader.seen)) {
            leader = null;
          }
          if (!leader) {
            elect();
          }
          if (now() - said > 5 * SECOND) {
            here();
          }
          uncovered = covered() || !leader ? 0 : uncovered || now();
        },
        leads: function () {
          return leading;
        },
        /** Somebody else polls for us, or is about to. */
        follows: function () {
          return !leading && ((!!election && able) || (!!leader && !(uncovered && now() - uncovered > 3 * SECOND)));
        },
        snapshot: function () {
          return covered() && isObject(leader.snapshot) ? leader.snapshot : null;
        },
        channels: union,
        changed: function () {
          uncovered = 0;
          if (leading) {
            beat();
          } else {
            here();
          }
        },
        news: function (news) {
          say('news', news);
        },
        now: function () {
          say('now');
        },
        /** Whether this tab is looked at has changed. */
        seen: function () {
          if (leader && !leader.visible && !hidden()) {
            lead();
          } else if (leading) {
            beat();
          } else {
            here();
          }
        },
        /** Whether this tab can lead: not with a token that is no good, nor while it has a socket. */
        enable: function (can) {
          if (able !== can) {
            able = can;
            if (!able) {
              stop(election);
              election = 0;
              if (leading) {
                leading = false;
                say('bye');
              }
            } else if (!leader) {
              elect();
            }
          }
        },
        /** Until the next start. A page that listens is not kept in the back/forward cache, or dropped from it by what it would hear. */
        leave: function () {
          stop(election);
          election = 0;
          leading = false;
          leader = null;
          say('bye');
          if (bus) {
            bus.close();
            bus = null;
          }
        }
      }
    );
  }

  function contains(all, some) {
    for (var i = 0; i < some.length; i++) {
      if (indexOf(all, some[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  // --------------------------------------------------------------------------------------- outbox

  /**
   * What the page says: one at a time, in order, each with a key under which the server does it
   * once however often it is asked. Kept while there is no network, up to a bound.
   *
   * @param host ask(path, body, done), isHeld() while nothing shall be sent, trouble(what), drained()
   */
  function Outbox(host) {
    var items = [];
    var chars = 0;
    var busy = null;
    var timer = 0;
    var failures = 0;

    function settle(error, body) {
      var item = items.shift();
      chars -= item.chars;
      failures = 0;
      if (error) {
        host.trouble(error);
      }
      if (item.done) {
        call(function () {
          item.done(error, body);
        });
      }
      if (items.length) {
        next();
      } else {
        host.drained();
      }
    }
    function retry(wait) {
      timer = later(next, Math.max(wait || 0, backoff(failures++, MAX_BACKOFF)));
    }
    function landed(verdict) {
      busy = null;
      if (verdict.kind === 'word' || verdict.kind === 'answer') {
        settle(null, verdict.body);
      } else if (verdict.kind === 'problem' && isFinal(verdict)) {
        settle({ reason: 'refused', code: verdict.code, status: verdict.status }, null);
      } else {
        retry(verdict.wait);
      }
    }
    function next() {
      stop(timer);
      timer = 0;
      if (!busy && items.length && !host.isHeld()) {
        if (items[0].until && items[0].until < now()) {
          settle({ reason: 'expired' }, null);
          return;
        }
        busy = host.ask(items[0].path, items[0].body, landed);
      }
    }
    return {
      /** Says whether it was taken. */
      add: function (path, body, ttl, done) {
        var size = JSON_.stringify(body).length;
        if (items.length >= OUTBOX_ITEMS || chars + size > OUTBOX_CHARS) {
          host.trouble({ reason: 'queue_full' });
          return false;
        }
        items.push({ path: path, body: body, chars: size, until: ttl ? now() + ttl : 0, done: done });
        chars += size;
        if (!timer) {
          next();
        }
        return true;
      },
      next: next,
      wake: function () {
        failures = 0;
        next();
      },
      chars: function () {
        return chars;
      },
      close: function () {
        stop(timer);
        items = [];
        chars = 0;
        if (busy) {
          busy();
        }
      }
    };
  }

  /** A refusal that asking again does not change. 401 asks for a token; 408, 429 and 5xx pass. */
  function isFinal(verdict) {
    return verdict.status >= 400 && verdict.status < 500 && verdict.status !== 401 && verdict.status !== 408 && verdict.status !== 429;
  }

  /** The token that the page gave, or the function that knows one. Asked once at a time. */
  function Tokens(source) {
    var token = typeof source === 'string' ? source : null;
    var waiting = null;
    function tell(error, value) {
      var all = waiting || [];
      waiting = null;
      token = error ? null : value;
      each(all, function (done) {
        done(error, token);
      });
    }
    function ask(why) {
      var answered = false;
      function answer(error, value) {
        if (!answered) {
          answered = true;
          stop(timer);
          tell(error || (typeof value === 'string' && value ? null : 'no token'), value);
        }
      }
      function good(value) {
        answer(null, value);
      }
      function bad(error) {
        answer(error || 'no token');
      }
      var timer = later(bad, 15 * SECOND);
      try {
        var value = source(answer, why);
        if (value && typeof value.then === 'function') {
          value.then(good, bad);
        } else if (value !== undefined) {
          good(value);
        }
      } catch (error) {
        bad(error);
      }
    }
    return {
      get: function (done) {
        if (token || typeof source !== 'function') {
          done(null, token);
        } else if (waiting) {
          waiting.push(done);
        } else {
          waiting = [done];
          ask('needed');
        }
      },
      now: function () {
        return token;
      },
      /** The server did not want it. */
      spoil: function (used) {
        if (token === used && typeof source === 'function') {
          token = null;
        }
      }
    };
  }

  // --------------------------------------------------------------------------------------- native

  /** One text for equal objects, whatever order their names came in. */
  function canonical(thing, depth) {
    if (!depth || thing === null || typeof thing !== 'object') {
      return JSON_.stringify(thing) || 'null';
    }
    var parts = [];
    if (isArray(thing)) {
      each(thing, function (item) {
        parts.push(canonical(item, depth - 1));
      });
      return '[' + parts.join() + ']';
    }
    for (var key in thing) {
      // A bridge may add a cursor to what it tells the forum.
      if (own(thing, key) && key !== 'cursor') {
        parts.push(JSON_.stringify(key) + ':' + canonical(thing[key], depth - 1));
      }
    }
    return '{' + parts.sort().join() + '}';
  }

  /**
   * Drops what came by the log after it came by the socket, or the other way round. The socket's messages
   * have no ids, so they are told by what they say: each cancels one of the other side.
   */
  function Twins() {
    var open = [];
    return {
      /** True if the other side has told this already. */
      isSecond: function (side, data) {
        var text = canonical(data, 32);
        for (var i = 0; i < open.length; i++) {
          if (open[i].side !== side && open[i].text === text) {
            open.splice(i, 1);
            return true;
          }
        }
        open.push({ side: side, text: text, at: now() });
        if (open.length > 1000) {
          open.shift();
        }
        return false;
      },
      size: function () {
        return open.length;
      },
      expire: function (age) {
        while (open.length && now() - open[0].at > age) {
          open.shift();
        }
      }
    };
  }

  /**
   * The forum's own WebSocket. While it is open nobody polls; at first, every some minutes, and when it ends,
   * the log is read from our cursor on, and tells what the socket has not. So going over to polls and back
   * loses nothing.
   *
   * @param host text(text), opened(), ended(), channels()
   */
  function Native(url, protocols, host) {
    var socket = null;
    var open = false;
    var timer = 0;
    function end(worked) {
      if (socket) {
        var old = socket;
        socket = null;
        open = false;
        stop(timer);
        old.onopen = old.onmessage = old.onclose = old.onerror = null;
        try {
          old.close();
        } catch (error) {
          // It was on its way already.
        }
        host.ended(worked);
      }
    }
    function say(what) {
      socket.send(JSON_.stringify(what));
    }
    function subscription(type, channel) {
      say(channel.indexOf('thread:') === 0 ? { type: type, threadId: channel.substring(7) } : { type: type, channel: channel });
    }
    return {
      start: function () {
        try {
          socket = protocols ? new root.WebSocket(url, protocols) : new root.WebSocket(url);
        } catch (error) {
          socket = null;
          host.ended(false);
          return;
        }
        timer = later(function () {
          end(false);
        }, 5 * SECOND);
        socket.onopen = function () {
          stop(timer);
          open = true;
          each(host.channels(), function (channel) {
            subscription('subscribe', channel);
          });
          host.opened();
        };
        socket.onmessage = function (message) {
          host.text(message.data);
        };
        socket.onclose = function () {
          end(open);
        };
      },
      isActive: function () {
        return !!socket;
      },
      isOpen: function () {
        return open;
      },
      say: say,
      subscription: function (type, channel) {
        if (open) {
          subscription(type, channel);
        }
      },
      end: end
    };
  }

  // ----------------------------------------------------------------------------------------- loop

  /**
   * One poll at a time. Knows when to ask and what to make of the reply; not who else asks, nor what is
   * done with the events.
   *
   * @param host options, reader, ladder, pace, tokens, channels(), url(path), mayPoll(), isBehind(),
   *     isSlow(), arrived(from, channels, answer), changed() for the status, error(what)
   */
  function Loop(host) {
    var fuse = Fuse();
    var flight = null;
    var timer = 0;
    var isSoft = false; // whether the wait is for want of anything better to do
    var polled = ''; // the channels of the last poll
    var asking = false;
    var dirty = 0;
    var failures = 0;
    var cuts = 0;
    var max = 100;
    var renewed = false; // a token was asked for because of the last 401
    var shortLives = 0;
    var self = {
      provenAt: 0,
      goodUntil: 0, // as long as the last proof counts
      retryAt: 0,
      trouble: null,
      wire: null
    };

    function wait(millis, soft) {
      stop(timer);
      timer = later(turn, millis);
      isSoft = !!soft;
    }
    function rest() {
      stop(timer);
      timer = 0;
      if (flight) {
        flight.abort();
        flight = null;
      }
    }
    function turn() {
      stop(timer);
      timer = 0;
      self.retryAt = 0;
      if (flight || asking || !host.mayPoll()) {
        return;
      }
      var pause = fuse.wait();
      if (pause) {
        wait(pause);
        return;
      }
      asking = true;
      host.tokens.get(function (error, token) {
        asking = false;
        if (flight || !host.mayPoll()) {
          return;
        }
        if (error) {
          denied();
        } else {
          depart(token);
        }
      });
    }

    /**
     * Whether the answer shall come at once: while nothing is proved, so that the page knows within a round
     * trip, and to catch up with tabs that are ahead.
     */
    function isHasty() {
      return !!self.trouble || failures > 0 || now() >= self.goodUntil || host.isBehind();
    }
    function depart(token) {
      var cursor = host.reader.cursor();
      var channels = host.channels();
      var wire = channels.length ? host.ladder.pick(!!cursor && !host.isSlow() && !host.isBehind()) : 'post';
      var hold = cursor && channels.length && !isHasty() ? host.pace.hold() : 0;
      var mine = { wire: wire, from: cursor, channels: channels, hold: hold, since: now(), token: token, fresh: 0 };
      if (!wire) {
        failed({ kind: 'unsupported' });
        return;
      }
      flight = mine;
      polled = channels.join();
      self.wire = wire;
      if (!channels.length) {
        mine.abort = host.ask('send', { type: 'ping' }, function (verdict) {
          landed(mine, verdict);
        });
        return;
      }
      var body = { channels: channels, cursor: cursor || undefined, client: host.options.client };
      if (wire === 'stream') {
        mine.abort = streamWire(request('stream', body, token, 0), framed, ended);
        return;
      }
      body.hold = hold;
      body.max = max;
      if (!cursor && host.options.last) {
        body.last = host.options.last;
      }
      mine.abort = WIRES[wire](request('poll', body, token, hold * 1.1 * SECOND + GRACE), function (reply) {
        landed(mine, judge(reply), reply);
      });

      function framed(text) {
        var verdict = judge({ status: 200, text: text });
        if (flight === mine && verdict.kind === 'answer') {
          host.ladder.works('stream', now() - mine.since > MINUTE);
          proved(STREAM_SILENCE);
          mine.fresh += host.arrived(mine.from, mine.channels, verdict.answer);
          mine.from = verdict.answer.cursor;
          mine.advice = verdict.answer.advice;
          advise(verdict.answer);
        }
      }
      function ended(reply) {
        if (flight === mine) {
          streamEnded(mine, reply);
        }
      }
    }
    function request(path, body, token, timeout) {
      if (token) {
        body.token = token; // left out of query strings: those end up in logs
      }
      return { url: host.url(path), body: body, token: token, timeout: timeout, credentials: host.options.credentials };
    }

    function proved(goodFor) {
      self.provenAt = now();
      self.goodUntil = now() + goodFor + 2 * GRACE;
      self.trouble = null;
      self.retryAt = 0;
      failures = 0;
      renewed = false;
      host.changed();
    }
    function advise(answer) {
      if (answer.advice.hold) {
        host.pace.advise(answer.advice.hold);
      }
      if (answer.odd) {
        host.error({ reason: 'odd_events', count: answer.odd });
      }
    }

    /** Streams end: the server sees to that. One that ends soon, again and again, is being cut. */
    function streamEnded(mine, reply) {
      flight = null;
      if (!reply.frames) {
        landed(mine, judge(reply), reply);
        return;
      }
      shortLives = now() - mine.since < 15 * SECOND && !mine.fresh && !(mine.advice && mine.advice.pause) ? shortLives + 1 : 0;
      if (shortLives >= 3) {
        shortLives = 0;
        host.ladder.rest('stream');
      }
      wait((mine.advice && mine.advice.pause) || (mine.fresh ? 0 : fuse.idle()));
    }

    function landed(mine, verdict, reply) {
      if (flight && flight !== mine) {
        return;
      }
      flight = null;
      if (verdict.kind === 'answer') {
        answered(mine, verdict.answer);
      } else if (verdict.kind === 'word' && !mine.channels.length) {
        proved(HOLD * SECOND);
        wait(HOLD * SECOND, true);
      } else if (verdict.kind === 'problem') {
        problem(mine, verdict);
      } else if (isCut(mine, verdict, reply)) {
        cuts++;
        host.pace.cut(now() - mine.since);
        turn();
      } else {
        if (verdict.kind === 'large') {
          max = Math.max(1, Math.floor(max / 2));
        }
        if (reply && reply.late && mine.hold && mine.wire !== 'stream') {
          host.pace.cut((mine.hold * SECOND) / 2); // somebody holds the answer back without a word
        }
        if (mine.wire === 'xdr' && failures % 3 === 2) {
          host.tokens.spoil(mine.token); // it may have been a 401: an XDomainRequest does not tell
        }
        if (isExcused(mine, verdict, reply)) {
          failed(verdict);
        } else {
          blame(mine, verdict);
        }
      }
    }
    /** Where another wire works, this was an attempt at something better, and no interruption. */
    function blame(mine, verdict) {
      host.ladder.failed(mine.wire);
      if (failures < 2 && (mine.wire === 'stream' || (self.provenAt && !host.ladder.proved(mine.wire)))) {
        failures++;
        turn();
      } else {
        failed(verdict);
      }
    }
    /** A server that restarts is not the wire's fault. */
    function isExcused(mine, verdict, reply) {
      return failures === 0 && verdict.kind === 'silence' && host.ladder.proved(mine.wire) && !(reply && reply.late);
    }
    /** Somebody on the way lost patience with a parked poll. That is as good as "nothing yet". */
    function isCut(mine, verdict, reply) {
      var lived = now() - mine.since;
      var silent = verdict.kind === 'silence' || verdict.kind === 'refused' || verdict.kind === 'garbled';
      return silent && mine.hold > 0 && !(reply && reply.late) && lived >= 2 * SECOND && cuts < 3 && host.ladder.proved(mine.wire);
    }
    function answered(mine, answer) {
      var lived = now() - mine.since;
      proved(0); // first: the page is connected before it hears
      var fresh = host.arrived(mine.from, mine.channels, answer);
      var quick = mine.hold > 0 && lived < Math.min(2 * SECOND, (mine.hold * SECOND) / 2);
      cuts = 0;
      host.ladder.works(mine.wire, true);
      if (mine.hold && lived > mine.hold * 0.85 * SECOND) {
        host.pace.kept();
      }
      advise(answer);
      var pause = answer.advice.pause || 0;
      if (fresh || !mine.from) {
        fuse.busy();
      } else if (quick || answer.more) {
        pause = Math.max(pause, fuse.idle()); // neither news nor patience: do not play along
      }
      var slow = host.isSlow() && !answer.more && !pause;
      if (slow) {
        pause = (10 + Math.random() * 10) * SECOND;
      }
      proved(pause + host.pace.hold() * 1.1 * SECOND);
      if (pause) {
        wait(pause, slow);
      } else {
        turn();
      }
    }

    function problem(mine, verdict) {
      if (verdict.status === 401) {
        unauthorized(mine);
      } else if (verdict.status === 403) {
        fail('forbidden');
      } else if (verdict.code === 'invalid_cursor') {
        host.lost();
        turn();
      } else if (verdict.status === 404 || verdict.status === 405 || isMaimed(mine, verdict)) {
        blame(mine, { kind: 'refused' }); // not offered here
      } else if (isFinal(verdict) && verdict.status !== 413) {
        host.error({ reason: 'refused', code: verdict.code, status: verdict.status });
        fail('refused', backoff(7 + failures++, MAX_PATIENCE));
      } else {
        failed({ kind: 'busy', wait: verdict.wait });
      }
    }
    /** Some proxies lose a POST's body; then the server complains of what we never said. */
    function isMaimed(mine, verdict) {
      return mine.wire === 'post' && isFinal(verdict) && !host.ladder.proved('post');
    }
    /** The cursor stays. First suspect the wire, which may have stripped the header; then the token. */
    function unauthorized(mine) {
      if (mine.token && (mine.wire === 'stream' || mine.wire === 'get')) {
        blame(mine, { kind: 'refused' });
        return;
      }
      host.tokens.spoil(mine.token);
      if (!renewed && typeof host.options.token === 'function') {
        renewed = true;
        turn();
      } else {
        denied();
      }
    }
    function denied() {
      fail('unauthorized', backoff(2 + failures++, MAX_PATIENCE));
    }
    function failed(verdict) {
      var millis = backoff(failures++, MAX_BACKOFF);
      // What a server asks for is a least; what we add keeps those apart who were told the same.
      fail(verdict.kind, verdict.wait ? verdict.wait + Math.random() * Math.max(SECOND, verdict.wait / 4) : millis);
    }
    function fail(trouble, millis) {
      self.trouble = trouble;
      self.retryAt = 0;
      if (millis !== undefined) {
        self.retryAt = now() + millis;
        wait(millis);
      }
      host.changed();
    }

    return merge(self, {
      turn: turn,
      rest: rest,
      /** Something else is to be polled for, or by somebody else. What comes in one breath is one change. */
      rethink: function () {
        stop(dirty);
        dirty = later(function () {
          if (flight && (!host.mayPoll() || flight.channels.join() !== host.channels().join())) {
            rest();
          }
          if (self.trouble === 'forbidden') {
            self.trouble = 'refused';
          }
          if (!timer || (isSoft && host.channels().join() !== polled)) {
            turn();
          }
        }, 20);
      },
      /** What was parked before a sleep may be dead without knowing it. */
      wake: function () {
        rest();
        host.ladder.forgive(); // it may be another network
        failures = 0;
        self.goodUntil = Math.min(self.goodUntil, now());
        turn();
      },
      isFlying: function (wire) {
        return !!flight && (!wire || flight.wire === wire);
      },
      isWaiting: function () {
        return !!timer;
      },
      proved: function () {
        self.provenAt = now();
      },
      stop: function () {
        stop(dirty);
        rest();
      }
    });
  }

  // --------------------------------------------------------------------------------------- client

  var scripts = root.document && root.document.getElementsByTagName ? root.document.getElementsByTagName('script') : [];
  var here = scripts.length ? scripts[scripts.length - 1].src || '' : '';

  function defaultUrl() {
    return here.replace(/[^\/]*$/, '') || '/';
  }

  function listOf(channels) {
    return isArray(channels) ? channels.slice(0) : channels ? [channels] : [];
  }

  /** Tabs share a poll if they are the same user's, as far as we can tell. See client.md, "Sharing". */
  function groupOf(options) {
    if (options.share === false || (typeof options.token === 'function' && !options.user)) {
      return null;
    }
    var token = options.token || '';
    var hash = 0; // a token is nobody's business, not even in a name
    for (var i = 0; i < token.length; i++) {
      hash = (hash * 31 + token.charCodeAt(i)) | 0;
    }
    return 'linger:tabs:' + options.url + ':' + (options.user ? 'user ' + options.user : 'token ' + hash);
  }

  function connect(given) {
    if (!JSON_ || !JSON_.parse) {
      throw new Error('Linger needs JSON; load json2.js before it, or a document mode that has it');
    }
    var options = merge(merge({ url: defaultUrl() }, Linger.defaults), given || {});
    options.url = options.url.replace(/\/*$/, '/');
    options.client = randomId();

    var client = {};
    var emit = emitter(client);
    var wanted = {};
    var closed = false;
    var suspended = false;
    var behind = false;
    var pending = []; // news that came while we were behind
    var openedAt = 0; // when our own socket did
    var held = []; // what it said before the log had told what came before that
    var shown = '';
    var hiddenSince = hidden() ? now() : 0;
    var tickedAt = now();
    var reconciledAt = now();
    var memory = Memory(options.url);
    var learned = memory.load();
    var twins = options.websocket ? Twins() : null;
    var wires = wiresFor(options);
    var ladder = Ladder(wires, learned.wires, function (cards) {
      learned.wires = cards;
      memory.save(learned);
    });
    var pace = Pace(isObject(learned.pace) ? learned.pace : {}, function (kept) {
      learned.pace = kept;
      memory.save(learned);
    });
    var tokens = Tokens(options.token);
    var reader = Reader(
      options.cursor || null,
      isMine,
      function () {
        return !closed;
      },
      function (name, what) {
        if (name === 'reset' && what.reason === 'forbidden') {
          drop(what.channel);
        }
        if (name !== 'event' || !twins || !twins.isSecond('log', what.data)) {
          emit(name, what);
        }
      }
    );

    function url(path) {
      return options.url + path;
    }
    function ours() {
      var list = [];
      for (var key in wanted) {
        if (own(wanted, key)) {
          list.push(key.substring(1));
        }
      }
      return list.sort();
    }
    /** What the poll is for: everybody's channels if we poll for everybody. */
    function channels() {
      return tabs && tabs.leads() && !ownSocket.isActive() ? tabs.channels() : ours();
    }
    function isMine(channel) {
      if (own(wanted, '$' + channel)) {
        return true;
      }
      // The server answers user:me with the user's own channel. Another's is only there if a tab names it.
      return own(wanted, '$user:me') && channel.indexOf('user:') === 0 && !(tabs && indexOf(tabs.channels(), channel) >= 0);
    }
    /** Asking again for what is forbidden would be answered at once, for ever. */
    function drop(channel) {
      delete wanted['$' + (own(wanted, '$' + channel) ? channel : 'user:me')];
      changeChannels();
    }
    function mayPoll() {
      if (closed || suspended) {
        return false;
      }
      if (ours().length && (behind || !reader.cursor())) {
        return true;
      }
      return !ownSocket.isActive() && !(tabs && tabs.follows());
    }
    function isSlow() {
      return !!hiddenSince && hidden() && now() - hiddenSince > MINUTE;
    }

    // Asks something besides the poll. Ended by the function that it gives back.
    function ask(path, body, done) {
      var end = null;
      var over = false;
      var wire = indexOf(wires, 'post') >= 0 ? 'post' : 'xdr';
      if (indexOf(wires, wire) < 0) {
        later(function () {
          done({ kind: 'problem', status: 400, code: 'no_post' });
        }, 0);
        return function () {};
      }
      tokens.get(function (error, token) {
        if (error) {
          later(function () {
            done({ kind: 'problem', status: 401, code: 'no_token' });
          }, 0);
        } else if (!over) {
          var full = merge({}, body);
          if (token) {
            full.token = token;
          }
          if (path === 'send') {
            full.client = options.client;
          }
          end = WIRES[wire]({ url: url(path), body: full, token: token, timeout: 2 * GRACE, credentials: options.credentials }, function (reply) {
            var verdict = judge(reply);
            if (verdict.kind === 'problem' && verdict.status === 401) {
              tokens.spoil(token);
            }
            if (verdict.kind === 'word') {
              loop.proved();
            }
            done(verdict);
          });
        }
      });
      return function () {
        over = true;
        if (end) {
          end();
        }
      };
    }

    var outbox = Outbox({
      ask: ask,
      isHeld: function () {
        return suspended || (closed && !leaving);
      },
      trouble: function (what) {
        emit('error', what);
      },
      drained: function () {
        emit('drained');
        if (leaving) {
          leaving();
        }
      }
    });
    var leaving = null;

    var loop = Loop({
      options: options,
      reader: reader,
      ladder: ladder,
      pace: pace,
      tokens: tokens,
      channels: function () {
        return behind && !(tabs && tabs.leads()) ? ours() : channels();
      },
      url: url,
      ask: ask,
      mayPoll: mayPoll,
      isBehind: function () {
        return behind && !overlaps();
      },
      isSlow: isSlow,
      arrived: arrived,
      changed: show,
      error: function (what) {
        emit('error', what);
      },
      lost: lost
    });
    var hooks = {
      channels: ours,
      snapshot: snapshot,
      changed: function () {
        loop.rethink();
        show();
      },
      news: hear,
      now: wake
    };
    var group = groupOf(options);
    var tabs = group ? Tabs(group, hooks) : null;
    var ownSocket = Native(options.websocket, options.protocols, {
      channels: ours,
      opened: function () {
        openedAt = now();
        later(function () {
          if (ownSocket.isOpen()) {
            loop.rest(); // what is parked; the next one is answered at once
            loop.turn();
          }
        }, OVERLAP + 50);
        fallBehind();
        show();
      },
      ended: function (worked) {
        if (!closed) {
          if (worked && now() - openedAt > MINUTE) {
            ladder.works('socket', true);
          }
          if (!suspended) {
            ladder.rest('socket');
          }
          behind = behind && worked;
          if (behind) {
            loop.rest(); // a stream can't tell that it has told all
          }
          setAble();
          loop.rethink();
          show();
        }
      },
      text: function (text) {
        var data = typeof text === 'string' ? parse(text) : null;
        loop.proved();
        if (!holds()) {
          release();
        } else if (isObject(data) && data.threadId) {
          held.push([text, data]);
          return;
        }
        tell(text, data);
      }
    });
    function tell(text, data) {
      if (!isObject(data) || !twins.isSecond('socket', data)) {
        emit('text', text);
        if (isObject(data)) {
          emit('event', { id: null, channel: null, at: now(), data: data });
        }
      }
    }
    /** Whether our own socket is so new that what was said just before may come by the log only. */
    function overlaps() {
      return ownSocket.isOpen() && now() < openedAt + OVERLAP;
    }
    /** Until then the log tells in order, and the socket waits; not for a log that is away. */
    function holds() {
      return behind && reader.cursor() && !loop.trouble && held.length < 1000 && now() < openedAt + 3 * OVERLAP;
    }
    function release() {
      each(held.splice(0, 1000), function (item) {
        tell(item[0], item[1]);
      });
    }

    /** An answer to our own poll. The other tabs are told before the page: its code may take its time. */
    function arrived(from, polled, answer) {
      if (tabs && tabs.leads() && from) {
        tabs.news({ from: from, to: answer.cursor, channels: polled, events: answer.events, reset: answer.reset });
      }
      var fresh = reader.take(answer);
      client.cursor = reader.cursor();
      if (behind && !overlaps() && !answer.more && !answer.events.length) {
        caughtUp();
      }
      return fresh;
    }
    function caughtUp() {
      var waiting = pending;
      behind = false;
      pending = [];
      reconciledAt = now();
      each(waiting, hear);
      release();
      if (twins) {
        twins.expire(MINUTE);
      }
    }
    function fallBehind() {
      behind = true;
      setAble();
      loop.rethink();
    }
    /**
     * News of a leader. It continues what we have seen if it begins at or before our cursor; if it begins
     * after, we have missed something, and read that ourselves.
     */
    function hear(news) {
      var mine = ours();
      var cursor = reader.cursor();
      var answer = readAnswer({ linger: 1, cursor: news.to, events: news.events, reset: news.reset });
      if (!answer || closed || ownSocket.isActive() || !cursor || !mine.length || !isArray(news.channels) || !contains(news.channels, mine)) {
        return;
      }
      var lead = compareCursors(news.from, cursor);
      if (!behind && lead <= 0) {
        // What lies before our cursor is not for us: another tab may be much further back.
        answer.events = filter(answer.events, function (event) {
          return lead === 0 || isAfter(event, cursor);
        });
        reader.take(answer);
        client.cursor = reader.cursor();
      } else if (tabs.follows() && pending.length < 50) {
        pending.push(news);
        if (!behind) {
          fallBehind();
        }
      }
    }
    /** The server can't read our cursor. Nobody knows what we missed, so the page must load anew. */
    function lost() {
      reader.lose();
      each(ours(), function (channel) {
        reader.forget(channel);
        emit('reset', { channel: channel, reason: 'epoch' });
      });
    }

    function setAble() {
      if (tabs) {
        tabs.enable(!ownSocket.isOpen() && loop.trouble !== 'unauthorized' && loop.trouble !== 'forbidden');
      }
    }

    // The status, derived: nothing sets it.
    function statusOf() {
      if (closed) {
        return 'closed';
      }
      if (ownSocket.isOpen()) {
        return 'live';
      }
      if (loop.trouble === 'unauthorized' || loop.trouble === 'forbidden') {
        return 'unauthorized';
      }
      if (loop.trouble) {
        return loop.trouble === 'portal' ? 'portal' : offline() ? 'offline' : 'waiting';
      }
      return now() < loop.goodUntil ? 'live' : 'connecting';
    }
    function snapshot() {
      var led = tabs && !behind && !ownSocket.isActive() && reader.cursor() && tabs.follows() ? tabs.snapshot() : null;
      if (led) {
        return { status: String(led.status), reason: led.reason || null, provenAt: count(led.provenAt, now()), retryAt: count(led.retryAt, 1e15), transport: 'shared' };
      }
      return {
        status: statusOf(),
        reason: loop.trouble,
        provenAt: loop.provenAt,
        retryAt: loop.retryAt,
        transport: ownSocket.isOpen() ? 'websocket' : loop.wire
      };
    }
    function show() {
      setAble();
      var current = snapshot();
      var text = [current.status, current.reason, current.retryAt, current.transport].join();
      if (text !== shown) {
        shown = text;
        if (tabs && tabs.leads()) {
          tabs.changed();
        }
        emit('status', current);
      }
    }

    function considerNative() {
      if (options.websocket && root.WebSocket && !closed && !suspended && !ownSocket.isActive() && !ladder.rests('socket')) {
        ownSocket.start();
      }
    }
    function wake() {
      if (!closed && !suspended) {
        considerNative();
        outbox.wake();
        loop.wake();
        show();
      }
    }
    /**
     * A clock that jumped was asleep. A hidden tab's clock ticks once a minute without having slept.
     * Chromium, "Heavy throttling of chained JS timers".
     */
    function tick() {
      var jump = now() - tickedAt;
      tickedAt = now();
      if (tabs && !suspended) {
        tabs.tick();
      }
      if (jump < -SECOND || jump > (hidden() ? 90 : 10) * SECOND) {
        wake();
      } else if (ownSocket.isOpen() && (twins.size() > 200 || now() - reconciledAt > 5 * MINUTE)) {
        fallBehind();
      } else if (isSlow() && loop.isFlying('stream')) {
        loop.rest();
        loop.turn();
      } else if (!loop.isFlying() && !loop.isWaiting() && loop.trouble !== 'forbidden') {
        loop.turn(); // whoever polled for us may be gone
      }
      if (!holds()) {
        release();
      }
      considerNative();
      show();
      ticker = later(tick, TICK);
    }

    function onVisibility() {
      hiddenSince = hidden() ? now() : 0;
      if (suspended || closed) {
        return;
      }
      if (tabs) {
        tabs.seen();
      }
      if (!hidden() && loop.isWaiting()) {
        wake();
      }
    }
    function beacon() {
      var body = { type: 'leave', client: options.client };
      if (tokens.now()) {
        body.token = tokens.now();
      }
      try {
        // Outlives the page; a request of its own would be cut off with it.
        if (root.navigator.sendBeacon && root.navigator.sendBeacon(url('send'), JSON_.stringify(body))) {
          return;
        }
      } catch (error) {
        // Then as well as it goes.
      }
      if (indexOf(wires, 'post') >= 0) {
        WIRES.post({ url: url('send'), body: body, timeout: GRACE, credentials: options.credentials }, function () {});
      }
    }
    function suspend() {
      if (!suspended && !closed) {
        var polled = loop.isFlying() || loop.isWaiting();
        suspended = true;
        loop.rest();
        ownSocket.end(true);
        if (tabs) {
          tabs.leave();
        }
        if (polled) {
          beacon();
        }
      }
    }
    function resume() {
      if (suspended && !closed) {
        suspended = false;
        options.client = randomId(); // the old one has said goodbye
        tickedAt = now();
        if (tabs) {
          tabs.start();
        }
        wake();
      }
    }
    var heard = [
      [root, 'online', wake],
      [root, 'offline', wake],
      [root, 'pageshow', resume],
      [root, 'onpagehide' in root ? 'pagehide' : 'unload', suspend],
      [root.document, 'freeze', suspend],
      [root.document, 'resume', resume],
      [root.document, 'visibilitychange', onVisibility]
    ];
    function close() {
      if (closed) {
        return;
      }
      var polled = loop.isFlying() || loop.isWaiting();
      closed = true;
      stop(ticker);
      loop.stop();
      ownSocket.end(true);
      if (tabs) {
        tabs.leave();
      }
      each(heard, function (item) {
        deafen(item[0], item[1], item[2]);
      });
      function leave() {
        stop(patience);
        leaving = null;
        outbox.close();
        if (polled && !suspended) {
          beacon();
        }
        show();
      }
      // What the page said before it closed is still sent, as a WebSocket would.
      var patience = 0;
      if (outbox.chars() && !suspended) {
        leaving = leave;
        patience = later(leave, 3 * SECOND);
        show();
      } else {
        leave();
      }
    }

    function changeChannels() {
      if (tabs && !suspended) {
        tabs.changed();
      }
      loop.rethink();
    }
    merge(client, {
      cursor: options.cursor || null,
      subscribe: function (names) {
        each(listOf(names), function (name) {
          if (!own(wanted, '$' + name)) {
            wanted['$' + name] = true;
            ownSocket.subscription('subscribe', name);
          }
        });
        changeChannels();
        return client;
      },
      unsubscribe: function (names) {
        each(listOf(names), function (name) {
          if (own(wanted, '$' + name)) {
            delete wanted['$' + name];
            reader.forget(name);
            ownSocket.subscription('unsubscribe', name);
          }
        });
        changeChannels();
        return client;
      },
      channels: ours,
      send: function (what, done) {
        if (!isObject(what) || typeof what.type !== 'string') {
          throw new TypeError('send takes an object with a type');
        }
        if (closed) {
          return false;
        }
        if (ownSocket.isOpen() && !outbox.chars()) {
          ownSocket.say(what);
          if (done) {
            later(done, 0);
          }
          return true;
        }
        // Nobody wants to know that somebody was typing a minute ago.
        return outbox.add('send', merge({ once: randomId() }, what), what.type === 'user_typing' ? 5 * SECOND : 0, done);
      },
      publish: function (channel, data, how, done) {
        if (closed) {
          return false;
        }
        var body = { channel: channel, data: data, id: (how && how.id) || randomId() };
        each(['key', 'ttl'], function (name) {
          if (how && how[name] !== undefined) {
            body[name] = how[name];
          }
        });
        return outbox.add('events', body, 0, function (error, answer) {
          if (done) {
            done(error, answer && isArray(answer.ids) ? answer.ids[0] : null);
          }
        });
      },
      /** Tells done(true) if the server is there, from a proof of the last ten seconds or a new one. */
      ping: function (done) {
        var known = snapshot();
        if (known.status === 'live' && now() - known.provenAt < 10 * SECOND) {
          later(function () {
            done(true);
          }, 0);
          return;
        }
        ask('send', { type: 'ping' }, function (verdict) {
          done(verdict.kind === 'word');
        });
      },
      pending: function () {
        return outbox.chars();
      },
      status: function () {
        var current = snapshot();
        current.retryIn = current.retryAt ? Math.max(0, current.retryAt - now()) : 0;
        return current;
      },
      now: function () {
        if (tabs && !closed) {
          tabs.now(); // whoever polls for us
        }
        wake();
      },
      close: close
    });

    each(listOf(options.channels), function (name) {
      wanted['$' + name] = true;
    });
    each(heard, function (item) {
      listen(item[0], item[1], item[2]);
    });
    // Later, so that the page has put its listeners on.
    var ticker = later(function () {
      tickedAt = now();
      ticker = later(tick, TICK);
      if (tabs) {
        tabs.start();
      }
      considerNative();
      loop.turn();
      show();
    }, 0);
    return client;
  }

  // --------------------------------------------------------------------------------------- socket

  var STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
  var OPEN_PATIENCE = 30 * SECOND;
  var OUTAGE_PATIENCE = 60 * SECOND; // after that the page is better served by knowing
  var RESUME = 5 * MINUTE;
  var resumable = {};

  function domError(name, code, message) {
    var error;
    try {
      error = new root.DOMException(message, name);
    } catch (old) {
      error = new Error(message);
      error.name = name;
      error.code = code;
    }
    return error;
  }

  /** The endpoints' address, from what a page passes to a WebSocket: wss://host/ws?token=… */
  function baseOf(address) {
    return address.replace(/[?#].*$/, '').replace(/^ws(s?):/i, 'http$1:');
  }

  function tokenOf(address) {
    var match = /[?&](?:access_)?token=([^&#]+)/.exec(address);
    return match ? decodeURIComponent(match[1]) : undefined;
  }

  /**
   * The forum's messages about subscriptions, as channels. Whatever else it sends goes to /send.
   */
  function channelOf(message) {
    if (isName(message.channel)) {
      return message.channel;
    }
    return message.threadId === undefined || message.threadId === null ? null : 'thread:' + message.threadId;
  }

  /** Makes a class whose instances have these options. Linger.WebSocket is the one without any. */
  function socketClass(fixed) {
    function LingerSocket(address, protocols, more) {
      if (!(this instanceof LingerSocket)) {
        throw new TypeError("Linger.WebSocket is a constructor: use 'new'");
      }
      address = String(address);
      var options = merge(merge(merge({ url: baseOf(address), token: tokenOf(address) }, Linger.defaults), fixed), more || {});
      if (options.websocket === true) {
        options.websocket = address;
        options.protocols = protocols;
      }
      open(this, address, options);
    }
    merge(LingerSocket, STATES);
    merge(LingerSocket.prototype, STATES);
    LingerSocket.configure = function (options) {
      return socketClass(merge(merge({}, fixed), options));
    };
    return LingerSocket;
  }

  function eventTarget(socket) {
    var listeners = [];
    function find(type, listener) {
      for (var i = 0; i < listeners.length; i++) {
        if (listeners[i].type === type && listeners[i].listener === listener) {
          return i;
        }
      }
      return -1;
    }
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
    socket.addEventListener = function (type, listener, how) {
      if (listener && find(type, listener) < 0) {
        listeners.push({ type: type, listener: listener, once: isObject(how) && how.once === true });
      }
    };
    socket.removeEventListener = function (type, listener) {
      var at = find(type, listener);
      if (at >= 0) {
        listeners.splice(at, 1);
      }
    };
    socket.dispatchEvent = function (event) {
      if (typeof socket['on' + event.type] === 'function') {
        call(socket['on' + event.type], socket, event);
      }
      each(listeners.slice(0), function (item) {
        if (item.type === event.type && find(item.type, item.listener) >= 0) {
          if (item.once) {
            socket.removeEventListener(item.type, item.listener);
          }
          if (typeof item.listener === 'function') {
            call(item.listener, socket, event);
          } else if (typeof item.listener.handleEvent === 'function') {
            call(item.listener.handleEvent, item.listener, event);
          }
        }
      });
      return true;
    };
    return function (type, more) {
      var event = { type: type, target: socket, currentTarget: socket, bubbles: false, cancelable: false, defaultPrevented: false, timeStamp: now() };
      event.preventDefault = event.stopPropagation = event.stopImmediatePropagation = function () {};
      socket.dispatchEvent(merge(event, more || {}));
    };
  }

  function open(socket, address, options) {
    var fire = eventTarget(socket);
    var key = '$' + options.url + ' ' + (options.user || '');
    var client;
    var unsaid = 0; // what was sent to a closed socket, counted as the real one does
    var patience;

    merge(socket, { url: address, readyState: 0, bufferedAmount: 0, protocol: '', extensions: '', binaryType: 'blob' });
    if (own(resumable, key) && now() < resumable[key].until && !options.cursor) {
      options.cursor = resumable[key].cursor;
    }
    delete resumable[key];
    client = connect(options);

    function measure() {
      socket.bufferedAmount = client.pending() + unsaid;
    }
    /** The page may open another one: it goes on where this one stopped, if this one was not well. */
    function keepCursor() {
      if (client.cursor && client.status().status !== 'live') {
        resumable[key] = { cursor: client.cursor, until: now() + RESUME };
      }
    }
    function end(code, reason, clean) {
      if (socket.readyState === 3) {
        return;
      }
      stop(patience);
      if (socket.readyState !== 2) {
        keepCursor();
      }
      socket.readyState = 3;
      client.close();
      if (!clean) {
        fire('error');
      }
      fire('close', { code: code, reason: reason, wasClean: clean });
    }
    function fail() {
      end(1006, '', false);
    }
    function hear(data) {
      if (socket.readyState === 1) {
        fire('message', { data: data, origin: options.url.replace(/^(\w+:\/\/[^\/]+).*/, '$1'), lastEventId: '', source: null, ports: [] });
      }
    }

    client.on('status', function (now_) {
      if (now_.status === 'live') {
        stop(patience);
        patience = 0;
        if (socket.readyState === 0) {
          socket.readyState = 1;
          fire('open');
        }
      } else if (socket.readyState === 0 && now_.status === 'unauthorized') {
        fail(); // as a handshake that gets 401
      } else if (socket.readyState === 1 && !patience) {
        patience = later(fail, OUTAGE_PATIENCE);
      }
    });
    client.on('event', function (event) {
      if (event.id !== null) {
        hear(JSON_.stringify(event.data));
      }
    });
    client.on('text', hear);
    client.on('reset', function (reset) {
      if (reset.reason === 'forbidden') {
        hear(JSON_.stringify({ type: 'error', code: 'forbidden', channel: reset.channel }));
      } else if (socket.readyState < 2) {
        // A page on a WebSocket knows one way to hear of a gap: that the connection is gone.
        delete resumable[key];
        client.cursor = null;
        end(1012, 'reset: ' + reset.reason, true);
      }
    });
    client.on('error', function (error) {
      if (error.reason === 'refused' && error.code) {
        hear(JSON_.stringify({ type: 'error', code: error.code }));
      }
    });
    client.on('drained', measure);
    patience = later(fail, OPEN_PATIENCE);

    function say(message, text) {
      var channel = channelOf(message);
      if ((message.type === 'subscribe' || message.type === 'unsubscribe') && channel) {
        client[message.type](channel);
      } else if (message.type === 'ping') {
        client.ping(function (there) {
          if (there) {
            hear('{"type":"pong"}');
          }
        });
      } else if (!client.send(message)) {
        unsaid += text.length;
      }
      measure();
    }
    socket.send = function (text) {
      if (socket.readyState === 0) {
        throw domError('InvalidStateError', 11, 'Still in CONNECTING state.');
      }
      if (typeof text === 'object' && text !== null) {
        throw new TypeError('Linger.WebSocket carries JSON text; a Blob or an ArrayBuffer has no place in it.');
      }
      text = String(text);
      if (socket.readyState > 1) {
        unsaid += text.length;
        measure();
        return;
      }
      var message = parse(text);
      if (!isObject(message) || typeof message.type !== 'string') {
        throw new TypeError('Linger.WebSocket carries JSON objects with a type; this is something else.');
      }
      say(message, text);
    };
    socket.close = function (code, reason) {
      reason = reason === undefined ? '' : String(reason);
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw domError('InvalidAccessError', 15, 'The code must be 1000, or between 3000 and 4999.');
      }
      if (encodeURIComponent(reason).replace(/%../g, 'x').length > 123) {
        throw domError('SyntaxError', 12, 'The reason must not be longer than 123 bytes.');
      }
      if (socket.readyState > 1) {
        return;
      }
      var early = socket.readyState === 0;
      keepCursor();
      socket.readyState = 2;
      client.close();
      later(function () {
        end(early ? 1006 : code === undefined ? 1005 : code, early ? '' : reason, !early);
      }, 0);
    };
  }

  // -------------------------------------------------------------------------------------- exports

  var Linger = {
    version: '0.1.0',
    /** Options for all that are made after this, connect's and WebSocket's. */
    defaults: {},
    connect: connect
  };
  Linger.WebSocket = socketClass({});

  if (typeof module === 'object' && module && module.exports) {
    module.exports = Linger;
  } else {
    root.Linger = Linger;
  }
})(typeof window !== 'undefined' ? window : this);
