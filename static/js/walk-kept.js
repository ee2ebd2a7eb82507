/* What this device keeps of a walk besides what waits to be sent: words as they are typed, so that a tablet that dies
   in the middle of a sentence has them again; and lines saved since their page was kept. Needs walk-marks.js. No inline
   code. A draft is an entry of walk.js; one of a new danger is sent by its button alone, the others after a pause. */
(function () {
  "use strict";
  var walk = window.mutuaWalk, store, savedStore, ways, notes = new WeakMap(), pauses = new WeakMap();
  var NOTE = 300, PAUSE = 2500;

  function read(name) {
    try { return JSON.parse(window.localStorage.getItem(name)) || {}; } catch (error) { return {}; }
  }

  function write(name, known) {
    try {
      if (Object.keys(known).length) { window.localStorage.setItem(name, JSON.stringify(known)); } else { window.localStorage.removeItem(name); }
    } catch (error) { /* full: the page still holds the words, the server the lines */ }
  }

  /* ---------- Words as they are typed ---------- */
  function isText(field) { return field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && field.type === "text"); }

  function isEmpty(form) { return Array.prototype.every.call(form.elements, function (field) { return !isText(field) || !field.value.trim(); }); }

  function adds(form) { return form.dataset.walk === "add"; }

  function name(form) { return form.action + "#" + form.id; }

  /* Read again each time: the same walk may be open twice on one device. */
  function set(each, draft) {
    var drafts = read(store);
    if (!draft && !drafts[each]) { return; }
    if (draft) { drafts[each] = draft; } else { delete drafts[each]; }
    write(store, drafts);
    ways.show();
  }

  function forget(form) {
    [notes, pauses].forEach(function (timers) { window.clearTimeout(timers.get(form)); timers.delete(form); });
    set(name(form));
  }

  function note(form) {
    window.clearTimeout(notes.get(form));
    notes.delete(form);
    if (adds(form) && isEmpty(form)) { forget(form); ways.tell(form, ""); return; }
    set(name(form), ways.entryOf(form));
    ways.tell(form, kept());
  }

  function kept() { return document.querySelector("[data-walk-status]").dataset.kept; }

  function onInput(event) {
    var form = event.target.closest("form[data-walk]");
    if (!form || !isText(event.target)) { return; }
    window.clearTimeout(notes.get(form));
    notes.set(form, window.setTimeout(function () { note(form); }, NOTE));
    if (adds(form)) { return; }
    window.clearTimeout(pauses.get(form));
    pauses.set(form, window.setTimeout(function () { ways.keep(form); }, PAUSE));
  }

  /* A mark or a family chosen beside the words; a line's own are kept by walk.js. */
  function onChange(event) {
    var form = event.target.closest("form[data-walk=add]");
    if (form && !isText(event.target)) { note(form); }
  }

  /* The page goes, perhaps for good: what was typed in the last moment is noted before. */
  function onHide() {
    document.querySelectorAll("form[data-walk]").forEach(function (form) { if (notes.has(form)) { note(form); } });
  }

  function takeUp(entry) {
    var form = document.getElementById(entry.form);
    if (!form || form.action !== entry.url) { if (!entry.adds) { ways.queue(entry); } return; } /* a danger: see elsewhere */
    walk.fill(form, entry.fields);
    walk.level(form, walk.residual(form));
    if (!entry.adds) { ways.keep(form); return; }
    form.dataset.corrects = entry.corrects;
    form.closest("details").open = true;
    ways.tell(form, kept());
  }

  /* `given`: entryOf, keep and tell of a form, show, queue of an entry whose form is on another page. */
  walk.typing = function (part, given) {
    store = "mutua-walk-typed:" + part;
    ways = given;
    var drafts = read(store);
    Object.keys(drafts).forEach(function (each) { takeUp(drafts[each]); });
    document.addEventListener("input", onInput);
    document.addEventListener("change", onChange);
    document.addEventListener("visibilitychange", onHide);
    window.addEventListener("pagehide", onHide);
  };

  /* Whether words are noted that no entry holds yet; and: one does, now. */
  walk.isTyped = function (form) { return notes.has(form) || Boolean(read(store)[name(form)]); };
  walk.isText = isText;
  /* New dangers that wait for their button. */
  walk.begun = function () { var drafts = read(store); return Object.keys(drafts).filter(function (each) { return drafts[each].adds; }).length; };
  /* Those whose form is not on this page: on another, or nowhere since their unit was merged or set aside. */
  walk.elsewhere = function () {
    var drafts = read(store), said = document.querySelector("[data-walk-status]").dataset, here = window.location.href.split("#")[0];
    return Object.keys(drafts).map(function (each) { return drafts[each]; }).filter(function (draft) {
      return draft.adds && !document.getElementById(draft.form);
    }).map(function (draft) {
      return Object.assign({}, draft, { begun: true, words: [draft.page === here ? said.unitGone : said.begunElsewhere] });
    });
  };
  walk.typed = function (entry, form) { if (form) { forget(form); } else { set(entry.url + "#" + entry.form); } };

  /* ---------- Lines saved since their page was kept ---------- */
  walk.remember = function (entry, now) {
    var known = read(savedStore);
    known[entry.form] = { fields: entry.fields, version: now.version, residual: now.residual };
    write(savedStore, known);
  };

  /* They stand in them again, whatever the kept page shows. */
  walk.putBack = function (part) {
    savedStore = "mutua-walked:" + part;
    var known = read(savedStore);
    Object.keys(known).forEach(function (id) {
      var form = document.getElementById(id), line = known[id];
      if (!form || !form.elements.version) { return; }
      if (Number(form.elements.version.value) >= line.version) { delete known[id]; return; }
      walk.fill(form, line.fields);
      form.elements.version.value = line.version;
      walk.level(form, line.residual);
    });
    write(savedStore, known);
  };
})();
