/* What the walk knows without network: the level three marks give (the server's own table, as data), what the server
   would refuse (the floor of a family, the measured frequency), and the words of a form. No inline code. */
(function () {
  "use strict";
  var here = window.mutuaWalk = {};

  function bar() { return document.querySelector("[data-walk-status]"); }

  function value(form, name) { var field = form.elements[name]; return field ? String(field.value) : ""; }

  /* data-levels: 64 levels, severity first, then frequency, then mastery; then the same 64 for a person alone. */
  here.residual = function (form) {
    var marks = ["severity", "frequency", "mastery"].map(function (name) { return Number(value(form, name)); });
    if (!marks.every(function (mark) { return mark >= 1 && mark <= 4; })) { return 0; }
    var alone = form.elements.lone && form.elements.lone.checked ? 64 : 0;
    return Number(bar().dataset.levels[alone + (marks[0] - 1) * 16 + (marks[1] - 1) * 4 + marks[2] - 1]);
  };

  here.level = function (form, residual) {
    var badge = form.querySelector("[data-level] .mu-level");
    if (badge && residual) { badge.className = "mu-level lv" + residual; badge.textContent = bar().dataset["level" + residual]; }
  };

  here.fill = function (form, fields) {
    form.querySelectorAll("input, select, textarea").forEach(function (field) {
      if (!field.name || ["csrf_token", "once"].indexOf(field.name) >= 0) { return; }
      var value = fields[field.name];
      if (field.type === "radio") { if (value !== undefined) { field.checked = field.value === String(value); } }
      else if (field.type === "checkbox") { field.checked = value === true || value === "y"; }
      else if (value !== undefined) { field.value = String(value); }
    });
  };

  /* The reasons the server would give; it has the last word. */
  here.whyNot = function (form) {
    var words = bar().dataset, floors = JSON.parse(words.floors || "{}"), found = [];
    if (!form.elements.severity) { return found; }
    if (!value(form, "situation").trim()) { found.push(words.noSituation); }
    if (Number(value(form, "severity")) < (floors[value(form, "family")] || 1) && !value(form, "severity_reason").trim()) { found.push(words.lowered); }
    if (value(form, "frequency") !== form.dataset.measured && !value(form, "frequency_reason").trim()) { found.push(words.otherFrequency); }
    return found;
  };

  /* ---------- Words ---------- */
  here.said = function (value) {
    if (value === true || value === "y") { return bar().dataset.yes; }
    if (value === false || value === undefined) { return bar().dataset.no; }
    return String(value);
  };

  here.nameOf = function (form, name) {
    var field = form.querySelector('[name="' + name + '"]');
    var legend = field && field.closest("fieldset") && field.closest("fieldset").querySelector("legend");
    var label = field && (legend ? legend.firstChild : form.querySelector('label[for="' + field.id + '"]') || field.closest("label"));
    return label ? label.textContent.trim() : name;
  };

  here.titleOf = function (form) {
    var family = form.querySelector("select[name=family]");
    return (family ? family.selectedOptions[0].textContent + ", " : "") + form.dataset.title;
  };

  /* Everything somebody wrote or chose, as [name, words]: to be read where the form is not. */
  here.linesOf = function (form) {
    var lines = [];
    form.querySelectorAll("input:not([type=hidden]), textarea").forEach(function (field) {
      var text = field.type === "radio" ? field.closest("label").title : field.type === "checkbox" ? here.said(true) : field.value.trim();
      var chosen = field.type === "radio" || field.type === "checkbox" ? field.checked : text;
      if (field.name && chosen) { lines.push([here.nameOf(form, field.name), text]); }
    });
    return lines;
  };

  here.choice = function (words, act) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-second me-2";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  };
})();
