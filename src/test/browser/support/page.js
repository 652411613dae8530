/*
 * What the test pages share, in the browser. Each page notes what it hears; tests read the notes.
 * ?old: as a browser without BroadcastChannel. ?partition: one whose channel can be cut by `window.deaf`.
 */
(function () {
  'use strict';
  var RealChannel = window.BroadcastChannel;

  window.notes = { heard: [], resets: [], states: [], errors: [], thrown: [] };
  window.addEventListener('error', function (event) {
    notes.thrown.push(String(event.message));
  });
  window.addEventListener('unhandledrejection', function (event) {
    notes.thrown.push(String(event.reason));
  });

  if (/old/.test(location.search)) {
    delete window.BroadcastChannel;
  }
  if (/partition/.test(location.search)) {
    window.deaf = false;
    window.BroadcastChannel = function (name) {
      var channel = new RealChannel(name);
      var self = this;
      channel.onmessage = function (event) {
        if (!window.deaf && self.onmessage) {
          self.onmessage(event);
        }
      };
      this.postMessage = function (what) {
        if (!window.deaf) {
          channel.postMessage(what);
        }
      };
      this.close = function () {
        channel.close();
      };
    };
  }

  /** Connects, and notes what comes: the data's `n` of each event. */
  window.start = function (options) {
    var client = (window.client = Linger.connect(options));
    client.on('event', function (event) {
      notes.heard.push(event.data.n);
    });
    client.on('reset', function (reset) {
      notes.resets.push(reset);
      notes.heard.push('reset');
    });
    client.on('status', function (status) {
      notes.states.push({ status: status.status, reason: status.reason, transport: status.transport, at: Date.now() });
    });
    client.on('error', function (error) {
      notes.errors.push(error);
    });
  };

  /** Stops this page's clock, script and events until the proxy lets go, as a laptop's lid does. No event is told. */
  window.hang = function () {
    var request = new XMLHttpRequest();
    request.open('GET', '/hang?' + Math.random(), false);
    request.send();
  };
})();
