/*
 * Who is in the thread of the demo forum, under its title: a snapshot, and the events that follow it.
 */
(function () {
  'use strict';

  var FACES = 5;
  var SOON = 1500; // at random up to twice that: everybody in the thread may want to ask at once
  var AGAIN = 10000; // after a request that failed
  var ABSENCE = 240000; // the server keeps these events for five minutes
  var PATIENCE = 15000;
  var Dom = window.ForumDom;
  var byId = Dom.byId;
  var setText = Dom.setText;
  var show = Dom.show;

  /** @param desk me(), thread, and isLive() */
  function Here(desk) {
    var here = Forum.nobody();
    var waiting = null; // what is told while a snapshot is on its way, and may be newer than it
    var timer = 0;
    var liveAt = 0;

    function draw() {
      var words = Forum.hereWords(here, desk.me());
      var list = Forum.inOrder(here, desk.me());
      var named = list.length === here.count ? list.slice(0, FACES) : [];
      setText(byId('here-words'), words);
      byId('here-faces').textContent = '';
      named.forEach(function (person) {
        var face = Dom.make('span');
        window.ForumPost.showFace(face, person);
        face.title = person.id === desk.me() ? 'You' : person.name;
        byId('here-faces').appendChild(face);
      });
      show(byId('here'), !!words && desk.isLive());
    }

    function take(data) {
      here = Forum.moved(here, data, desk.thread);
    }

    function later(pause) {
      clearTimeout(timer);
      timer = setTimeout(load, pause + Math.random() * pause);
    }

    function load() {
      clearTimeout(timer);
      if (waiting || !desk.isLive()) {
        return; // it is on its way, or will be asked for when we are back
      }
      waiting = [];
      var xhr = new XMLHttpRequest();
      xhr.open('GET', 'presence?channel=thread:' + encodeURIComponent(desk.thread), true);
      xhr.setRequestHeader('Authorization', 'Bearer ' + desk.me()); // an address would be written down on the way
      xhr.timeout = PATIENCE;
      xhr.onreadystatechange = function () {
        if (xhr.readyState === 4) {
          loaded(xhr);
        }
      };
      xhr.send(null);
    }

    function loaded(xhr) {
      var told = null;
      try {
        told = xhr.status === 200 ? JSON.parse(xhr.responseText) : null;
      } catch (garbled) {
        // Not from our server.
      }
      if (told && told.linger === 1) {
        here = Forum.present(told);
      } else {
        later(AGAIN);
      }
      var since = waiting;
      waiting = null;
      since.forEach(take);
      draw();
    }

    return {
      hear: function (data) {
        if (waiting) {
          waiting.push(data);
        } else {
          take(data);
          if (!Forum.knowsAll(here)) {
            later(SOON);
          }
          draw();
        }
      },
      /** With each change of the connection. */
      connection: function (now) {
        if (desk.isLive() && (here.count < 0 || now - liveAt > ABSENCE)) {
          load();
        }
        liveAt = desk.isLive() ? now : liveAt;
        draw();
      },
      /** While all is well, so that an absence is known by its length. */
      tick: function (now) {
        liveAt = desk.isLive() ? now : liveAt;
      },
      reset: function () {
        here = Forum.nobody();
        load();
      },
      draw: draw
    };
  }

  window.ForumHere = { Here: Here };
})();
