/* Runs before the styles: the server writes the choice (light, dark, auto) on <html data-theme>, "auto" follows the device. */
(function () {
  "use strict";
  var root = document.documentElement;
  var device = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var choice = root.getAttribute("data-theme");
    var dark = choice === "dark" || (choice !== "light" && device.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }
  apply();
  device.addEventListener("change", apply);
})();
