// What spares work on the page of a new report: the place by GPS, photos made small and shown before they are sent, kinds proposed
// by what is written, and a draft that outlives the page and the line. The page is whole without it.
"use strict";

const MOST_PHOTOS = 6;
const LONGEST_SIDE = 1600;
const SMALL = 600 * 1024;

let form, photos, key, timer;

const field = (name) => form.elements.namedItem(name);

/** What is typed, as it will be sent. */
const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "do" && name !== "drop");

const asDraft = (queued) => ({ key, action: form.getAttribute("action"), fields: typed(), photos, queued });

const worth = (draft) => draft.photos.length > 0 || draft.fields.some(([name, value]) => ["words", "address", "category", "lat"].includes(name) && value.trim() !== "");

function keep() {
  clearTimeout(timer);
  timer = undefined;
  const draft = asDraft(false);
  if (worth(draft)) drafts.put(draft).catch(() => {});
}

function keepSoon() {
  clearTimeout(timer);
  timer = setTimeout(keep, 400);
}

/** A picture that is large is made smaller here: it travels faster, and what it says of the device and the place stays here. */
async function small(file) {
  if (file.size <= SMALL || !file.type.startsWith("image/")) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file; // a form that this browser cannot open: the server says what it thinks of it
  }
}

async function takePhotos(input) {
  const kept = document.querySelectorAll("#kept li").length;
  for (const file of [...input.files].slice(0, MOST_PHOTOS - kept - photos.length)) {
    const blob = await small(file);
    photos.push({ blob, name: blob === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg", sent: false });
  }
  input.value = "";
  showPhotos();
  keepSoon();
}

const spoken = (p) => !p.blob.type.startsWith("image/");

/** What will be sent: pictures by their list, recordings by theirs, each with a button that takes it out. */
function showPhotos() {
  const waiting = photos.filter((p) => !p.sent);
  showHeld(form.querySelector(".previews"), waiting.filter((p) => !spoken(p)), "img", form.dataset.photo, "f-photo");
  showHeld(form.querySelector(".spoken"), waiting.filter(spoken), "audio", form.dataset.voice, "voice");
}

function showHeld(list, held, kind, called, back) {
  for (const old of list.querySelectorAll(kind)) URL.revokeObjectURL(old.src);
  list.replaceChildren(
    ...held.map((photo, i) => {
      const li = document.createElement("li");
      const shown = document.createElement(kind);
      shown.src = URL.createObjectURL(photo.blob);
      const words = called.replace("{n}", i + 1);
      if (kind === "img") shown.alt = words;
      else {
        shown.controls = true;
        shown.setAttribute("aria-label", words);
      }
      const name = document.createElement("span");
      name.textContent = kind === "img" ? photo.name : words;
      const off = document.createElement("button");
      off.type = "button";
      off.className = "lst";
      off.textContent = `${form.dataset.remove}: ${kind === "img" ? i + 1 : words}`;
      off.addEventListener("click", () => {
        photos.splice(photos.indexOf(photo), 1);
        showPhotos();
        keepSoon();
        document.getElementById(back).focus();
      });
      li.append(shown, name, off);
      return li;
    }),
  );
  list.hidden = held.length === 0;
}

const LONGEST_VOICE = 180000;

/** Who would rather speak: recorded here, heard again, kept and sent with the pictures. */
function speak() {
  const button = document.getElementById("voice");
  const input = document.getElementById("f-voice");
  if (!navigator.mediaDevices || !window.MediaRecorder) return void input.addEventListener("change", () => takePhotos(input));
  button.hidden = false;
  input.hidden = true;
  document.querySelector("label[for=f-voice]").hidden = true;
  const words = button.querySelector("span");
  const start = words.textContent;
  const said = document.getElementById("voice-said");
  let recorder;
  button.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    said.textContent = "";
    let line;
    try {
      line = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return void (said.textContent = button.dataset.refused);
    }
    const parts = [];
    recorder = new MediaRecorder(line, { audioBitsPerSecond: 32000 });
    recorder.addEventListener("dataavailable", (e) => parts.push(e.data));
    const end = setTimeout(() => recorder.stop(), LONGEST_VOICE);
    recorder.addEventListener("stop", () => {
      clearTimeout(end);
      for (const track of line.getTracks()) track.stop();
      const type = recorder.mimeType.split(";")[0];
      recorder = undefined;
      words.textContent = start;
      button.removeAttribute("aria-pressed");
      if (photos.length < MOST_PHOTOS) photos.push({ blob: new Blob(parts, { type }), name: `loi-noi.${type.split("/")[1]}`, sent: false });
      showPhotos();
      keepSoon();
    });
    recorder.start();
    words.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
  });
}

