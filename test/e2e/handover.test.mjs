// A shift hands over to the next by keys alone: 12 open incidents, 5 of them to be read, both sides. What the
// hands do is counted (hands.mjs), also with a slip and its undo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { atHome, hands } from "./hands.mjs";
import { assertFocus, press, tabBack, tabTo } from "./keyboard.mjs";
import { ask, reading, send } from "./outside.mjs";
import { until } from "./server.mjs";
import { goTo, headed, stage } from "./stage.mjs";

const set = stage();

/** Two rules open incidents at once: five severe ones, and seven that are not. */
async function twelveIncidents() {
  const steward = await set.enter("steward");
  const { draft } = await ask(steward.page, "/rules/KK-AQI-KEM");
  const rule = (code, parameter, severity) =>
    ask(steward.page, `/rules/${code}`, "PUT", {
      version: 0,
      rule: { ...draft, code, name: { vi: `Thử ${code}`, en: code }, parameter, over: "newest", when: "value > 1", clear: "", hold_s: 0, severity, opens_incident: true, legal: [], mark: "PROJECT CHOICE" },
    });
  await rule("BG-NANG", "SO2", 4);
  await rule("BG-NHE", "NO2", 2);
  const { items } = await ask(steward.page, "/stations");
  const codes = items.map((one) => one.code);
  await send(set.server, "air-push", JSON.stringify([...codes.slice(0, 5).map((code) => reading(code, "SO2", 2)), ...codes.slice(0, 7).map((code) => reading(code, "NO2", 2))]));
  await until(async () => (await ask(steward.page, "/work?limit=200")).items.filter((one) => one.kind === "incident").length >= 12, 30_000, "twelve open incidents");
  await steward.leave();
}

test("a shift hands over by keys alone, both sides; a slip is undone; signed it stays", async (t) => {
  await twelveIncidents();
  const people = [await set.enter("duty"), await set.enter("shift-leader")];
  const [post] = (await ask(people[0].page, "/handovers/posts")).items;
  const [goes, comes] = post.out.some((turn) => turn.mine) ? people : people.reverse();

  await atHome(goes.page);
  await goTo(goes.page, "ban giao", "Bàn giao ca");
  await headed(goes.page, "Bàn giao ca");
  await press(goes.page, "Mở sổ bàn giao", "#h-open");
  await goes.page.waitForSelector(".sheet .hline");
  await assertFocus(goes.page, "opening the sheet");
  const { id } = (await ask(goes.page, "/handovers?state=open")).items[0];
  const sheet = () => ask(goes.page, `/handovers/${id}`);
  const opened = await sheet();
  assert.ok(opened.lines.length >= 12, `${opened.lines.length} lines`);
  assert.equal(opened.must, 5, JSON.stringify(opened.lines.filter((line) => line.must).map((line) => line.title)));
  await press(goes.page, "Ký giao", "#h-sign-out");
  await goes.page.waitForSelector(".hstate.h-offered");
  await assertFocus(goes.page, "the first signature");
  assert.equal((await sheet()).state, "offered");
  const clean = await hands(goes.page);

  // A slip: signed too early. It is taken back, a line more must be read, then not, and it is signed again.
  await goes.page.keyboard.press("u");
  await goes.page.waitForSelector(".hstate.h-open");
  const mild = opened.lines.find((line) => !line.must).key;
  await tabTo(goes.page, `[data-line="${mild}"]`);
  for (const must of [6, 5]) {
    await goes.page.keyboard.press("Space");
    await until(async () => (await sheet()).must === must, 5_000, `${must} lines to be read`);
    await assertFocus(goes.page, "marking a line");
  }
  assert.deepEqual(await axe(goes.page), []);
  await tabBack(goes.page, "#h-sign-out");
  await goes.page.keyboard.press("Enter");
  await goes.page.waitForSelector(".hstate.h-offered");

  await atHome(comes.page);
  await goTo(comes.page, "ban giao", "Bàn giao ca");
  await headed(comes.page, "Bàn giao ca");
  await comes.page.waitForSelector(".hstate.h-offered");
  const { lines } = await sheet();
  for (const [n, { key }] of lines.filter((line) => line.must).entries()) {
    await tabTo(comes.page, `[data-line="${key}"]`);
    await comes.page.keyboard.press("Space");
    await until(async () => (await sheet()).unread === 4 - n, 5_000, "the tick");
  }
  await tabBack(comes.page, "#h-sign-in");
  await comes.page.keyboard.press("Enter");
  await comes.page.waitForSelector(".hstate.h-done");
  await assertFocus(comes.page, "the second signature");
  await goes.page.waitForSelector(".hstate.h-done"); // the other screen follows by itself
  const [a, b, whole] = [clean, await hands(comes.page), await hands(goes.page)];
  t.diagnostic(`hands: who goes ${a.groups} groups (${whole.groups} with a slip, its undo and a mark set and unset), who comes ${b.groups}; page loads ${whole.loads + b.loads}`);
  assert.ok(a.groups + b.groups <= 13, `both sides needed ${a.groups} and ${b.groups} groups`);
  assert.equal(whole.loads + b.loads, 0);

  const done = await sheet();
  assert.equal(done.state, "done");
  assert.ok(done.intact && done.seal !== "" && done.out.signed_by !== done.in.signed_by);
  assert.equal(await refused(goes.page, `/handovers/${id}/take-back`), 409);
  assert.equal(await refused(comes.page, `/handovers/${id}/notes`, { words: "thêm", must: true }), 409);
  await comes.page.goto(`${set.server.origin}/console/handover/${id}`);
  await comes.page.waitForSelector(".hstate.h-done");
  assert.deepEqual(await axe(comes.page), []);
  await comes.page.emulateMedia({ media: "print" });
  assert.equal(await comes.page.isVisible(".sheet .paper"), true);
  assert.equal(await comes.page.isVisible("nav.nav"), false);
  await goes.leave();
  await comes.page.emulateMedia({ media: "screen" });
  await comes.leave();
});

const refused = (page, path, body = {}) =>
  page.evaluate(async ([url, json]) => (await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(json) })).status, [`/api/v1${path}`, body]);
