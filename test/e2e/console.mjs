// The console with a server whose answers the test decides. The pages themselves come from the real
// binary, with its content policy; the API and the live line are answered here, from the small
// province of web/test/fake, so that a state can be reached at will and stays as long as it is wanted.

import { createRequire } from "node:module";
import { answer } from "../../web/test/fake/answers.mjs";
import { NOW } from "../../web/test/fake/data.mjs";
import { readText } from "./server.mjs";

/** The table of states as the console declares it, read from its TypeScript. */
export async function readStates() {
  const ts = createRequire(new URL("../../web/package.json", import.meta.url))("typescript");
  const [states, paths] = await Promise.all(["../../web/src/states.ts", "../../web/src/paths.ts"].map(readText));
  const run = (source) => import(`data:text/javascript,${encodeURIComponent(ts.transpileModule(source, { compilerOptions: { module: "ESNext", target: "ES2022" } }).outputText)}`);
  const { STATES, SECTIONS } = await run(states);
  return { STATES, SECTIONS, PATHS: (await run(paths)).PATHS };
}

/** A live line that the test holds in its hand: window.fakeLive.hello(), .send(topic, items), .cut(). */
function fakeLive(now) {
  class FakeEventSource extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSED = 2;
    constructor() {
      super();
      this.readyState = 0;
      window.fakeLive.sources.push(this);
      setTimeout(() => window.fakeLive.hello(), 0);
    }
    close() {
      this.readyState = 2;
    }
  }
  window.fakeLive = {
    sources: [],
    count: 0,
    hello() {
      this.emit("hello", { now });
    },
    send(topic, items) {
      this.emit(topic, { items });
    },
    cut() {
      for (const source of this.sources) if (source.readyState !== 2) source.onerror?.(new Event("error"));
    },
    emit(topic, data) {
      this.count += 1;
      for (const source of this.sources) {
        if (source.readyState === 2) continue;
        source.readyState = 1;
        source.dispatchEvent(new MessageEvent(topic, { data: JSON.stringify(data), lastEventId: String(this.count) }));
      }
    },
  };
  window.EventSource = FakeEventSource;
}

/**
 * Puts questions to the API to the test in place of the server. They are caught inside the page, not on their way out of
 * the browser: watching the way out would switch the browser's cache off, and every page would read all its code anew.
 */
function fakeFetch() {
  const real = window.fetch;
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    // A file is no answer to put on a screen: a test that asks for one answers it itself.
    if (!url.pathname.startsWith("/api/v1/") || url.pathname.startsWith("/api/v1/exports/")) return real(input, init);
    const cut = new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));
    const said = await Promise.race([window.fakeAnswer(url.pathname, url.search), cut]);
    if (said === null) return cut; // never answered
    if (said.status === 0) throw new TypeError("Failed to fetch");
    return new Response(said.body, { status: said.status, headers: { "Content-Type": said.status < 400 ? "application/json" : "application/problem+json" } });
  };
}

/**
 * openConsole gives a page whose API is answered from the fixtures. `control.state` names the state
 * that questions to `control.reads` are answered in; it can be changed while the page is open.
 */
export async function openConsole(context, control) {
  const page = await context.newPage();
  await page.exposeFunction("fakeAnswer", (pathname, search) => {
    const path = pathname.replace("/api/v1", "");
    const query = new URLSearchParams(search);
    if (control.signedOut && path === "/session" && control.state === "full") return problem(401, "Bạn chưa đăng nhập.");
    if (path !== control.reads) return whole(path, query);
    switch (control.state) {
      case "loading":
        return null; // never answered
      case "error":
        return problem(500, "Kho dữ liệu không trả lời.");
      case "offline":
      case "stale":
        return control.cut === false ? whole(path, query) : { status: 0 };
      case "noright":
        return problem(403, "Vai trò của bạn không gồm việc này.");
      case "empty":
        return json(emptied(answer(path, query)));
      case "long":
        return json(lengthened(answer(path, query)));
      default:
        return whole(path, query);
    }
  });
  await page.addInitScript(fakeFetch);
  await page.addInitScript(fakeLive, NOW);
  return page;
}

const json = (body) => ({ status: 200, body: JSON.stringify(body) });

function whole(path, query) {
  const body = answer(path, query);
  return body === undefined ? problem(404, "Không thấy mục này.") : json(body);
}

function problem(status, detail) {
  return { status, body: JSON.stringify({ title: detail, status, detail, key: "test", fault_id: "kb7f2a01" }) };
}

const emptied = (body) => Object.fromEntries(Object.entries(body).map(([key, value]) => [key, Array.isArray(value) ? [] : value]));

/** Words that people wrote become very long; codes, times and states stay what they are. */
const SPOKEN = new Set(["name", "title", "label", "note", "condition", "text", "message", "raw", "origin", "why", "why_visible", "by", "closed_reason", "unit_name", "mark", "role_name"]);
const LONG = " và một phần tên rất dài để thử xem màn hình có còn đọc được khi đơn vị, trạm hay sự cố mang tên dài như thế này hay không";
function lengthened(value, key = "") {
  if (Array.isArray(value)) return value.map((item) => lengthened(item, key));
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, lengthened(v, k)]));
  return typeof value === "string" && SPOKEN.has(key) && value !== "" ? value + LONG : value;
}
