/*
 * One post of the demo forum, as it is seen: made once and changed in place after that, so that focus and selection
 * stay where they are. What somebody wrote becomes text nodes, never markup.
 */
(function () {
  'use strict';

  var LONG = 900; // characters of a post that are shown before it is folded
  var LONG_LINES = 14;
  var MAX_FACES = 6; // of those who have read up to a post
  var Dom = window.ForumDom;
  var make = Dom.make;
  var button = Dom.button;
  var on = Dom.on;
  var setText = Dom.setText;
  var show = Dom.show;
  var focusOn = Dom.focusOn;

  function showFace(element, person) {
    element.className = 'face tone-' + Forum.tone(person.id);
    setText(element, Forum.initials(person.name));
  }

  /** A text as nodes: links that lead nowhere but to the web, mentions, and the rest as it is. */
  function write(element, text, people, me) {
    element.textContent = '';
    Forum.pieces(text, people).forEach(function (piece) {
      if (piece.kind === 'text') {
        element.appendChild(document.createTextNode(piece.text));
      } else if (piece.kind === 'link') {
        var link = make('a', '', piece.text);
        link.href = piece.text;
        link.rel = 'noopener noreferrer nofollow ugc';
        link.target = '_blank';
        element.appendChild(link);
      } else {
        element.appendChild(make('span', piece.person.id === me ? 'mention mine' : 'mention', piece.text));
      }
    });
  }

  function heart() {
    var space = 'http://www.w3.org/2000/svg';
    var svg = document.createElementNS(space, 'svg');
    var path = document.createElementNS(space, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    path.setAttribute('d', 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.2 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z');
    svg.appendChild(path);
    return svg;
  }

  /**
   * @param desk what there is to do with a post: like, reply, edit, remove, retry, discard; and what to know: me(),
   *     people(), isLive(), item(id)
   */
  function PostView(id, desk) {
    var element = make('li', 'post');
    var article = make('article');
    var face = make('span', 'face');
    var top = make('div', 'top');
    var name = make('h2', 'name');
    var you = make('span', 'you', 'you');
    var when = make('a', 'when');
    var time = make('time');
    var edited = make('span', 'edited', 'edited');
    var text = make('div', 'words');
    var note = make('p', 'note');
    var noteText = make('span');
    var again = button('small', 'Try again', retry);
    var drop = button('small', 'Discard', discard);
    var fold = button('fold', 'Show all of it', unfold);
    var acts = make('div', 'acts');
    var like = button('act like', '', toggleLike);
    var likeCount = make('span', 'count');
    var reply = button('act', 'Reply', answer);
    var edit = button('act', 'Edit', openEditor);
    var remove = button('act', 'Delete', askToDelete);
    var ask = make('div', 'ask');
    var readers = make('p', 'readers');
    var editor = null;
    var item = null;
    var written = null;
    var foldedOnce = false;

    element.id = 'post-' + id;
    element.tabIndex = -1;
    name.id = 'by-' + id;
    article.setAttribute('aria-labelledby', name.id);
    face.setAttribute('aria-hidden', 'true');
    when.href = '#post-' + id;
    text.id = 'words-' + id;
    text.dir = 'auto';
    fold.setAttribute('aria-controls', text.id);
    acts.setAttribute('role', 'group');
    like.appendChild(heart());
    like.appendChild(likeCount);
    when.appendChild(time);
    [name, you, when, edited].forEach(function (part) {
      top.appendChild(part);
    });
    [like, reply, edit, remove].forEach(function (part) {
      acts.appendChild(part);
    });
    [noteText, again, drop].forEach(function (part) {
      note.appendChild(part);
    });
    [face, top, text, fold, note, acts, ask, readers].forEach(function (part) {
      article.appendChild(part);
    });
    element.appendChild(article);
    show(ask, false);
    show(readers, false);

    function isMine() {
      return item.post.author.id === desk.me();
    }
    function words() {
      return item.change && item.change.text ? item.change.text : item.post.text;
    }
    function update(next) {
      item = next;
      var post = item.post;
      var gone = post.deleted;
      element.className = 'post' + (gone ? ' gone' : '') + (item.step || item.change ? ' pending' : '') + (item.step === 'failed' ? ' failed' : '');
      showFace(face, post.author);
      setText(name, post.author.name);
      show(you, isMine() && !gone);
      show(edited, !!post.edited && !gone);
      if (written !== words()) {
        written = words();
        write(text, written, desk.people(), desk.me());
        foldIfLong();
      }
      show(text, !gone && !editor);
      show(fold, !gone && !editor && foldedOnce);
      tick();
      showNote(gone);
      showActs(gone);
      if (gone && editor) {
        closeEditor(false);
      }
    }
    function showNote(gone) {
      var said = gone ? 'deleted this post' : item.change ? (item.change.deleted ? 'Deleting\u2026' : 'Saving\u2026') : sending();
      setText(noteText, said);
      show(note, !!said);
      show(again, item.step === 'failed');
      show(drop, item.step === 'failed');
    }
    function sending() {
      if (item.step === 'failed') {
        return 'This could not be posted.';
      }
      return item.step === 'sending' ? (desk.isLive() ? 'Posting\u2026' : 'Will be posted when you are connected again') : '';
    }
    function showActs(gone) {
      var own = isMine();
      var counted = item.post.likes ? item.post.likes.length : 0;
      var liked = !!item.post.likes && Forum.likes(item.post, desk.me());
      show(acts, !gone && !editor && !item.step && !Dom.isShown(ask));
      show(reply, !own && !!item.post.author.id);
      show(edit, own && !item.change);
      show(remove, own && !item.change);
      acts.setAttribute('aria-label', own ? 'Your post' : item.post.author.name + '\u2019s post');
      setText(likeCount, counted ? String(counted) : 'Like');
      like.setAttribute('aria-pressed', liked ? 'true' : 'false');
      like.setAttribute('aria-label', 'Like' + (counted ? ', ' + Forum.count(counted, 'like', 'likes') : ''));
    }
    function tick() {
      var at = item.post.at;
      setText(time, Forum.ago(at, new Date().getTime()));
      if (at && time.getAttribute('datetime') !== new Date(at).toISOString()) {
        time.setAttribute('datetime', new Date(at).toISOString());
        when.title = new Date(at).toLocaleString();
      }
    }

    /** Small faces for the eye, names for those who listen or point. */
    function showReaders(list) {
      var words = list.length ? Forum.readersWords(list) : '';
      if (readers.title !== words) {
        readers.textContent = '';
        readers.title = words;
        list.slice(0, MAX_FACES).forEach(function (person) {
          var one = make('span');
          showFace(one, person);
          one.setAttribute('aria-hidden', 'true');
          readers.appendChild(one);
        });
        if (list.length > MAX_FACES) {
          readers.appendChild(make('span', 'more', '+' + (list.length - MAX_FACES))).setAttribute('aria-hidden', 'true');
        }
        readers.appendChild(make('span', 'unseen', words));
      }
      show(readers, list.length > 0);
    }

    function foldIfLong() {
      foldedOnce = written.length > LONG || written.split('\n').length > LONG_LINES;
      setFolded(foldedOnce);
    }
    function setFolded(folded) {
      text.className = folded ? 'words folded' : 'words';
      fold.setAttribute('aria-expanded', folded ? 'false' : 'true');
      setText(fold, folded ? 'Show all of it' : 'Show less');
    }
    function unfold() {
      setFolded(text.className === 'words');
      if (text.className !== 'words') {
        Dom.reveal(fold);
      }
    }

    function retry() {
      focusOn(element);
      desk.retry(item);
    }
    function discard() {
      desk.discard(item);
    }
    function toggleLike() {
      desk.like(item.post);
    }
    function answer() {
      desk.reply(item.post.author);
    }
    function openEditor() {
      editor = Editor(words(), save, closeEditor);
      article.insertBefore(editor.element, text);
      update(item);
      editor.focus();
      Dom.reveal(editor.element);
    }
    function save(text) {
      desk.edit(item.post, text);
    }
    /** Back to where the focus came from: the button, or what is left of the post. */
    function closeEditor(changed) {
      if (!editor) {
        return;
      }
      article.removeChild(editor.element);
      editor = null;
      update((changed && desk.item(id)) || item);
      focusOn(Dom.isShown(edit) && Dom.isShown(acts) ? edit : element);
    }
    function askToDelete() {
      ask.textContent = '';
      ask.appendChild(make('span', '', 'Delete this post?'));
      var yes = button('small danger', 'Delete', function () {
        answered();
        focusOn(element);
        desk.remove(item.post);
      });
      ask.appendChild(yes);
      ask.appendChild(button('small', 'Keep', keepIt));
      show(ask, true);
      showActs(false);
      focusOn(yes);
      Dom.reveal(ask);
    }
    function answered() {
      show(ask, false);
      showActs(item.post.deleted);
    }
    function keepIt() {
      answered();
      focusOn(remove);
    }
    on(ask, 'keydown', function (event) {
      if (Dom.isEscape(event)) {
        keepIt();
      }
    });
    ask.setAttribute('role', 'group');
    ask.setAttribute('aria-label', 'Delete this post?');

    return {
      element: element,
      update: update,
      showReaders: showReaders,
      tick: tick,
      /** The text that could not be saved, so that it is not lost. */
      reopen: function (lost) {
        openEditor();
        editor.set(lost);
      }
    };
  }

  function Editor(old, save, close) {
    var form = make('form', 'editor');
    var area = make('textarea');
    var saving = make('button', 'small primary', 'Save');
    area.value = old;
    area.dir = 'auto';
    area.maxLength = 10000;
    area.setAttribute('aria-label', 'Edit your post');
    saving.type = 'submit';
    form.appendChild(area);
    form.appendChild(saving);
    form.appendChild(
      button('small', 'Cancel', function () {
        close(false);
      })
    );
    function submit(event) {
      event.preventDefault();
      var text = Forum.clean(area.value, 10000);
      if (text && text !== old) {
        save(text);
      }
      close(true);
    }
    on(form, 'submit', submit);
    on(area, 'input', function () {
      Dom.grow(area);
    });
    on(area, 'keydown', function (event) {
      if (Dom.isEscape(event)) {
        close(false);
      } else if (Dom.isPosting(event)) {
        submit(event);
      }
    });
    return {
      element: form,
      focus: function () {
        Dom.grow(area);
        area.focus();
      },
      set: function (text) {
        area.value = text;
        Dom.grow(area);
      }
    };
  }

  window.ForumPost = { PostView: PostView, showFace: showFace };
})();
