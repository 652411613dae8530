/*
 * A hook as forums have it: reconnect, back-off with jitter, an application heartbeat. It was written for the browser's
 * WebSocket and knows nothing else; the test runs this text on both. `Socket` is the class.
 */
(function () {
  'use strict';
  var React = window.React;

  function useWebSocket(url, onMessage, options) {
    var beatEvery = options.beatEvery;
    var pongWithin = options.pongWithin;
    var stateAndSet = React.useState('connecting');
    var setState = stateAndSet[1];
    var socketRef = React.useRef(null);
    var handler = React.useRef(onMessage);
    handler.current = onMessage;

    React.useEffect(
      function () {
        var attempt = 0;
        var beat;
        var pong;
        var retry;
        var over = false;

        function connect() {
          var ws = new window.Socket(url);
          socketRef.current = ws;
          setState('connecting');
          ws.onopen = function () {
            attempt = 0;
            setState('open');
            ws.send(JSON.stringify({ type: 'subscribe', threadId: options.threadId }));
            beat = setInterval(function () {
              if (ws.readyState === WebSocket.OPEN) {
                ws.send(JSON.stringify({ type: 'ping' }));
                clearTimeout(pong);
                pong = setTimeout(function () {
                  ws.close(4000, 'heartbeat');
                }, pongWithin);
              }
            }, beatEvery);
          };
          ws.onmessage = function (event) {
            var message = JSON.parse(event.data);
            if (message.type === 'pong') {
              clearTimeout(pong);
            }
            handler.current(message);
          };
          ws.onerror = function () {
            ws.close();
          };
          ws.onclose = function () {
            clearInterval(beat);
            clearTimeout(pong);
            setState('closed');
            if (!over) {
              retry = setTimeout(connect, Math.random() * Math.min(30000, 250 * Math.pow(2, attempt++)));
            }
          };
        }

        connect();
        return function () {
          over = true;
          clearTimeout(retry);
          clearInterval(beat);
          clearTimeout(pong);
          socketRef.current.close(1000, 'unmount');
        };
      },
      [url]
    );

    return {
      state: stateAndSet[0],
      send: function (message) {
        socketRef.current.send(JSON.stringify(message));
      }
    };
  }

  window.hook = useWebSocket;
})();
