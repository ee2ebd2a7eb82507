/* The week of every resource: an own date goes to another day of the same row, by mouse or with Alt and the arrows.
   The server decides: the form of a move is sent, and its refusal is shown as it stands. */
(function () {
  "use strict";
  var held = null;

  function send(piece, day) {
    var token = document.querySelector('input[name="csrf_token"]');
    var body = new URLSearchParams({ day: day, until: day, from: piece.dataset.from, to: piece.dataset.to });
    fetch(piece.dataset.move, {
      method: "POST", body: body, credentials: "same-origin",
      headers: { "X-CSRFToken": token ? token.value : "", "HX-Request": "true" }
    }).then(function (answer) {
      if (answer.ok) {
        sessionStorage.setItem("moved", piece.dataset.move);
        window.location.reload();
        return;
      }
      answer.text().then(function (text) { window.mutuaShow(text); });
    });
  }

  function cellOf(event) {
    var cell = event.target.closest("td[data-day]");
    return cell && held && cell.parentElement === held.closest("tr") && cell !== held.closest("td") ? cell : null;
  }

  function leave() { document.querySelectorAll(".mu-week td.over").forEach(function (cell) { cell.classList.remove("over"); }); }

  /* One stop of the tab key a row; the arrows go from bar to bar, and to the same day of the row above or below. */
  function roam(table) {
    table.querySelectorAll("tbody tr").forEach(function (row) {
      row.querySelectorAll("a.bar").forEach(function (bar, number) { bar.tabIndex = number ? -1 : 0; });
    });
    table.addEventListener("focusin", function (event) {
      var bar = event.target.closest("a.bar");
      if (!bar) { return; }
      bar.closest("tr").querySelectorAll("a.bar").forEach(function (other) { other.tabIndex = other === bar ? 0 : -1; });
    });
  }

  function beside(bar, key) {
    var row = bar.closest("tr"), bars = Array.from(row.querySelectorAll("a.bar")), at = bars.indexOf(bar);
    if (key === "ArrowLeft" || key === "ArrowRight") { return bars[at + (key === "ArrowLeft" ? -1 : 1)]; }
    if (key === "Home" || key === "End") { return bars[key === "Home" ? 0 : bars.length - 1]; }
    var day = bar.closest("td").dataset.day;
    do { row = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling; } while (row && !row.querySelector("a.bar"));
    return row && (row.querySelector('td[data-day="' + day + '"] a.bar') || row.querySelector("a.bar"));
  }

  document.addEventListener("DOMContentLoaded", function () {
    var table = document.querySelector(".mu-week");
    if (!table) { return; }
    roam(table);
    var moved = sessionStorage.getItem("moved");
    sessionStorage.removeItem("moved");
    table.querySelectorAll("[data-move]").forEach(function (piece) { if (piece.dataset.move === moved) { piece.focus(); } });
    table.addEventListener("dragstart", function (event) {
      held = event.target.closest("[data-move]");
      if (held) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", held.textContent); }
    });
    table.addEventListener("dragover", function (event) {
      var cell = cellOf(event);
      leave();
      if (cell) { event.preventDefault(); cell.classList.add("over"); }
    });
    table.addEventListener("drop", function (event) {
      var cell = cellOf(event);
      leave();
      if (cell) { event.preventDefault(); send(held, cell.dataset.day); }
      held = null;
    });
    table.addEventListener("dragend", function () { leave(); held = null; });
    table.addEventListener("keydown", function (event) {
      var bar = event.target.closest("a.bar");
      if (bar && !event.altKey && /^(Arrow|Home$|End$)/.test(event.key)) {
        event.preventDefault();
        var other = beside(bar, event.key);
        if (other) { other.focus(); }
        return;
      }
      var piece = event.target.closest("[data-move]");
      if (!piece || !event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) { return; }
      event.preventDefault();
      var cell = piece.closest("td");
      var next = event.key === "ArrowLeft" ? cell.previousElementSibling : cell.nextElementSibling;
      if (next && next.dataset.day) { send(piece, next.dataset.day); }
    });
  });
})();