function place() {
  const said = document.getElementById("gps-said");
  const off = document.getElementById("gps-off");
  const tell = (words, found) => {
    said.hidden = words === "";
    said.querySelector("span").textContent = words;
    said.querySelector("svg").style.visibility = found ? "" : "hidden";
    off.hidden = !found;
  };
  if (navigator.geolocation) form.querySelector(".gps").hidden = false;
  if (field("lat").value) off.hidden = false;
  document.getElementById("gps").addEventListener("click", () => {
    tell(form.dataset.hereAsking, false);
    navigator.geolocation.getCurrentPosition(
      (p) => {
        field("lat").value = p.coords.latitude.toFixed(6);
        field("lon").value = p.coords.longitude.toFixed(6);
        tell(form.dataset.hereFound.replace("{n}", Math.max(1, Math.round(p.coords.accuracy))), true);
        keepSoon();
      },
      () => tell(form.dataset.hereRefused, false),
      { enableHighAccuracy: true, maximumAge: 60000, timeout: 15000 },
    );
  });
  pin(
    () => (field("lat").value ? { lat: Number(field("lat").value), lon: Number(field("lon").value) } : undefined),
    (at, words) => {
      field("lat").value = at.lat.toFixed(6);
      field("lon").value = at.lon.toFixed(6);
      tell(words, true);
      keepSoon();
    },
  );
  off.addEventListener("click", () => {
    field("lat").value = field("lon").value = "";
    tell("", false);
    document.getElementById("gps").focus();
    keepSoon();
  });
}

const plain = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

/** Proposes kinds by the words of the categories that stand in what was written. */
function propose() {
  const said = ` ${plain(field("words").value).replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  const found = [...form.querySelectorAll(".cat")]
    .map((cat) => ({ input: cat.querySelector("input"), name: cat.querySelector("label b").textContent, hits: cat.dataset.words.split("|").filter((w) => w && said.includes(` ${plain(w)} `)).length }))
    .filter((c) => c.hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, 3);
  const box = form.querySelector(".maybe");
  const chosen = form.querySelector(".cat > input:checked");
  box.hidden = found.length === 0 || (chosen !== null && !box.contains(document.activeElement));
  const names = found.map((c) => c.name).join("|");
  if (box.hidden || box.dataset.names === names) return;
  box.dataset.names = names;
  const lead = document.createElement("span");
  lead.textContent = form.dataset.maybe;
  box.replaceChildren(
    lead,
    ...found.map((c) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "lst";
      b.textContent = c.name;
      b.addEventListener("click", () => {
        c.input.checked = true;
        c.input.dispatchEvent(new Event("change", { bubbles: true }));
        for (const other of box.querySelectorAll("button")) other.setAttribute("aria-pressed", other === b);
      });
      return b;
    }),
  );
}

async function submit(event) {
  event.preventDefault();
  clearTimeout(timer);
  timer = undefined;
  const pressed = event.submitter;
  const button = pressed && pressed.name ? [pressed.name, pressed.value] : ["do", "send"];
  const main = form.querySelector(".big.send span");
  const words = main.textContent;
  main.textContent = form.dataset.sending;
  const draft = asDraft(false);
  await drafts.put(draft).catch(() => {}); // where nothing can be kept it is sent all the same
  try {
    const answer = await drafts.send(draft, button);
    const to = drafts.madeBy(answer);
    if (to) {
      await drafts.drop(key).catch(() => {});
      return location.assign(to);
    }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    await drafts.put({ ...draft, queued: true }).catch(() => {});
    drafts.note(form.dataset.kept);
    main.textContent = words;
  }
}

/** Puts the page that the server answered in the place of this one. */
function show(page) {
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  const unsent = photos.filter((p) => !p.sent);
  begin();
  photos = unsent;
  showPhotos();
  const first = ["stop", "errors", "near"].map((id) => document.getElementById(id)).find((e) => e);
  (first || document.querySelector("main")).focus();
}

/** Brings back a draft that was not sent, into a page that is fresh. */
async function restore() {
  if (location.search !== "" || document.getElementById("errors") || worth(asDraft(false))) return;
  const draft = (await drafts.all()).find((d) => !d.queued && worth(d) && d.action === form.getAttribute("action"));
  if (!draft) return;
  key = draft.key;
  photos = draft.photos.map((p) => ({ ...p, sent: false })); // the same bytes again are the same photo
  for (const [name, value] of draft.fields) {
    const of = field(name);
    if (!of) continue;
    if (of instanceof RadioNodeList) for (const one of of) one.checked = one.checked || one.value === value;
    else if (of.type === "radio" || of.type === "checkbox") of.checked = of.value === value;
    else of.value = value;
  }
  field("key").value = key;
  showPhotos();
  if (field("lat").value) document.getElementById("gps-said").hidden = document.getElementById("gps-off").hidden = false;
  drafts.note(form.dataset.restored);
}

function begin() {
  form = document.getElementById("report");
  if (!form) return;
  key = field("key").value;
  photos = [];
  place();
  const input = document.getElementById("f-photo");
  input.classList.add("vh"); // what it holds is shown below, and its label is the button
  input.addEventListener("change", () => takePhotos(input));
  speak();
  field("words").addEventListener("input", propose);
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", submit);
  propose();
}

/** The form opens without a line, too, from the second time on that somebody has come here. */
async function keepForm() {
  if (!navigator.serviceWorker) return;
  const known = Boolean(navigator.serviceWorker.controller);
  await navigator.serviceWorker.register("/report-worker.js", { scope: `${location.pathname.startsWith("/en/") ? "/en" : ""}/report` });
  const { active } = await navigator.serviceWorker.ready;
  if (!known) active.postMessage({ path: form.getAttribute("action") });
}

begin();
if (form) {
  keepForm().catch(() => {});
  restore().catch(() => {});
  addEventListener("visibilitychange", () => document.hidden && timer && keep());
  addEventListener("draftsent", (e) => {
    if (e.detail.key === key) location.assign(e.detail.to);
  });
}
