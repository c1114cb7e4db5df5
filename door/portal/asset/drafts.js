// Drafts of reports that wait on this device. One that could not be sent is sent by itself when there is a line again, from
// whichever page of the portal is open then, with the key that it had: however often it arrives, it is one report.
"use strict";

const drafts = (() => {
  const KEEP = 7 * 24 * 3600 * 1000;

  const open = () =>
    new Promise((done, failed) => {
      const q = indexedDB.open("thanhdong", 1);
      q.onupgradeneeded = () => q.result.createObjectStore("draft", { keyPath: "key" });
      q.onsuccess = () => done(q.result);
      q.onerror = () => failed(q.error);
    });

  const run = async (mode, act) => {
    const db = await open();
    try {
      return await new Promise((done, failed) => {
        const t = db.transaction("draft", mode);
        const q = act(t.objectStore("draft"));
        t.oncomplete = () => done(q.result);
        t.onabort = () => failed(t.error);
      });
    } finally {
      db.close();
    }
  };

  const put = (draft) => run("readwrite", (s) => s.put({ ...draft, at: Date.now() }));
  const drop = (key) => run("readwrite", (s) => s.delete(key));

  /** All that are kept, the newest first; those that are too old are forgotten. */
  const all = async () => {
    const list = (await run("readonly", (s) => s.getAll())).sort((a, b) => b.at - a.at);
    const old = list.filter((d) => Date.now() - d.at > KEEP);
    await Promise.all(old.map((d) => drop(d.key)));
    return list.filter((d) => !old.includes(d));
  };

  /** Sends a draft: its pictures one by one, so that a line that breaks off costs one of them at most, then its words.
   *  Throws where there is no line; otherwise it gives the server's answer. */
  const send = async (draft, button) => {
    const post = async (more) => {
      const body = new FormData();
      for (const [name, value] of draft.fields) body.append(name, value);
      for (const [name, value, file] of more) file ? body.append(name, value, file) : body.append(name, value);
      const answer = await fetch(draft.action, { method: "POST", body });
      if (answer.status >= 502) throw new Error(`answered with ${answer.status}`); // a server that restarts, or one in between
      return answer;
    };
    for (const photo of button[0] === "drop" ? [] : draft.photos) {
      if (photo.sent) continue;
      const answer = await post([["do", "keep"], ["photo", photo.blob, photo.name]]);
      photo.sent = true; // or refused, and said so by the page
      await put(draft);
      if (answer.status !== 204) return answer;
    }
    return post([button]);
  };

  /** The address of the report that an answer leads to; nothing where it is another page. */
  const madeBy = (answer) => (answer.redirected && /^(\/en)?\/r\//.test(new URL(answer.url).pathname) ? answer.url : "");

  const note = (words, to) => {
    const p = document.getElementById("note");
    p.hidden = false;
    p.textContent = "";
    if (!to) return void (p.textContent = words);
    const a = document.createElement("a");
    a.href = to;
    a.textContent = words;
    p.append(a);
  };

  let busy = false;
  /** Sends what waits. */
  const flush = async () => {
    if (busy || !navigator.onLine) return;
    busy = true;
    try {
      for (const draft of (await all()).filter((d) => d.queued)) {
        const answer = await send(draft, ["do", "send"]);
        const to = madeBy(answer);
        if (to) {
          await drop(draft.key);
          note(document.body.dataset.sent, to);
          dispatchEvent(new CustomEvent("draftsent", { detail: { key: draft.key, to } }));
        } else {
          await put({ ...draft, queued: false }); // something must be mended, or a question answered
          note(document.body.dataset.waits, draft.action);
        }
      }
    } catch {
      // no line: once more later
    } finally {
      busy = false;
    }
  };

  if ("indexedDB" in window) {
    addEventListener("online", flush);
    addEventListener("pageshow", flush);
    setInterval(async () => ((await all()).some((d) => d.queued) ? flush() : 0), 20000);
  }
  return { all, put, drop, send, madeBy, note, flush };
})();
