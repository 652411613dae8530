/*
 * Small things of the document that the demo forum's files share. They take old browsers into account where
 * that costs a line.
 */
(function () {
  'use strict';

  function byId(id) {
    return document.getElementById(id);
  }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) {
      element.className = className;
    }
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  function button(className, text, action) {
    var element = make('button', className, text);
    element.type = 'button';
    on(element, 'click', action);
    return element;
  }

  function on(target, type, action) {
    target.addEventListener(type, action, false);
  }

  /** Only if it is another one: assistive technology, selection and layout are left alone otherwise. */
  function setText(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  /** By the attribute, which the style sheet knows: older browsers have no property of that name. */
  function show(element, visible) {
    if (isShown(element) !== visible) {
      if (visible) {
        element.removeAttribute('hidden');
      } else {
        element.setAttribute('hidden', '');
      }
    }
  }

  function isShown(element) {
    return !element.hasAttribute('hidden');
  }

  function focusOn(element) {
    if (element) {
      element.focus();
    }
  }

  function inside(element, ancestor) {
    while (element && element !== ancestor) {
      element = element.parentNode;
    }
    return !!element;
  }

  function isEscape(event) {
    return event.keyCode === 27;
  }

  function isPosting(event) {
    return event.keyCode === 13 && (event.ctrlKey || event.metaKey);
  }

  /** As high as its text, up to what the style allows. */
  function grow(area) {
    area.style.height = 'auto';
    area.style.height = area.scrollHeight + 2 + 'px';
  }

  /** Scrolls no further than needed to see all of it. */
  function reveal(element) {
    if (element.scrollIntoView) {
      element.scrollIntoView({ block: 'nearest' });
    }
  }

  function kept(storage, key) {
    try {
      return window[storage].getItem(key);
    } catch (forbidden) {
      return null;
    }
  }

  function keep(storage, key, value) {
    try {
      window[storage].setItem(key, value);
    } catch (forbidden) {
      // Then it is forgotten with the page.
    }
  }

  /** Asks our server for something of its JSON; null if it can't be had, which the events make up for later. */
  function ask(address, token, done) {
    var request = new XMLHttpRequest();
    request.open('GET', address);
    request.setRequestHeader('Authorization', 'Bearer ' + token);
    request.onreadystatechange = function () {
      if (request.readyState === 4) {
        var answer = null;
        try {
          answer = request.status === 200 ? JSON.parse(request.responseText) : null;
        } catch (garbled) {
          // Somebody else has answered.
        }
        done(answer && answer.linger === 1 ? answer : null);
      }
    };
    request.send();
  }

  window.ForumDom = {
    ask: ask,
    byId: byId,
    make: make,
    button: button,
    on: on,
    setText: setText,
    show: show,
    isShown: isShown,
    focusOn: focusOn,
    inside: inside,
    grow: grow,
    reveal: reveal,
    isEscape: isEscape,
    isPosting: isPosting,
    kept: kept,
    keep: keep
  };
})();
