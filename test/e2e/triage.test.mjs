// Twenty items are sorted by keys alone, from the list of work: 8 as proposed, 5 to another unit, 3 duplicates,
// 2 questions, 2 not ours; then one slip and its undo. What the hands do is counted (hands.mjs), and the state of
// each item is read back through the API.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { atHome, hands } from "./hands.mjs";
import { tabTo } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { until } from "./server.mjs";
import { stage } from "./stage.mjs";

const set = stage();

const MANY = 20;
const open = async (page) => (await ask(page, "/work?limit=500")).items.filter((each) => each.kind === "incident" && each.title.includes("Việc thử"));

/** Twenty cases that are not urgent, opened by hand; they come into the list by themselves. */
async function twentyItems(page) {
  for (let n = 0; n < MANY; n += 1) {
    await ask(page, "/incidents", "POST", { title: `Việc thử ngập nước trước cổng trường ${n + 1}`, severity: 2, unit: "H23.STNMT", area: "288", playbook: "KB-NG-01", place: "trước cổng trường" });
  }
  await until(async () => (await open(page)).length >= MANY, 20_000, `${MANY} items`);
}

const rowOf = (page) => page.evaluate(() => document.activeElement?.closest("[data-row]")?.getAttribute("data-row") ?? "");
const onRow = (page, not) =>
  page
    .waitForFunction((id) => {
      const row = document.activeElement?.closest("[data-row]");
      return row !== null && row !== undefined && row.getAttribute("data-row") !== id && document.querySelector("[role=dialog]") === null;
    }, not)
    .catch(async () => {
      const seen = await page.evaluate(() => `focus on ${document.activeElement?.outerHTML.slice(0, 200)}, dialog: ${document.querySelector("[role=dialog]")?.textContent ?? "none"}`);
      assert.fail(`after ${not} focus never came to another item: ${seen}`);
    });

/** A letter, and in the dialog that it opens perhaps some words, ended by Enter; then focus is on the next item. */
async function verb(page, letter, words) {
  const id = await rowOf(page);
  assert.notEqual(id, "", "focus stands on a row");
  await page.keyboard.press(letter);
  if (words !== undefined) {
    await page.waitForFunction(() => document.querySelector("[role=dialog] input") === document.activeElement || document.querySelector("[role=dialog] input[type=radio]") === document.activeElement);
    if (words !== "") await page.keyboard.type(words);
    if (letter === "c") await page.waitForSelector("[role=dialog] [role=option]");
    await page.keyboard.press("Enter");
  }
  await onRow(page, id);
  return id;
}

test("twenty items are sorted by keys alone, and one slip is undone", async (t) => {
  const { page, leave } = await set.enter("shift-leader");
  await twentyItems(page);
  await page.waitForFunction((n) => document.querySelectorAll("[data-row]").length >= n, MANY);
  await atHome(page);

  await tabTo(page, "[data-row]");
  const did = { accept: [], unit: [], duplicate: [], question: [], up: [] };
  for (let n = 0; n < 8; n += 1) did.accept.push(await verb(page, "n"));
  for (let n = 0; n < 5; n += 1) did.unit.push(await verb(page, "c", "so y te"));
  for (let n = 0; n < 3; n += 1) did.duplicate.push(await verb(page, "t", ""));
  for (let n = 0; n < 2; n += 1) did.question.push(await verb(page, "h", "Ở đoạn nào?"));
  for (let n = 0; n < 2; n += 1) did.up.push(await verb(page, "b", ""));
  const counted = await hands(page);
  t.diagnostic(`hands: ${counted.groups} groups, ${counted.loads} page loads`);
  assert.ok(counted.groups <= 40, `${counted.groups} groups`);
  assert.equal(counted.loads, 0);

  const now = (id) => ask(page, `/work/${id}`);
  for (const id of did.accept) await until(async () => (await now(id)).person !== null, 10_000, "each accepted item to be taken");
  for (const id of did.unit) assert.equal((await now(id)).owner.code, "H23.SYT");
  for (const id of did.duplicate) {
    const item = await now(id);
    assert.equal(item.state, "done");
    assert.notEqual(item.duplicate_of, null);
  }
  for (const id of did.question) assert.equal((await now(id)).clock.state, "pause");
  for (const id of did.up) assert.equal((await now(id)).owner.code, "H23");
  assert.deepEqual(await axe(page), []);

  // A slip: taken by mistake, and taken back with one letter. Focus is on the item again.
  const slip = (await open(page)).find((each) => each.person === null && each.clock.state !== "pause");
  await page.focus(`[data-row="${slip.id}"]`);
  const before = (await hands(page)).groups;
  await verb(page, "n");
  await until(async () => (await now(slip.id)).person !== null, 10_000, "the slip");
  await page.waitForSelector(".say-line");
  await page.keyboard.press("u");
  await until(async () => (await now(slip.id)).person === null, 10_000, "its undo");
  await page.waitForFunction((id) => document.activeElement?.getAttribute("data-row") === id, slip.id);
  t.diagnostic(`hands: a slip and its undo ${(await hands(page)).groups - before} groups more`);
  assert.match((await now(slip.id)).log.at(-1).text, /Hoàn tác/);
  await leave();
});
