/* The walk through a place: every form[data-walk] saves itself. What cannot be sent is kept on this device, in order, and
   sent when the network is back: each entry under its own key, so that it acts once however often it is sent, and with
   the version it was written on, so that nobody's words are lost: a conflict shows both and asks. No inline code.
   An entry: {url, key, form, fields, page, title, lines, words, stuck}. `stuck` waits for a person (refused or conflict),
   not for the network; `words`: why it is refused. Needs walk-marks.js, walk-kept.js and walk-refused.js. */
(function () {
  "use strict";
  var walk = window.mutuaWalk, bar, store, entries, busy = false, timer = null, waits = new WeakMap();
  var WAIT = 600, AGAIN = 5000;
  var SILENT = ["csrf_token", "once"];

  function read() {
    try { return JSON.parse(window.localStorage.getItem(store)) || []; } catch (error) { return []; }
  }

  function write() {
    try { window.localStorage.setItem(store, JSON.stringify(entries)); } catch (error) { /* full: the page still holds them */ }
    show();
  }

  function show(word) {
    var open = entries.length, begun = walk.begun();
    bar.classList.toggle("waits", open + begun > 0);
    bar.hidden = bar.dataset.walkStatus === "quiet" && !open && !begun;
    bar.querySelector("[data-word]").textContent = open ? (word || "") + bar.dataset.waiting + open : begun ? bar.dataset.begun + begun : bar.dataset.ok;
    walk.showRefused(entries.filter(isRefused).concat(walk.elsewhere()), { correct: correct, drop: drop });
  }

  function isRefused(entry) { return Boolean(entry.words && entry.words.length); }

  function fieldsOf(form) {
    var found = {};
    new FormData(form).forEach(function (value, name) { if (SILENT.indexOf(name) < 0) { found[name] = String(value); } });
    return found;
  }

  function tell(form, text, bad) {
    var line = form && form.querySelector("[data-state]");
    if (line) { line.textContent = text; line.classList.toggle("bad", Boolean(bad)); }
  }

  function place(entry) { return document.getElementById(entry.form); }

  /* ---------- Keeping ---------- */
  /* One that waits passes on its version, which was read when its words were written: the page's own may be newer. */
  function entryOf(form) {
    var words = walk.whyNot(form), fields = fieldsOf(form);
    var before = entries.find(function (each) { return each.url === form.action && each.form === form.id; });
    if (before && before.fields.version) { fields.version = before.fields.version; }
    return { url: form.action, form: form.id, key: makeKey(), fields: fields, page: here(), title: walk.titleOf(form),
             lines: walk.linesOf(form), words: words, stuck: words.length > 0, sent: false,
             adds: form.dataset.walk === "add", corrects: form.dataset.corrects || "" };
  }

  function keep(form) {
    var entry = entryOf(form);
    hideConflict(form);
    if (form.dataset.walk === "add") {
      without(form.dataset.corrects);
      form.dataset.corrects = entry.stuck ? entry.key : "";
    }
    queue(entry, form);
    if (entry.stuck) { tellWhy(form, entry); } else { tell(form, bar.dataset.kept); }
    write();
    send();
  }

  /* One that has not left yet is written over; one that may have arrived keeps its place and its key. */
  function queue(entry, form) {
    entries = entries.filter(function (each) { return entry.adds || each.url !== entry.url || each.form !== entry.form || (each.sent && !each.stuck); });
    entries.push(entry);
    walk.typed(entry, form);
  }

  function makeKey() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  /* ---------- Sending, the oldest first, one at a time ---------- */
  function send() {
    var entry = entries.find(function (each) { return !each.stuck; });
    window.clearTimeout(timer);
    if (busy || !entry) { return; }
    busy = true;
    entry.sent = true;
    var body = new URLSearchParams(entry.fields);
    body.set("once", entry.key);
    body.set("csrf_token", bar.dataset.token);
    show(bar.dataset.sending + " ");
    var gone = new AbortController();
    var patience = window.setTimeout(function () { gone.abort(); }, 20000);
    fetch(entry.url, { method: "POST", body: body, credentials: "same-origin", redirect: "manual", signal: gone.signal,
                       headers: { Accept: "application/json" } })
      .then(function (answer) { return took(entry, answer); })
      .catch(function () { later(bar.dataset.offline); })
      .finally(function () { window.clearTimeout(patience); });
  }

  function later(word) {
    busy = false;
    write();
    show(word);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, AGAIN);
  }

  function took(entry, answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 400 || answer.status === 403) {
      return later(bar.dataset.signedOut);
    }
    if (answer.status >= 500 || answer.status === 429) { return later(bar.dataset.offline); }
    return (answer.status === 404 ? Promise.resolve({ words: [bar.dataset.gone] }) : answer.json()).then(function (found) {
      busy = false;
      if (answer.status === 200) { saved(entry, found); }
      else { stuck(entry, found, answer.status); }
      write();
      send();
    });
  }

  function saved(entry, now) {
    var form = place(entry);
    without(entry.key);
    entries.forEach(function (each) { if (each.url === entry.url && each.form === entry.form) { each.fields.version = String(now.version); } });
    if (!form) { return; }
    if (holds(form, entry)) { form.reset(); }
    if (form.elements.version) { form.elements.version.value = now.version; }
    walk.level(form, now.residual);
    tell(form, bar.dataset.saved);
    if (form.elements.version) { walk.remember(entry, now); }
  }

  /* A new danger's form still shows this entry: what is being written next in the same form stays. */
  function holds(form, entry) { return form.dataset.walk === "add" && JSON.stringify(fieldsOf(form)) === JSON.stringify(entry.fields); }

  function stuck(entry, found, status) {
    var form = place(entry);
    entry.stuck = true;
    if (status === 409 && form) { conflict(form, entry, found.now); return; }
    /* Two people wrote, but its line is on another page: it is sent again there, and asks. */
    entry.clash = status === 409;
    entry.words = entry.clash ? [bar.dataset.conflictTitle] : found.words && found.words.length ? found.words : [bar.dataset.gone];
    if (form && holds(form, entry)) { form.dataset.corrects = entry.key; }
    if (form) { tellWhy(form, entry); }
  }

  function tellWhy(form, entry) {
    var reasons = form.querySelector("details");
    tell(form, bar.dataset.refused + entry.words.join(" "), true);
    if (reasons) { reasons.open = true; }
  }

  /* Refused: corrected in its own form, or given up. */
  function correct(entry) {
    var form = place(entry);
    if (!form) { window.location.assign(entry.page + "#" + (entry.begun ? entry.form : "walk-refused")); return; }
    walk.fill(form, entry.fields);
    if (form.dataset.walk === "add") { form.dataset.corrects = entry.key; }
    for (var around = form.parentElement; around; around = around.parentElement) { if (around.tagName === "DETAILS") { around.open = true; } }
    walk.level(form, walk.residual(form));
    tellWhy(form, entry);
    form.querySelector("textarea").focus();
    form.scrollIntoView({ block: "center" });
  }

  function drop(entry) {
    if (entry.begun) { walk.typed(entry); return; }
    without(entry.key);
    write();
    /* Its line shows what is saved again; what another line is about to keep is kept first. */
    if (place(entry) && place(entry).dataset.walk !== "add") { window.setTimeout(function () { window.location.reload(); }, WAIT + 100); }
  }

  function without(key) { entries = entries.filter(function (each) { return each.key !== key; }); }

  /* ---------- What a reload without network needs ---------- */
  function keepHere() {
    var asked = document.querySelector("[data-walk-keep]");
    if (!navigator.serviceWorker || !asked) { return; }
    navigator.serviceWorker.register(asked.dataset.worker, { scope: asked.dataset.scope, updateViaCache: "none" }).catch(function () { /* a browser that keeps nothing */ });
    navigator.serviceWorker.ready.then(function () {
      var files = window.performance.getEntriesByType("resource").map(function (each) { return each.name; });
      tellWorker({ again: [here()], files: files, ahead: Array.prototype.map.call(document.querySelectorAll("a[href*='/safety/walk?']"), function (link) { return link.href; }) });
    });
  }

  function here() { return window.location.href.split("#")[0]; }

  function tellWorker(words) {
    if (!navigator.serviceWorker) { return; }
    navigator.serviceWorker.ready.then(function (known) { if (known.active) { known.active.postMessage(words); } });
  }

  /* ---------- Two people wrote ---------- */
  function conflict(form, entry, now) {
    var box = form.querySelector("[data-conflict]");
    var table = document.createElement("table");
    [["", bar.dataset.theirWords, bar.dataset.myWords]].concat(Object.keys(entry.fields).filter(function (name) {
      return name !== "version" && name in now && walk.said(now[name]) !== walk.said(entry.fields[name]);
    }).map(function (name) { return [walk.nameOf(form, name), walk.said(now[name]), walk.said(entry.fields[name])]; })).forEach(function (cells, number) {
      var line = table.insertRow();
      cells.forEach(function (text, column) {
        var cell = document.createElement(number === 0 || column === 0 ? "th" : "td");
        if (number === 0) { cell.scope = "col"; } else if (column === 0) { cell.scope = "row"; }
        cell.textContent = text;
        line.append(cell);
      });
    });
    var title = document.createElement("strong");
    title.textContent = bar.dataset.conflictTitle;
    box.replaceChildren(title, table, walk.choice(bar.dataset.mine, function () {
      entry.fields.version = String(now.version);
      entry.key = makeKey();
      entry.stuck = false;
      hideConflict(form);
      write();
      send();
    }), walk.choice(bar.dataset.theirs, function () {
      without(entry.key);
      walk.fill(form, now);
      if (form.elements.version) { form.elements.version.value = now.version; }
      walk.level(form, now.residual);
      hideConflict(form);
      tell(form, "");
      write();
    }));
    box.hidden = false;
    tell(form, bar.dataset.conflictTitle, true);
    if (!walk.isText(document.activeElement)) { box.querySelector("button").focus(); } /* who is writing goes on writing */
  }

  function hideConflict(form) {
    var box = form.querySelector("[data-conflict]");
    box.hidden = true;
    box.replaceChildren();
  }

  /* ---------- What a hand does ---------- */
  function onChange(event) {
    var form = event.target.closest("form[data-walk]");
    if (form) { walk.level(form, walk.residual(form)); }
    if (!form || form.dataset.walk === "add") { return; }
    /* Its words were kept while they were typed: leaving the field adds nothing. */
    if (walk.isText(event.target) && !walk.isTyped(form)) { return; }
    window.clearTimeout(waits.get(form));
    waits.set(form, window.setTimeout(function () { keep(form); }, WAIT));
  }

  function onSubmit(event) {
    var form = event.target.closest("form[data-walk]");
    if (!form) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    window.clearTimeout(waits.get(form));
    keep(form);
  }

  function putIn(entry) {
    var form = place(entry);
    if (entry.clash && form) { entry.words = []; }
    entry.stuck = isRefused(entry);
    if (!form || form.dataset.walk === "add") { return; }
    var version = form.elements.version && form.elements.version.value;
    walk.fill(form, entry.fields);
    walk.level(form, walk.residual(form));
    if (version) { form.elements.version.value = version; }
    if (entry.stuck) { tellWhy(form, entry); } else { tell(form, bar.dataset.kept); }
  }

  function start() {
    keepHere();
    bar = document.querySelector("[data-walk-status]");
    if (!bar) { return; }
    var part = bar.dataset.pole + ":" + bar.dataset.person;
    store = "mutua-walk:" + part;
    walk.putBack(part);
    entries = read();
    /* What was written before the page was closed stands in its form again; what is no longer here is sent all the same. */
    entries.forEach(putIn);
    walk.typing(part, { entryOf: entryOf, keep: keep, queue: queue, tell: tell, show: show });
    write();
    document.addEventListener("change", onChange);
    window.addEventListener("submit", onSubmit, true);
    window.addEventListener("online", send);
    send();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
