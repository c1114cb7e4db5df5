// Opens the form of a report without a line, as it was when it was opened last. Nothing else of the portal is kept: what is old would be taken for what is so now.
// It also shows the news of a report that its reporter asked this browser for (push.js), and opens the report.
// A form that is opened so gets a key of its own, for the kept one may have been sent.
"use strict";

const KEPT = "report-form";
const FORM = /^(\/en)?\/report$/;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

const key = () => `web-${[...crypto.getRandomValues(new Uint8Array(26))].map((n) => LETTERS[n % 32]).join("")}`;

async function keep(path, answer) {
  const kept = await caches.open(KEPT);
  await kept.put(path, answer);
}

async function form(request, path) {
  try {
    const answer = await fetch(request);
    if (answer.ok && new URL(request.url).search === "") await keep(path, answer.clone());
    return answer;
  } catch (gone) {
    const kept = await (await caches.open(KEPT)).match(path);
    if (!kept) throw gone;
    const page = (await kept.text()).replace(/(name="key" value=")[^"]+/, `$1${key()}`);
    const headers = new Headers();
    for (const name of ["Content-Type", "Content-Language", "Content-Security-Policy", "Permissions-Policy", "Referrer-Policy"]) if (kept.headers.has(name)) headers.set(name, kept.headers.get(name));
    return new Response(page, { headers });
  }
}

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === "GET" && event.request.mode === "navigate" && FORM.test(path)) event.respondWith(form(event.request, path));
});
addEventListener("push", (event) => {
  let note;
  try {
    note = event.data.json();
  } catch {
    return; // nothing that this server sent
  }
  const { pathname } = new URL(note.link, location.origin);
  // What is new of a report takes the place of what was.
  event.waitUntil(registration.showNotification(note.title, { body: note.text, lang: note.lang, tag: pathname, renotify: true, icon: "/portal/-/icon.svg", data: { path: pathname } }));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  // The link may name the public address; what is opened lies on this server.
  event.waitUntil(self.clients.openWindow(location.origin + event.notification.data.path));
});
addEventListener("message", (event) => {
  // The page that brought the worker was opened before it was there.
  if (FORM.test(event.data.path)) event.waitUntil(fetch(event.data.path).then((answer) => (answer.ok ? keep(event.data.path, answer) : undefined)));
});
