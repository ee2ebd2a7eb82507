/* What the server refused of a walk, or would refuse: its words, why, and two ways out. They stand here whichever page
   of the walk is open, until somebody corrects them or gives them up. Needs walk-marks.js. No inline code. */
(function () {
  "use strict";
  var known = "";

  function element(name, text, style) {
    var made = document.createElement(name);
    made.textContent = text || "";
    made.className = style || "";
    return made;
  }

  /* An entry kept by an older page has no lines yet: its fields say what was written. */
  function linesOf(entry) {
    return entry.lines || ["situation", "existing", "measures"].filter(function (name) { return entry.fields[name]; })
      .map(function (name) { return ["", entry.fields[name]]; });
  }

  function canCorrect(entry) {
    return document.getElementById(entry.form) || (entry.page && entry.page !== window.location.href.split("#")[0]);
  }

  function row(entry, ways, words) {
    var item = element("li", "", "mu-card mb-3"), facts = element("dl", "", "mu-recap mb-3");
    linesOf(entry).forEach(function (line) { facts.append(element("dt", line[0]), element("dd", line[1])); });
    item.append(element("h3", entry.title || words.untitled, "title-3"), element("p", entry.words.join(" "), "mu-walk-state bad my-2"), facts);
    if (canCorrect(entry)) { item.append(window.mutuaWalk.choice(words.correct, function () { ways.correct(entry); })); }
    item.append(window.mutuaWalk.choice(words.drop, function () {
      if (!window.confirm(words.dropSure)) { return; }
      ways.drop(entry);
      document.querySelector("[data-walk-status]").focus();
    }));
    return item;
  }

  window.mutuaWalk.showRefused = function (entries, ways) {
    var part = document.querySelector("[data-walk-refused]"), jump = document.querySelector("[data-walk-jump]");
    var now = JSON.stringify(entries.map(function (entry) { return [entry.key, entry.words]; }));
    if (!part || now === known) { return; }
    known = now;
    part.hidden = jump.hidden = !entries.length;
    jump.textContent = entries.length ? part.dataset.count + entries.length : "";
    part.querySelector("ul").replaceChildren.apply(part.querySelector("ul"), entries.map(function (entry) { return row(entry, ways, part.dataset); }));
  };
})();
