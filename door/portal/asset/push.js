// Has this browser told of a report, also while no page is open. The page says nothing of it where the browser cannot, and offers e-mail.
const here = document.getElementById("here");
const button = here && here.querySelector("button");
const bad = here && here.querySelector(".bad");
let given; // by the browser's push service

const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** One worker serves the pages of all reports, in both languages. */
async function worker() {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.find((r) => new URL(r.scope).pathname === "/r/");
}

async function awake(registration) {
  const coming = registration.installing || registration.waiting;
  if (registration.active || !coming) return registration;
  await new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
  return registration;
}

async function tell(action) {
  const { endpoint, keys } = given.toJSON();
  const answer = await fetch(here.dataset.to, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ do: action, endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said.on;
}

function show(on) {
  here.hidden = here.dataset.ended === "true" && !on;
  here.querySelector(".told span").hidden = !on;
  button.dataset.told = on ? "yes" : "";
  button.textContent = on ? here.dataset.stop : here.dataset.begin;
}

function wrong(words) {
  bad.textContent = words;
}

/** The browser asks its reader, then its push service. Keys of another day are of no use any more. */
async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") return wrong(here.dataset.refused);
  const registration = await awake(await navigator.serviceWorker.register("/report-worker.js", { scope: "/r/" }));
  const key = bytes(here.dataset.key);
  given = await registration.pushManager.getSubscription();
  if (given && String(new Uint8Array(given.options.applicationServerKey)) !== String(key)) {
    await given.unsubscribe();
    given = null;
  }
  given = given || (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  show(await tell("on"));
}

async function press() {
  wrong("");
  button.disabled = true;
  try {
    if (button.dataset.told) show(await tell("off"));
    else await subscribe();
  } catch (e) {
    wrong(e instanceof DOMException || e instanceof TypeError || !e.message ? here.dataset.failed : e.message);
  }
  button.disabled = false;
  button.focus();
}

async function open() {
  const registration = await worker();
  given = registration && (await registration.pushManager.getSubscription());
  show(Boolean(given) && (await tell("ask")));
}

if (here && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  button.addEventListener("click", press);
  open().catch(() => show(false));
}
