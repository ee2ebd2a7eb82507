/* What HTML does not do alone. Every page works without this file; no inline code, no eval (strict CSP).
   data-open="id"    opens the <dialog> of that id            data-close      closes the dialog around it
   data-show="id"    on a select or checkbox: shows #id       data-show-when  its values, space separated ("on" for a checkbox)
   data-sheet         on a link: its page opens in the sheet (a page of 900 links needs no attributes on each)
   data-copy="text"  copies, then says data-copied            data-fold       <details> closed on phones
   data-follows="id"  on a day: moves by as many days as the day of that id
   data-print        opens the dialog to print; hidden when scripts do not run
   data-toast        goes away after 10 s (WCAG 2.2.1: not while pointed at or focused) */
(function () {
  "use strict";
  var root = document.documentElement;
  var openers = new WeakMap();

  /* ---------- Sheets ---------- */
  function openSheet(sheet, opener) {
    if (!sheet || sheet.open) { return; }
    if (opener) { openers.set(sheet, opener); }
    sheet.showModal();
  }

  function onSheetClosed(event) {
    var opener = openers.get(event.target);
    if (opener && document.contains(opener)) { opener.focus(); }
    if (event.target.id === "sheet") { event.target.replaceChildren(); }
  }

  /* A link to the form of a chosen time opens it by POST: the server keeps that time for ten minutes. */
  function toSheet(address) {
    var url = new URL(address, window.location.href);
    var way = { target: "#sheet", swap: "innerHTML" };
    var token = document.querySelector('input[name="csrf_token"]');
    if (!token || !/\/bookings\/new$/.test(url.pathname) || !(url.searchParams.has("from") || url.searchParams.has("start"))) {
      window.htmx.ajax("GET", url.href, way);
      return;
    }
    way.values = Object.assign({ csrf_token: token.value }, Object.fromEntries(url.searchParams));
    window.htmx.ajax("POST", url.pathname.replace(/new$/, "open"), way);
  }

  /* A page's answer, shown in the sheet as htmx would. */
  function showInSheet(text) {
    var sheet = document.getElementById("sheet");
    sheet.innerHTML = text;
    window.htmx.process(sheet);
    openSheet(sheet);
    prepare(sheet);
    focusOn(sheet);
  }

  window.mutuaSheet = toSheet;
  window.mutuaShow = showInSheet;

  function onClick(event) {
    var target = event.target;
    if (target.nodeName === "DIALOG" && target.classList.contains("mu-sheet")) { target.close(); return; }
    var opener = target.closest("[data-open]");
    if (opener) {
      var sheet = document.getElementById(opener.dataset.open);
      if (sheet) { event.preventDefault(); openSheet(sheet, opener); }
      return;
    }
    var closer = target.closest("dialog [data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog").close(); return; }
    var dismiss = target.closest("[data-dismiss]");
    if (dismiss) { dismiss.closest("[data-toast]").remove(); return; }
    var link = target.closest("a[data-sheet]");
    if (link && window.htmx && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      openers.set(document.getElementById("sheet"), link);
      toSheet(link.href);
      return;
    }
    var copier = target.closest("[data-copy]");
    if (copier) { copy(copier); return; }
    if (target.closest("[data-print]")) { window.print(); return; }
    var themer = target.closest("[data-theme-toggle]");
    if (themer) { toggleTheme(themer, event); }
  }

  function copy(button) {
    var words = button.querySelector("span");
    var before = words.textContent;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      words.textContent = button.dataset.copied;
      say(button.dataset.copied);
      setTimeout(function () { words.textContent = before; }, 2500);
    });
  }

  /* ---------- Theme: seen at once, kept by the server in a cookie ---------- */
  function labelTheme() {
    var dark = root.getAttribute("data-bs-theme") === "dark";
    document.querySelectorAll("[data-theme-toggle]").forEach(function (button) {
      button.value = dark ? "light" : "dark";
      button.querySelector("span").textContent = dark ? button.dataset.light : button.dataset.dark;
    });
  }

  function toggleTheme(button, event) {
    event.preventDefault();
    var choice = button.value;
    var body = new FormData(button.form);
    body.set("theme", choice);
    root.setAttribute("data-theme", choice);
    root.setAttribute("data-bs-theme", choice);
    labelTheme();
    fetch(button.form.action, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" });
  }

  /* ---------- Forms ---------- */
  function onSubmit(event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-theme-form")) { return; }
    if (form.dataset.unsent && hasUnsent() && !window.confirm(form.dataset.unsent)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "1";
    if (form.hasAttribute("data-unsent")) { signsOut(); }
    /* The clicked button must keep its name and value in the request, so it is greyed, not disabled. */
    form.querySelectorAll("[type=submit]").forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
    /* An answer that is a file leaves the page where it is. */
    setTimeout(function () { release(form); }, 8000);
  }

  /* What a walk without network has not sent yet: signing out takes it off this device. */
  function hasUnsent() {
    try { return Object.keys(window.localStorage).some(function (key) { return /^mutua-walk(-typed)?:/.test(key) && window.localStorage[key] !== "[]"; }); } catch (error) { return false; }
  }

  /* The answer to signing out clears the device; where a browser does not know how, or the address has no certificate,
     the sign-in page does it. Any other page says that signing out did not arrive: what was noted stays. */
  function forgetWalk() {
    try {
      var asked = window.sessionStorage.getItem("mutua-signed-out");
      staysIn();
      if (!asked || !document.querySelector("form[data-signed-out]")) { return; }
      Object.keys(window.localStorage).filter(function (key) { return /^mutua-walk/.test(key); }).forEach(function (key) { window.localStorage.removeItem(key); });
    } catch (error) { /* a browser that keeps nothing */ }
  }

  function signsOut() { try { window.sessionStorage.setItem("mutua-signed-out", "1"); } catch (error) { /* it keeps nothing */ } }

  function staysIn() { try { window.sessionStorage.removeItem("mutua-signed-out"); } catch (error) { /* it keeps nothing */ } }

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
  }

  function chosen(control) {
    if (control.type === "checkbox") { return control.checked ? "on" : ""; }
    if (control.type === "radio") {
      var picked = control.form.querySelector('[name="' + control.name + '"]:checked');
      return picked ? picked.value : "";
    }
    return control.value;
  }

  /* data-show="one|two" with data-show-when="daily weekly|dates": each part has values of its own. */
  function showPart(control) {
    var values = (control.dataset.showWhen || "on").split("|");
    control.dataset.show.split("|").forEach(function (id, number) {
      var part = document.getElementById(id);
      if (!part) { return; }
      part.hidden = values[number].split(" ").indexOf(chosen(control)) < 0;
      /* A hidden part is not sent: its fields are switched off with it. */
      part.querySelectorAll("input, select, textarea").forEach(function (field) { field.disabled = part.hidden; });
    });
  }

  function follow(day) {
    var before = day.dataset.before || day.defaultValue;
    day.dataset.before = day.value;
    day.form.querySelectorAll('[data-follows="' + day.id + '"]').forEach(function (last) {
      var by = Date.parse(day.value) - Date.parse(before);
      if (last.value && by) { last.value = new Date(Date.parse(last.value) + by).toISOString().slice(0, 10); }
    });
  }

  function onChange(event) {
    if (!event.target.closest("form")) { return; }
    if (event.target.type === "date") { follow(event.target); }
    event.target.closest("form").querySelectorAll("[data-show]").forEach(showPart);
  }

  /* ---------- Messages ---------- */
  function say(text) {
    var region = document.getElementById("toasts");
    var line = document.createElement("span");
    line.className = "visually-hidden";
    line.textContent = text;
    region.append(line);
    setTimeout(function () { line.remove(); }, 4000);
  }

  function startToast(toast) {
    function leave() {
      if (toast.matches(":hover, :focus-within")) { setTimeout(leave, 3000); return; }
      toast.remove();
    }
    setTimeout(leave, 10000);
  }

  /* ---------- htmx: focus follows what changed ---------- */
  function focusOn(place) {
    var goal = place.querySelector("[data-first-error], .is-invalid, [autofocus]") || place.querySelector("h1, h2, h3");
    if (!goal) { return; }
    if (!goal.matches("a, button, input, select, textarea, [tabindex]")) { goal.setAttribute("tabindex", "-1"); }
    goal.focus({ preventScroll: Boolean(goal.closest("dialog")) });
  }

  function afterSwap(event) {
    var context = event.detail.ctx || {};
    var place = typeof context.target === "string" ? document.querySelector(context.target) : context.target;
    if (!place || !document.contains(place)) { place = document.getElementById("content"); }
    var sheet = place.closest("dialog.mu-sheet");
    if (sheet) { openSheet(sheet, context.sourceElement); }
    prepare(place);
    focusOn(place);
  }

  function afterRequest(event) {
    var source = event.detail.ctx && event.detail.ctx.sourceElement;
    var form = source && source.closest && source.closest("form");
    if (form) { release(form); }
  }

  /* Without an answer, or with a broken one, the link or form goes the plain way and shows the server's page. */
  function afterFailure(event) {
    var source = event.detail.ctx && event.detail.ctx.sourceElement;
    if (source && source.nodeName === "A" && source.href) { window.location.assign(source.href); }
  }

  /* Of tabs that do not all fit, the open one is in view. */
  function showTab(tab) {
    var row = tab.parentNode;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  function prepare(place) {
    place.querySelectorAll(".mu-tabs [aria-current]").forEach(showTab);
    place.querySelectorAll("[data-show]").forEach(showPart);
    place.querySelectorAll("[data-toast]").forEach(startToast);
    place.querySelectorAll("[data-print]").forEach(function (button) { button.hidden = false; });
  }

  function start() {
    forgetWalk();
    labelTheme();
    prepare(document);
    if (window.matchMedia("(max-width: 991.98px)").matches) {
      document.querySelectorAll(".mu-refine, [data-fold]").forEach(function (part) { part.open = false; });
    }
    document.querySelectorAll("dialog.mu-sheet").forEach(function (sheet) { sheet.addEventListener("close", onSheetClosed); });
    var sheet = document.getElementById("sheet");
    if (sheet && sheet.childElementCount) { openSheet(sheet); }
    var error = document.querySelector("main [data-first-error]");
    if (error) { error.focus(); }
  }

  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("change", onChange);
  document.addEventListener("htmx:after:swap", afterSwap);
  document.addEventListener("htmx:finally:request", afterRequest);
  document.addEventListener("htmx:error", afterFailure);
  document.addEventListener("htmx:response:error", function (event) {
    if (event.detail.ctx.response.raw.status >= 500) { afterFailure(event); }
  });
  /* Back to a page kept by the browser: its forms may be sent again, and nobody has signed out. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) { staysIn(); } document.querySelectorAll("form[data-sent]").forEach(release); });
  document.addEventListener("DOMContentLoaded", start);
})();
