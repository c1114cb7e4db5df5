// An exercise from its plan to its marks: its world is the same console, marked, and the real queue has
// nothing of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, launch, watch } from "./browser.mjs";
import { press, signIn } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { serve, until } from "./server.mjs";

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve("seed")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("an exercise is planned, started and entered by keys; everything inside is marked and the real queue has nothing of it", async () => {
  const context = await browser.newContext({ viewport: DESK, locale: "vi-VN" });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, "shift-leader");
  await page.goto(`${server.origin}/console/exercises`);
  await page.waitForSelector("select[name=script] option", { state: "attached" });
  await press(page, "Lên kế hoạch");
  await page.waitForSelector("#x-start");
  const id = new URL(page.url()).pathname.split("/").pop();
  await press(page, "Bắt đầu", "#x-start");
  await page.waitForSelector("#x-enter");
  assert.deepEqual(await axe(page), []);
  await press(page, "Vào cuộc diễn tập", "#x-enter");
  await page.waitForSelector(".drillband");
  assert.ok((await page.textContent("header.top")).includes("Diễn tập"), "the top bar says what this is");
  assert.equal(await page.evaluate(() => getComputedStyle(document.getElementById("main")).borderTopStyle), "dashed", "so does the frame");
  const inside = (path) => page.evaluate(async (url) => (await fetch(url)).json(), `/exercise/${id}/api/v1${path}`);
  assert.equal((await inside("/session")).drill.id, id);
  await page.goto(`${server.origin}/exercise/${id}/console/alerts`);
  await page.waitForSelector(".drillband");
  assert.deepEqual(await axe(page), []);
  const real = await ask(page, "/work");
  assert.ok(real.items.every((item) => !item.number.startsWith("DT-")));
  await ask(page, `/exercises/${id}/end`, "POST");
  await ask(page, `/exercises/${id}/score`, "POST");
  await page.goto(`${server.origin}/console/exercises/${id}`);
  await page.waitForSelector("#x-report");
  await ask(page, `/exercises/${id}/archive`, "POST");
  await until(async () => (await ask(page, `/exercises/${id}`)).size === 0, 10_000, "the copy to go");
  assert.deepEqual(faults, []);
  await context.close();
});
