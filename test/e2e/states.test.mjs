// axe is clean on every address of the console in every state that web/src/states.ts lists for it,
// at the desk (whole pages in the dark too), and on the phone where its shape differs; and no page reports an error or asks another host for anything.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, PHONE, WALL, launch, watch } from "./browser.mjs";
import { openConsole, readStates } from "./console.mjs";
import { serve } from "./server.mjs";

const { STATES, SECTIONS, PATHS } = await readStates();
let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([serve("off"), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("every address has a list of states", () => {
  assert.deepEqual(Object.keys(STATES).sort(), [...PATHS].sort());
});

const MARKS = { empty: "[data-state=empty]", loading: "[data-state=loading]", error: "[data-state=error]", offline: "[data-state=offline]", stale: "[data-state=stale]", noright: "[data-state=noright]" };

/** Brings one address into one state and waits until its mark can be seen. */
async function reach(page, control, route, state) {
  await page.goto(`${server.origin}/console${control.url ?? route.url}`);
  await page.waitForSelector("h1", { state: "attached" });
  if (state === "stale") {
    // First a whole picture; then the line is cut, comes back, and the question it asks again fails.
    await page.waitForFunction(() => document.querySelector("main [data-state=loading]") === null);
    await page.waitForFunction(() => document.querySelector("[data-link=live], .wall") !== null);
    control.cut = true;
    await page.evaluate(() => {
      window.fakeLive.cut();
      window.fakeLive.hello();
    });
    await page.waitForSelector(MARKS.stale, { state: "attached" });
    await page.evaluate(() => window.fakeLive.cut());
    return;
  }
  const mark = state === "empty" ? (route.emptyMark ?? MARKS.empty) : MARKS[state];
  if (mark !== undefined) await page.waitForSelector(mark);
  // Whatever else the page asks for has come too, so that axe sees the page as people do.
  if (state !== "loading") await page.waitForFunction(() => document.querySelector("[data-state=loading]") === null);
}

// Pages that no test uses at the moment, by the size of their screen. A page is loaded anew for each
// test but its browser process stays, which has the console's and axe's code compiled already: that
// more than halves the time of the whole.
const free = new Map();

async function look(name, size, route, state, url) {
  const idle = free.get(size) ?? [];
  free.set(size, idle);
  const used = idle.pop() ?? (await newPage(size));
  const { page, control, faults } = used;
  faults.length = 0;
  Object.assign(control, { reads: route.reads, state, cut: state === "stale" ? false : undefined, signedOut: route.url === "/sign-in", url });
  await reach(page, control, route, state);
  if (route.press !== undefined && ON_PHONE.includes(state)) await page.click(route.press);
  assert.deepEqual(await axe(page), [], name);
  assert.deepEqual(faults, [], name);
  if (state === "full" && size === DESK) {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    assert.deepEqual(await axe(page), [], `${name}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: the page is ${wide} px wider than the screen`);
  idle.push(used); // One that failed is not used again.
}

async function newPage(size) {
  const context = await browser.newContext({ viewport: size, locale: "vi-VN", reducedMotion: "reduce" });
  const control = {};
  const page = await openConsole(context, control);
  return { page, control, faults: watch(page, server.origin) };
}

// On the phone the states of a panel are the same words in a narrower box; what can break there is
// the page itself, whole and with the longest words.
const ON_PHONE = ["full", "long"];

describe("axe is clean", { concurrency: 3 }, () => {
  for (const [path, route] of [...PATHS.map((path) => [path, STATES[path]]), ...Object.entries(SECTIONS)]) {
    for (const [state, applies] of Object.entries(route.states)) {
      if (applies !== true) continue;
      test(`${path} ${state}, desk`, () => look(`${path} ${state}`, DESK, route, state));
      if (ON_PHONE.includes(state)) test(`${path} ${state}, phone`, () => look(`${path} ${state}`, PHONE, route, state));
    }
  }
  for (const state of ["full", "loading", "error", "stale", "long"]) {
    test(`wall screen ${state}`, () => look(`wall ${state}`, WALL, STATES["/overview"], state, "/overview?man-hinh=tv"));
  }
});

test("the wall keeps its last picture and says since when the line is cut", async () => {
  const context = await browser.newContext({ viewport: WALL });
  const control = { reads: "/overview", state: "full" };
  const page = await openConsole(context, control);
  await page.goto(`${server.origin}/console/overview?man-hinh=tv`);
  await page.waitForSelector(".wall .tile");
  const tiles = await page.locator(".wall .tile").count();
  await page.evaluate(() => window.fakeLive.cut());
  await page.waitForSelector(".cutline");
  assert.match(await page.locator(".cutline").innerText(), /^MẤT KẾT NỐI TỪ \d\d:\d\d$/);
  assert.equal(await page.locator(".wall .tile").count(), tiles);
  await page.evaluate(() => window.fakeLive.hello());
  await page.waitForSelector(".cutline", { state: "detached" });
  await context.close();
});
