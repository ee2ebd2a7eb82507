/* The walk without network: pages of the walk and the files they need, kept on this device for a while.
   Served with KEPT before it: {name, path, hours, sorry}. `name` holds version, pole and person, so that another person
   or another version begins with nothing. Only pages of the walk are kept, never what is sent; the oldest they may be
   is `hours`. When the server sends to the sign-in page, everything goes; signing out takes it all away. */
"use strict";

var FRESH = 10 * 60 * 1000; /* a place that was fetched ahead less than ten minutes ago is not fetched again */

self.addEventListener("install", function (event) { event.waitUntil(self.skipWaiting()); });

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name !== KEPT.name; }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function isWalk(url) { return url.origin === self.location.origin && url.pathname === KEPT.path; }

function isStatic(url) { return url.origin === self.location.origin && url.pathname.indexOf("/static/") === 0; }

function age(response) { return Date.now() - Date.parse(response.headers.get("Date") || 0); }

function good(response) { return response.ok && !response.redirected && response.type === "basic"; }

function forget() { return caches.delete(KEPT.name); }

/* The answer itself goes on to the page; only a good one is kept, and none once signing out has taken the store away:
   what was still under way then must not bring it back. */
function keep(address, response) {
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) { return forget(); }
  if (!good(response)) { return Promise.resolve(); }
  var copy = response.clone();
  return caches.has(KEPT.name).then(function (stands) {
    return stands && caches.open(KEPT.name).then(function (cache) { return cache.put(address, copy); });
  });
}

function page(request) {
  return fetch(request).then(function (response) {
    return (good(response) ? caches.open(KEPT.name) : Promise.resolve()).then(function () { return keep(request.url, response); }).catch(function () { /* no room left */ }).then(function () { return response; });
  }, function () {
    return caches.match(request.url).then(function (known) {
      if (known && age(known) < KEPT.hours * 3600 * 1000) { return known; }
      return new Response(KEPT.sorry, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
    });
  });
}

function file(request) {
  return caches.match(request.url).then(function (known) {
    return known || fetch(request).then(function (response) {
      return keep(request.url, response).catch(function () { /* no room left */ }).then(function () { return response; });
    });
  });
}

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== "GET") { return; }
  if (event.request.mode === "navigate" && isWalk(url)) { event.respondWith(page(event.request)); }
  else if (isStatic(url)) { event.respondWith(file(event.request)); }
});

/* {again: [the page itself], ahead: [places one may walk to], files: […]}: one after the other, quietly. */
self.addEventListener("message", function (event) {
  var asked = event.data || {};
  var wanted = (asked.again || []).map(function (address) { return [address, 0]; });
  wanted = wanted.concat((asked.ahead || []).map(function (address) { return [address, FRESH]; }));
  wanted = wanted.concat((asked.files || []).map(function (address) { return [address, Infinity]; }));
  wanted = wanted.filter(function (each) { var url = new URL(each[0]); return isWalk(url) || isStatic(url); });
  event.waitUntil(wanted.reduce(function (before, each) {
    return before.then(function () { return fetchAhead(each[0], each[1]); });
  }, caches.open(KEPT.name)));
});

function fetchAhead(address, limit) {
  return caches.match(address).then(function (known) {
    if (known && age(known) < limit) { return null; }
    return fetch(address, { credentials: "same-origin", redirect: "manual" }).then(function (response) { return keep(address, response); });
  }).catch(function () { /* another time */ });
}
