/* The walk through a place: every form[data-walk] saves itself. What cannot be sent is kept on this device, in order, and
   sent when the network is back: each entry under its own key, so that it acts once however often it is sent, and with
   the version it was written on, so that nobody's words are lost: a conflict shows both and asks. No inline code.
   An entry: {url, key, form, fields, stuck}. `stuck` waits for a person (refused or conflict), not for the network. */
(function () {
  "use strict";
  var bar, store, entries, busy = false, timer = null, savedStore = "", waits = new WeakMap();
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
    var open = entries.length;
    bar.classList.toggle("waits", open > 0);
    bar.textContent = open ? (word || "") + bar.dataset.waiting + open : bar.dataset.ok;
  }

  function fieldsOf(form) {
    var found = {};
    new FormData(form).forEach(function (value, name) { if (SILENT.indexOf(name) < 0) { found[name] = String(value); } });
    return found;
  }

  function fill(form, fields) {
    form.querySelectorAll("input, select, textarea").forEach(function (field) {
      if (!field.name || SILENT.indexOf(field.name) >= 0) { return; }
      var value = fields[field.name];
      if (field.type === "radio") { if (value !== undefined) { field.checked = field.value === String(value); } }
      else if (field.type === "checkbox") { field.checked = value === true || value === "y"; }
      else if (value !== undefined) { field.value = String(value); }
    });
  }

  function tell(form, text, bad) {
    var line = form && form.querySelector("[data-state]");
    if (line) { line.textContent = text; line.classList.toggle("bad", Boolean(bad)); }
  }

  function place(entry) { return document.getElementById(entry.form); }

  /* ---------- Keeping ---------- */
  function keep(form) {
    var entry = { url: form.action, form: form.id, key: makeKey(), fields: fieldsOf(form), stuck: false, sent: false };
    hideConflict(form);
    if (form.dataset.walk !== "add") {
      /* One that has not left yet is written over; one that may have arrived keeps its place and its key. */
      entries = entries.filter(function (each) { return each.url !== entry.url || each.form !== entry.form || (each.sent && !each.stuck); });
    }
    entries.push(entry);
    tell(form, bar.dataset.kept);
    write();
    send();
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
    return answer.json().then(function (found) {
      busy = false;
      if (answer.status === 200) { saved(entry, found); }
      else { stuck(entry, found, answer.status); }
      write();
      send();
    });
  }

  function saved(entry, now) {
    var form = place(entry);
    entries = entries.filter(function (each) { return each.key !== entry.key; });
    entries.forEach(function (each) { if (each.url === entry.url && each.form === entry.form) { each.fields.version = String(now.version); } });
    if (!form) { return; }
    if (form.dataset.walk === "add") { form.reset(); }
    if (form.elements.version) { form.elements.version.value = now.version; }
    level(form, now.residual);
    tell(form, bar.dataset.saved);
    if (form.elements.version) { remember(entry, now); }
  }

  function level(form, residual) {
    var badge = form.querySelector("[data-level] .mu-level");
    if (badge && residual) { badge.className = "mu-level lv" + residual; badge.textContent = bar.dataset["level" + residual]; }
  }

  function stuck(entry, found, status) {
    var form = place(entry);
    entry.stuck = true;
    if (!form) { return; }
    if (status === 409) { conflict(form, entry, found.now); return; }
    tell(form, bar.dataset.refused + (found.words || []).join(" "), true);
    var reasons = form.querySelector("details");
    if (reasons) { reasons.open = true; }
  }

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

  /* A page kept before its lines were saved shows their old words: what was saved since stands in them again. */
  function remember(entry, now) {
    var known = savedLines();
    known[entry.form] = { fields: entry.fields, version: now.version, residual: now.residual };
    try { window.localStorage.setItem(savedStore, JSON.stringify(known)); } catch (error) { /* full: the server has them */ }
  }

  function savedLines() {
    try { return JSON.parse(window.localStorage.getItem(savedStore)) || {}; } catch (error) { return {}; }
  }

  function putBack() {
    var known = savedLines();
    Object.keys(known).forEach(function (id) {
      var form = document.getElementById(id), line = known[id];
      if (!form || !form.elements.version) { return; }
      if (Number(form.elements.version.value) >= line.version) { delete known[id]; return; }
      fill(form, line.fields);
      form.elements.version.value = line.version;
      level(form, line.residual);
    });
    try { window.localStorage.setItem(savedStore, JSON.stringify(known)); } catch (error) { /* next time */ }
  }

  /* ---------- Two people wrote ---------- */
  function conflict(form, entry, now) {
    var box = form.querySelector("[data-conflict]");
    var table = document.createElement("table");
    [["", bar.dataset.theirWords, bar.dataset.myWords]].concat(Object.keys(entry.fields).filter(function (name) {
      return name !== "version" && name in now && said(now[name]) !== said(entry.fields[name]);
    }).map(function (name) { return [nameOf(form, name), said(now[name]), said(entry.fields[name])]; })).forEach(function (cells, number) {
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
    box.replaceChildren(title, table, choice(bar.dataset.mine, function () {
      entry.fields.version = String(now.version);
      entry.key = makeKey();
      entry.stuck = false;
      hideConflict(form);
      write();
      send();
    }), choice(bar.dataset.theirs, function () {
      entries = entries.filter(function (each) { return each.key !== entry.key; });
      fill(form, now);
      if (form.elements.version) { form.elements.version.value = now.version; }
      level(form, now.residual);
      hideConflict(form);
      tell(form, "");
      write();
    }));
    box.hidden = false;
    tell(form, bar.dataset.conflictTitle, true);
    box.querySelector("button").focus();
  }

  function said(value) {
    if (value === true || value === "y") { return bar.dataset.yes; }
    if (value === false || value === undefined) { return bar.dataset.no; }
    return String(value);
  }

  function nameOf(form, name) {
    var field = form.querySelector('[name="' + name + '"]');
    var legend = field && field.closest("fieldset") && field.closest("fieldset").querySelector("legend");
    var label = field && (legend || form.querySelector('label[for="' + field.id + '"]') || field.closest("label"));
    return label ? label.textContent.trim() : name;
  }

  function choice(words, act) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-second me-2";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  function hideConflict(form) {
    var box = form.querySelector("[data-conflict]");
    box.hidden = true;
    box.replaceChildren();
  }

  /* ---------- What a hand does ---------- */
  function onChange(event) {
    var form = event.target.closest("form[data-walk]");
    if (!form || form.dataset.walk === "add") { return; }
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

  function start() {
    keepHere();
    bar = document.querySelector("[data-walk-status]");
    if (!bar) { return; }
    store = "mutua-walk:" + bar.dataset.pole + ":" + bar.dataset.person;
    savedStore = store.replace("mutua-walk:", "mutua-walked:");
    putBack();
    entries = read();
    /* What was written before the page was closed stands in its form again; what is no longer here is sent all the same. */
    entries.forEach(function (entry) {
      var form = place(entry);
      entry.stuck = false;
      if (!form || form.dataset.walk === "add") { return; }
      var version = form.elements.version && form.elements.version.value;
      fill(form, entry.fields);
      if (version) { form.elements.version.value = version; }
      tell(form, bar.dataset.kept);
    });
    show();
    document.addEventListener("change", onChange);
    window.addEventListener("submit", onSubmit, true);
    window.addEventListener("online", send);
    send();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
