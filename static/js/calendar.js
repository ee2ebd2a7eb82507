/* EventCalendar on the page of a resource (a week) and on the planning of coordination (a day, row by row).
   <div class="mu-calendar" data-calendar="week" data-date="2026-11-23" data-events-url="/p/…/events" data-book-url="/p/…/bookings/new"></div>
   data-events-url answers JSON for ?start=…&end=…, all moments on the wall clock of the pole, without offset: [{"id", "start", "end", "title", "state": "taken|mine|waiting|free",
   "kind", "url", "resourceId"}]; data-book-url gets ?start=… of the slot clicked. Options: data-locale, data-from, data-to ("08:00"),
   data-hidden-days ("0,6"), data-resources-url (planning), data-move-url (planning: POST of id, start, end; the answer's status decides).
   Everything seen here also stands in the list under the calendar: a picture of time, never the only way. */
(function () {
  "use strict";

  function hour(moment) { return moment.getHours() + ":" + String(moment.getMinutes()).padStart(2, "0"); }

  /* The line of the present is drawn by the browser's clock: only where that shows the time of the pole. */
  function sameClock(there) { return !there || Math.abs(new Date(there) - new Date()) < 10 * 60000; }

  /* A day's end is told as 24:00. */
  function endHour(moment) { return moment.getHours() + moment.getMinutes() ? hour(moment) : "24:00"; }

  function local(moment) {
    function two(number) { return String(number).padStart(2, "0"); }
    return moment.getFullYear() + "-" + two(moment.getMonth() + 1) + "-" + two(moment.getDate()) + "T" + two(moment.getHours()) + ":" + two(moment.getMinutes());
  }

  /* The same way as a link of the page: the sheet when htmx is there, else the page. */
  function go(url) {
    var sheet = document.getElementById("sheet");
    if (window.htmx && sheet) { window.mutuaSheet(url); return; }
    window.location.assign(url);
  }

  /* The fields that forms of a span take: an end at midnight is the end of the day before. */
  function fields(start, end) {
    var midnight = end.getHours() === 0 && end.getMinutes() === 0;
    var last = midnight ? new Date(end.getTime() - 60000) : end;
    return {
      day: local(start).slice(0, 10), from: local(start).slice(11), to: midnight ? "24:00" : local(end).slice(11),
      until: local(last).slice(0, 10)
    };
  }

  function withSpan(url, start, end) {
    return url + (url.indexOf("?") < 0 ? "?" : "&") + new URLSearchParams(fields(start, end)).toString();
  }

  /* Busy until the moved date has been read anew: until then the boxes are about to be replaced. */
  function busy(place, still) { place.setAttribute("aria-busy", String(still)); }

  /* The form of a move, sent: gone through, or its own answer in the sheet, with the reason and what was tried. */
  function sendMove(place, event, revert, done) {
    function undo() { busy(place, false); revert(); }
    var token = document.querySelector('input[name="csrf_token"]');
    var body = new URLSearchParams(fields(event.start, event.end));
    busy(place, true);
    fetch(event.extendedProps.moveUrl, {
      method: "POST", body: body, credentials: "same-origin",
      headers: { "X-CSRFToken": token ? token.value : "", "HX-Request": "true" }
    }).then(function (answer) {
      if (answer.ok) { done(); return; }
      undo();
      answer.text().then(function (text) { window.mutuaShow(text); });
    }, undo);
  }

  function withStart(url, moment) { return url + (url.indexOf("?") < 0 ? "?" : "&") + "start=" + encodeURIComponent(local(moment)); }

  /* A real button or link inside each event: keyboard and screen readers without added roles. */
  function content(info) {
    if (info.event.display === "background") { return { domNodes: [] }; }
    var facts = info.event.extendedProps;
    var box = document.createElement(facts.url ? "a" : "span");
    var name = document.createElement("span");
    var pause = document.createElement("span");
    var when = document.createElement("span");
    box.className = "box";
    name.className = "name";
    pause.className = "visually-hidden";
    when.className = "when";
    name.textContent = info.event.title;
    pause.textContent = ", ";
    when.textContent = hour(info.event.start) + "–" + endHour(info.event.end);
    box.append(name, pause, when);
    if (facts.moveUrl) {
      box.dataset.event = info.event.id;
      box.setAttribute("aria-keyshortcuts", "Alt+ArrowUp Alt+ArrowDown Alt+Shift+ArrowUp Alt+Shift+ArrowDown");
    }
    if (facts.url) {
      box.href = facts.url;
      box.addEventListener("click", function (event) {
        event.stopPropagation();
        if (facts.state === "free" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(facts.url); }
      });
    }
    return { domNodes: [box] };
  }

  /* Unmodified, the calendar nests table roles wrongly (axe: 4 rules); without them its text reads in order. */
  function clean(place) {
    var spoiled = ["aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan"];
    function sweep() {
      place.querySelectorAll("[role]:not([role=button])").forEach(function (node) { node.removeAttribute("role"); });
      place.querySelectorAll("time[aria-label]").forEach(function (node) { node.removeAttribute("aria-label"); });
      spoiled.forEach(function (name) {
        place.querySelectorAll("[" + name + "]").forEach(function (node) { node.removeAttribute(name); });
      });
      /* The tab stop is the link inside, not its box. */
      place.querySelectorAll(".ec-event[tabindex]").forEach(function (node) { node.removeAttribute("tabindex"); });
    }
    sweep();
    new MutationObserver(sweep).observe(place, { childList: true, subtree: true });
  }

  function toEvent(item) {
    var classes = [item.state === "waiting" ? "mine" : item.state || "taken"];
    if (item.state === "waiting") { classes.push("waiting"); }
    if (item.kind) { classes.push("t-" + item.kind); }
    if (item.state === "shut") { return { id: item.id, start: item.start, end: item.end, display: "background", classNames: ["shut"] }; }
    return {
      id: item.id, resourceIds: item.resourceId ? [item.resourceId] : [], start: item.start, end: item.end, title: item.title,
      editable: Boolean(item.movable), classNames: classes,
      extendedProps: { url: item.url, state: item.state, moveUrl: item.moveUrl }
    };
  }

  function source(url) {
    return {
      events: function (range) {
        var query = "start=" + encodeURIComponent(range.startStr) + "&end=" + encodeURIComponent(range.endStr);
        return fetch(url + (url.indexOf("?") < 0 ? "?" : "&") + query, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then(function (answer) { return answer.ok ? answer.json() : []; })
          .then(function (items) { return items.map(toEvent); });
      }
    };
  }

  /* A drag is kept only if the server says so; the page has the same move as a form. */
  function move(url) {
    return function (info) {
      var body = new URLSearchParams({ id: info.event.id, start: local(info.event.start), end: local(info.event.end) });
      if (info.newResource) { body.set("resource", info.newResource.id); }
      var token = document.querySelector('input[name="csrf_token"]');
      fetch(url, { method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": token ? token.value : "" } })
        .then(function (answer) { if (!answer.ok) { info.revert(); } }, function () { info.revert(); });
    };
  }

  function options(place) {
    var data = place.dataset;
    var narrow = place.clientWidth < 520;
    var shared = {
      date: data.date, locale: data.locale || document.documentElement.lang, firstDay: 1, height: "auto", editable: false,
      slotMinTime: data.from || "08:00", slotMaxTime: data.to || "19:00", eventSources: [source(data.eventsUrl)], eventContent: content,
      hiddenDays: (data.hiddenDays || "").split(",").filter(Boolean).map(Number), headerToolbar: { start: "", center: "", end: "" },
      dayHeaderFormat: { weekday: "short", day: "numeric" }, slotLabelFormat: hour, nowIndicator: sameClock(data.now)
    };
    shared.longPressDelay = 400;
    shared.loading = function (still) { busy(place, still); };
    shared.snapDuration = { minutes: Number(data.grid || 15) };
    if (data.bookUrl) {
      shared.selectable = true;
      shared.select = function (info) { go(withSpan(data.bookUrl, info.start, info.end)); };
      shared.dateClick = function (info) { go(withStart(data.bookUrl, info.date)); };
    }
    if (data.calendar === "planning") {
      return Object.assign(shared, {
        view: "resourceTimelineDay", slotDuration: "00:30", slotLabelInterval: "01:00", dayHeaderFormat: function () { return ""; },
        slotWidth: Math.max(34, Math.floor((place.clientWidth - 150) / 22)), editable: Boolean(data.moveUrl),
        eventDrop: data.moveUrl ? move(data.moveUrl) : undefined, eventResize: data.moveUrl ? move(data.moveUrl) : undefined
      });
    }
    return Object.assign(shared, { view: narrow ? "timeGridDay" : "timeGridWeek", allDaySlot: false, slotDuration: "01:00", slotHeight: 40 });
  }

  function label(info) {
    var name = document.createElement("span");
    var detail = document.createElement("small");
    name.textContent = info.resource.title;
    detail.textContent = (info.resource.extendedProps || {}).detail || "";
    return { domNodes: [name, detail] };
  }

  /* Alt and the arrows move the date under the cursor, with Shift they stretch it; left and right change the day.
     Keys pressed in a row are one move, sent when they stop: each answer gives the date another number. */
  function onKeys(place, calendar) {
    var grid = Number(place.dataset.grid || 15) * 60000;
    var steps = { ArrowUp: -grid, ArrowDown: grid, ArrowLeft: -86400000, ArrowRight: 86400000 };
    var going = null;

    function send() {
      var moved = going;
      going.sent = true;
      sendMove(
        place, moved, function () { going = null; again(place, calendar, moved.from); },
        function () { going = null; again(place, calendar, moved.start); }
      );
    }

    place.addEventListener("keydown", function (event) {
      var box = event.target.closest("[data-event]");
      if (!box || !event.altKey || !steps[event.key]) { return; }
      event.preventDefault();
      var found = calendar.getEventById(box.dataset.event);
      if (!found || going && (going.sent || going.id !== found.id)) { return; }
      var now = going || { id: found.id, from: found.start, start: found.start, end: found.end, extendedProps: found.extendedProps };
      var start = new Date(now.start.getTime() + (event.shiftKey ? 0 : steps[event.key]));
      var end = new Date(now.end.getTime() + steps[event.key]);
      if (end <= start) { return; }
      clearTimeout(now.wait);
      going = Object.assign(now, { start: start, end: end, wait: setTimeout(send, 500) });
      box.querySelector(".when").textContent = hour(start) + "–" + endHour(end);
    });
  }

  /* Read anew: the moved date has another number; the focus goes back to it. */
  function again(place, calendar, start) {
    var seen = new MutationObserver(function () {
      var found = calendar.getEvents().find(function (entry) { return entry.extendedProps.moveUrl && entry.start.getTime() === start.getTime(); });
      var box = found && place.querySelector('[data-event="' + found.id + '"]');
      if (box) { seen.disconnect(); box.focus(); }
    });
    seen.observe(place, { childList: true, subtree: true });
    setTimeout(function () { seen.disconnect(); }, 3000);
    calendar.refetchEvents();
  }

  function start(place) {
    var set = options(place);
    var calendar;
    function dragged(info) {
      if (info.event.extendedProps.moveUrl) { sendMove(place, info.event, info.revert, function () { calendar.refetchEvents(); }); }
    }
    if (place.dataset.calendar === "week") { set.eventDrop = dragged; set.eventResize = dragged; }
    function show() {
      calendar = window.EventCalendar.create(place, set);
      onKeys(place, calendar);
      /* A link is dragged by the browser itself, which takes the pointer from the calendar. */
      place.addEventListener("dragstart", function (event) { event.preventDefault(); });
      clean(place);
      document.querySelectorAll('[data-calendar-go][aria-controls="' + place.id + '"]').forEach(function (button) {
        button.addEventListener("click", function () { calendar[button.dataset.calendarGo](); });
      });
    }
    if (!place.dataset.resourcesUrl) { show(); return; }
    fetch(place.dataset.resourcesUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (rows) {
        set.resources = rows.map(function (row) { return { id: row.id, title: row.title, extendedProps: { detail: row.detail || "" } }; });
        set.resourceLabelContent = label;
        show();
      });
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.EventCalendar) { return; }
    document.querySelectorAll("[data-week-list]").forEach(function (part) { part.open = false; });
    document.querySelectorAll("[data-calendar]").forEach(start);
  });
})();
