// What units hand in, by keyboard alone from the item in the queue: typed, pasted from a spreadsheet, with what is held elsewhere filled in already; without a
// line; by Excel and back. The sample province has a form of sixty cells that is open for three districts: twenty-four are filled in for two of them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK } from "./browser.mjs";
import { openConsole } from "./console.mjs";
import { atHome, hands } from "./hands.mjs";
import { press, tabTo } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { headed, stage } from "./stage.mjs";
import { fill, parts } from "./xlsx.mjs";

const set = stage();
const MONTHLY = "Kinh tế - xã hội trong tháng";
const WEEKLY = "Dịch bệnh gia súc, gia cầm trong tuần";

/** The open set of a form and a unit. */
async function openSet(page, form, unit) {
  const { items } = await ask(page, `/value-sets?form=${form}&unit=${unit}&state=open`);
  assert.equal(items.length, 1, `one open ${form} of ${unit}`);
  return items[0];
}

/** From the queue to the grid by keys: the item, its page, the first cell that is to be filled. */
async function fromTheQueue(page, title, work) {
  await page.locator(`[data-row="${work}"]`).waitFor();
  await atHome(page);
  await tabTo(page, `[data-row="${work}"]`);
  await page.keyboard.press("Enter");
  await page.locator(".det").getByRole("link", { name: /Làm ở Biểu/ }).waitFor();
  await press(page, "Làm ở Biểu", "a");
  await headed(page, title);
  await page.locator(".dgrid").waitFor();
  await tabTo(page, "[data-cellbox]");
}

const saved = (page) => page.locator("[data-saved=saved]").waitFor({ timeout: 30_000 });
const cellsLeft = (page) => page.evaluate(() => document.querySelector(".ih").textContent.match(/(\d+)\/(\d+) ô/).slice(1).map(Number));

/** Values that hold by the rules of the form: the month is less than the year; what is settled in time is what came in. */
const month = (row) => String(row + 3);
const year = (row) => String((row + 3) * 10);

async function handIn(page) {
  await page.waitForFunction(() => document.activeElement?.id === "d-submit");
  await page.keyboard.press("Enter");
  await page.getByText("Chờ duyệt", { exact: false }).first().waitFor();
  await page.waitForFunction(() => document.querySelector(".ih .ds-submitted") !== null);
}

test("twenty-four of sixty cells are filled in: the clerk types the rest by keys alone and hands in", async () => {
  const { page, leave } = await set.enter("clerk");
  const one = await openSet(page, "KTXH-T", "H23.UB288");
  await fromTheQueue(page, MONTHLY, one.work);
  assert.deepEqual(await cellsLeft(page), [24, 60]);
  assert.deepEqual(await axe(page), [], "the grid while it is empty");
  for (let row = 0; row < 18; row += 1) {
    for (const value of [month(row === 15 ? 14 : row), year(row === 15 ? 14 : row)]) {
      await page.keyboard.type(value);
      await page.keyboard.press("Enter");
    }
  }
  await handIn(page);
  const { groups, loads } = await hands(page);
  console.log(`hands: ${groups} with 24 of 60 filled in`);
  assert.ok(groups <= 42, `${groups} hands`);
  assert.equal(loads, 0);
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.equal(there.values.length, 60);
  assert.equal(there.state, "submitted");
  assert.deepEqual(await axe(page), [], "the grid after it was handed in");
  await leave();
});

test("sixty cells typed by keys alone", async () => {
  const { page, leave } = await set.enter("shift-leader");
  const one = await openSet(page, "KTXH-T", "H23.UB293");
  await fromTheQueue(page, MONTHLY, one.work);
  for (let row = 0; row < 30; row += 1) {
    const pair = row < 18 ? [month(row === 15 ? 14 : row), year(row === 15 ? 14 : row)] : [String(row), "0"];
    for (const value of pair) {
      await page.keyboard.type(value);
      await page.keyboard.press("Enter");
    }
  }
  await handIn(page);
  const { groups, loads } = await hands(page);
  console.log(`hands: ${groups} for 60 cells typed`);
  assert.ok(groups <= 66, `${groups} hands`);
  assert.equal(loads, 0);
  assert.equal((await ask(page, `/value-sets/${one.id}`)).values.length, 60);
  await leave();
});

test("sixty cells pasted from a spreadsheet; what is no number is named and mended", async () => {
  const { page, context, leave } = await set.enter("shift-leader");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const one = await openSet(page, "KTXH-T", "H23.UB292");
  const block = Array.from({ length: 30 }, (_, row) => (row < 18 ? [row === 0 ? "1.203,5" : month(row === 15 ? 14 : row), row === 0 ? "12.035,5" : year(row === 15 ? 14 : row)] : [String(row), "0"]).join("\t")).join("\r\n");
  const copy = (text) => page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await copy(block.replace("12.035,5", "mười hai"));
  await fromTheQueue(page, MONTHLY, one.work);
  const [given] = await cellsLeft(page);
  await page.keyboard.press("Control+v");
  await page.locator(".asideline").getByText(/Thu ngân sách trên địa bàn, Luỹ kế từ đầu năm: “mười hai”/).waitFor();
  await saved(page);
  await page.waitForFunction(() => /59\/60 ô/.test(document.querySelector(".ih").textContent));
  await page.keyboard.press("Control+z"); // the block is taken back, and pasted as it should be
  await page.waitForFunction((before) => document.querySelector(".ih").textContent.includes(`${before}/60 ô`), given);
  await copy(block);
  await page.keyboard.press("Control+v");
  await page.waitForFunction(() => /60\/60 ô/.test(document.querySelector(".ih").textContent));
  await tabTo(page, "#d-submit");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".ih .ds-submitted") !== null);
  const { groups, loads } = await hands(page);
  console.log(`hands: ${groups} for 60 cells pasted, with one mistake`);
  assert.ok(groups <= 8, `${groups} hands`);
  assert.equal(loads, 0);
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.equal(there.values.find((value) => value.element === "ns_thu" && value.option === "thang").value, "1203.5");
  await leave();
});

