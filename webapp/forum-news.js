/*
 * What the demo forum has to tell: the bell with its panel of notifications, and toasts.
 */
(function () {
  'use strict';

  var TOAST = 7000;
  var MAX_TOASTS = 3;
  var Dom = window.ForumDom;
  var byId = Dom.byId;
  var make = Dom.make;
  var on = Dom.on;
  var setText = Dom.setText;
  var show = Dom.show;
  var inside = Dom.inside;

  /** Takes no focus, and stays while somebody looks at it. */
  function toast(text, quote, href) {
    var box = byId('toasts');
    var element = make('div', 'toast');
    var body = make(href ? 'a' : 'p', 'toast-body');
    var timer = 0;
    if (href) {
      body.href = href;
    }
    body.appendChild(make('strong', '', text));
    if (quote) {
      body.appendChild(make('span', 'quote', quote));
    }
    function close() {
      clearTimeout(timer);
      if (element.parentNode) {
        box.removeChild(element);
      }
    }
    function wait() {
      clearTimeout(timer);
      timer = setTimeout(close, TOAST);
    }
    function hold() {
      clearTimeout(timer);
    }
    var dismiss = Dom.button('dismiss', '\u00d7', function () {
      var hadFocus = inside(document.activeElement, element);
      close();
      if (hadFocus) {
        byId('text').focus();
      }
    });
    dismiss.setAttribute('aria-label', 'Dismiss');
    element.appendChild(body);
    element.appendChild(dismiss);
    on(element, 'mouseenter', hold);
    on(element, 'mouseleave', wait);
    on(element, 'focusin', hold);
    on(element, 'focusout', wait);
    if (href) {
      on(body, 'click', close);
    }
    box.appendChild(element);
    while (box.children.length > MAX_TOASTS) {
      box.removeChild(box.firstChild);
    }
    wait();
  }

  /**
   * The server keeps up to where we have looked, for all our tabs and devices.
   *
   * @param desk me(), addressOf(threadId), and looked(id) to tell the server
   */
  function News(desk) {
    var notifications = [];
    var mark = '';
    var opened = ''; // where the mark was when the panel was opened: what was new then stays marked
    var older = 0; // unread ones that the server has counted and we don't have

    function unread() {
      return older + notifications.filter(function (item) {
        return Forum.isUnread(item, mark);
      }).length;
    }

    function moveMark(id) {
      if (Forum.laterId(id, mark)) {
        mark = id;
        older = 0;
      }
    }

    function linkTo(item) {
      return desk.addressOf(item.threadId) + (item.postId ? '#post-' + item.postId : '');
    }

    function showNotifications() {
      var number = unread();
      var list = byId('notification-list');
      setText(byId('unread'), number > 9 ? '9+' : String(number));
      show(byId('unread'), number > 0);
      byId('bell').setAttribute('aria-label', 'Notifications' + (number ? ', ' + number + ' unread' : ''));
      show(byId('no-notifications'), !notifications.length);
      list.textContent = '';
      notifications.forEach(function (item) {
        var entry = make('li', Forum.isUnread(item, isPanelOpen() ? opened : mark) ? 'fresh' : '');
        var link = make('a', 'notification');
        link.href = linkTo(item);
        on(link, 'click', closePanel);
        link.appendChild(make('strong', '', Forum.notificationWords(item)));
        link.appendChild(make('span', 'quote', item.text));
        link.appendChild(make('span', 'when', Forum.ago(item.at, new Date().getTime())));
        entry.appendChild(link);
        list.appendChild(entry);
      });
    }

    function isPanelOpen() {
      return byId('bell').getAttribute('aria-expanded') === 'true';
    }

    function look() {
      if (notifications.length && Forum.isUnread(notifications[0], mark)) {
        moveMark(notifications[0].id);
        desk.looked(mark);
      }
    }

    function openPanel() {
      opened = mark;
      look();
      byId('bell').setAttribute('aria-expanded', 'true');
      showNotifications();
      byId('toasts').textContent = '';
      show(byId('notifications'), true);
      byId('notifications-title').focus();
    }

    function closePanel() {
      if (isPanelOpen()) {
        byId('bell').setAttribute('aria-expanded', 'false');
        show(byId('notifications'), false);
        showNotifications();
      }
    }

    function setUp() {
      on(byId('bell'), 'click', function () {
        if (isPanelOpen()) {
          closePanel();
        } else {
          openPanel();
        }
      });
      on(document, 'keydown', function (event) {
        if (Dom.isEscape(event) && isPanelOpen()) {
          closePanel();
          byId('bell').focus();
        }
      });
      function leave(event) {
        if (isPanelOpen() && !inside(event.target, byId('notifications')) && !inside(event.target, byId('bell'))) {
          closePanel();
        }
      }
      on(document, 'click', leave);
      on(document, 'focusin', leave);
    }

    setUp();
    showNotifications();
    return {
      /** @param loudly whether it is news, or was told before the page was opened */
      hear: function (event, loudly) {
        var before = notifications;
        notifications = Forum.notified(notifications, event, desk.me());
        if (notifications !== before) {
          if (isPanelOpen()) {
            look();
          }
          showNotifications();
          if (loudly && !isPanelOpen()) {
            toast(Forum.notificationWords(notifications[0]), notifications[0].text, linkTo(notifications[0]));
          }
        }
      },
      /** What GET /notifications has answered. */
      begin: function (page) {
        moveMark(typeof page.readUpTo === 'string' ? page.readUpTo : '');
        (page.notifications || []).forEach(function (event) {
          notifications = Forum.notified(notifications, event, desk.me());
        });
        older = 0;
        older = Math.max(0, (page.unread || 0) - unread());
        showNotifications();
      },
      /** Another tab or device of ours has looked. */
      readElsewhere: function (data) {
        moveMark(typeof data.upTo === 'string' ? data.upTo : '');
        showNotifications();
      },
      clear: function () {
        notifications = [];
        showNotifications();
      }
    };
  }

  window.ForumNews = { News: News, toast: toast };
})();