test("without a line a broken rule is said at once, the values are kept and sent by themselves, and who wrote meanwhile is named", async () => {
  const { page, context, leave } = await set.enter("clerk");
  const one = await openSet(page, "TY-TU", "H23.UB288");
  await fromTheQueue(page, WEEKLY, one.work);
  await context.setOffline(true);
  for (const value of ["0", "2", "5", "0"]) {
    await page.keyboard.type(value);
    await page.keyboard.press("Enter");
  }
  await page.locator("[data-broken=trau_bo_chet]").getByText("chết không nhiều hơn mắc").waitFor();
  await page.locator("[data-saved=kept]").getByText(/4 ô giữ ở máy này/).waitFor();
  assert.deepEqual(await axe(page), [], "kept without a line");
  // Somebody else writes into one of the cells.
  const other = await set.enter("shift-leader");
  await ask(other.page, `/datasets/TY-TU/values`, "POST", { source: "hand", values: [{ element: "trau_bo", category: "mac", unit: "H23.UB288", period: one.period, value: "9" }] });
  await context.setOffline(false);
  const conflict = page.locator('[data-trouble="trau_bo.mac"]');
  await conflict.getByText(/Trưởng ca mẫu đã sửa/).waitFor({ timeout: 40_000 });
  await conflict.getByText("Bạn nhập 2; đang có 9.").waitFor();
  await conflict.getByRole("button", { name: "Lấy số đang có: 9" }).click();
  await page.locator("[data-broken=trau_bo_chet]").waitFor({ state: "detached" });
  await saved(page);
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.deepEqual(there.values.filter((value) => value.element === "trau_bo").map((value) => value.value).sort(), ["0", "0", "5", "9"]);
  await other.leave();
  await leave();
});

test("the form goes out as a workbook, comes back with a bad cell, and the same workbook is given back marked", async () => {
  const { page, leave } = await set.enter("shift-leader");
  const one = await openSet(page, "TY-TU", "H23.UB295");
  await page.goto(`${set.server.origin}/console/datasets/${one.id}`);
  await page.locator(".dgrid").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Tải biểu Excel" }).click();
  const out = await readFile(await (await download).path());
  assert.equal(out.subarray(0, 2).toString(), "PK");
  await page.getByRole("button", { name: "Nộp tệp Excel" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByLabel("Tệp .xlsx tải từ đây, đã điền").click();
  await (await chooser).setFiles({ name: "bieu.xlsx", mimeType: "application/octet-stream", buffer: fill(out, { D6: 4, D7: 5, D8: "ba" }) });
  await page.getByText("Nhận 2 ô, 0 ô không đổi, 1 ô cần sửa.").waitFor();
  await page.getByRole("row", { name: /D8.*“ba” không phải số/ }).waitFor();
  assert.deepEqual(await axe(page), [], "what became of the workbook");
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Tải lại tệp, có đánh dấu chỗ sai" }).click();
  const marked = await readFile(await (await again).path());
  assert.match(parts(marked).get("xl/comments1.xml").toString(), /“ba” không phải số/);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => /2\/14 ô/.test(document.querySelector(".ih").textContent));
  await leave();
});

// The measure is of the page's own thread: script, style and layout for each step, in time of the processor. Of two rounds down the
// better counts: the first one warms the page up.
test("a grid of a hundred by sixty scrolls in less than 8 ms of script and layout a step, is told whole, and draws what is seen", async () => {
  const context = await set.browser.newContext({ viewport: DESK, locale: "vi-VN" });
  const page = await openConsole(context, { state: "full", reads: "" });
  await page.goto(`${set.server.origin}/console/datasets/set_large`);
  const grid = page.getByRole("grid");
  await grid.waitFor();
  assert.equal(await grid.getAttribute("aria-rowcount"), "105");
  assert.equal(await grid.getAttribute("aria-colcount"), "61");
  assert.ok((await page.locator(".dcell").count()) < 1500, "only what is seen is drawn");
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" }); // of the processor, so that other work of the machine does not count
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return (of("ScriptDuration") + of("LayoutDuration") + of("RecalcStyleDuration")) * 1000;
  };
  const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const rounds = [];
  for (let round = 0; round < 3; round += 1) {
    const steps = [];
    for (let step = 0; step < 40; step += 1) {
      await frame();
      const before = await spent();
      await page.evaluate(([down, right]) => document.querySelector(".dgrid").scrollBy(right, down), [round === 1 ? 0 : 100, round === 1 ? 120 : 0]);
      await frame();
      steps.push((await spent()) - before);
    }
    steps.sort((a, b) => a - b);
    rounds.push(steps[Math.floor(steps.length * 0.95)]);
    await page.evaluate(() => document.querySelector(".dgrid").scrollTo(0, 0));
    await frame();
  }
  console.log(`scroll: p95 ${rounds.map((ms) => ms.toFixed(1)).join(", ")} ms a step (down, right, down)`);
  assert.ok(Math.min(rounds[0], rounds[2]) < 8, `${rounds} ms down`);
  assert.ok(rounds[1] < 16, `${rounds[1]} ms to the right`);
  // By keys to the last cell: what has focus is drawn and seen.
  await page.locator("[data-cellbox]").focus();
  await page.keyboard.press("Control+End");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label")?.startsWith("Chỉ tiêu 100, Xã 60"));
  await context.close();
});
