// Figures that are computed, by keyboard alone: from the navigation to one of them, to where it comes from and to the form that was handed in; in the
// boundaries of another day; and on the phone, where the table stands before the picture.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, PHONE } from "./browser.mjs";
import { openConsole } from "./console.mjs";
import { press, tabBack, tabTo, write } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { headed, stage } from "./stage.mjs";

const set = stage();
const NAME = "Tỷ suất mắc sốt xuất huyết trong tháng";
const settled = (page) => page.waitForFunction(() => document.querySelector("main [data-state=loading]") === null && document.querySelector(".indnow, .indicators table") !== null);

test("from the navigation to a figure, to where it comes from, and to the form that a district handed in", async () => {
  const { page, leave } = await set.enter("shift-leader");
  const { items } = await ask(page, "/indicators?area=30");
  const there = items.find((each) => each.code === "SXH-100K").latest;
  assert.notEqual(there.value, null);
  await press(page, "Số liệu", ".nav a");
  await press(page, "Chỉ tiêu", ".subnav a");
  await headed(page, "Chỉ tiêu");
  await settled(page);
  assert.deepEqual(await axe(page), [], "the list");
  // Found without diacritics.
  await write(page, "[data-search]", "sxh ty suat");
  await page.getByText(`1/${items.length} dòng`).waitFor();
  await press(page, NAME, "table a");
  await headed(page, NAME);
  await settled(page);
  assert.deepEqual(await axe(page), [], "one of them");
  await page.locator(".indnow").getByText(there.said, { exact: true }).waitFor();
  assert.equal(await page.locator(".chart-table tbody tr").count(), 24);
  // Enter opens, Escape closes, focus is where it was.
  await press(page, "Số này từ đâu", "button");
  await page.locator(".pedigree .pedsteps").waitFor();
  assert.deepEqual(await axe(page), [], "where it comes from");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector(".pedigree") === null && document.activeElement?.textContent === "Số này từ đâu");
  await tabTo(page, ".chart-table button", there.said);
  await page.keyboard.press("Enter");
  await page.locator(".pedigree .pedsteps").waitFor();
  const origin = await ask(page, `/indicators/SXH-100K/values/${there.key}/pedigree`);
  await page.locator(".pedprint").getByText(origin.print, { exact: true }).waitFor();
  assert.equal(await page.locator(".pedigree tbody tr").count(), origin.sources.length);
  await press(page, origin.sources[0].number, ".pedigree a");
  await page.waitForURL((url) => url.pathname === `/console/datasets/${origin.sources[0].set}`);
  await headed(page, origin.sources[0].form.name);
  await leave();
});

test("in the boundaries of a day every value is of that day, and comes back to those of its own time", async () => {
  const { page, leave } = await set.enter("shift-leader");
  await page.goto(`${set.server.origin}/console/indicators/SXH-100K?area=30`);
  await settled(page);
  await tabTo(page, "input[name=boundaries]");
  await page.keyboard.press("ArrowRight");
  await page.locator("input[name=day]").waitFor();
  await tabTo(page, "input[name=day]");
  await page.keyboard.type("01012020"); // month, day, year, as the browser of these stories shows them
  await page.keyboard.press("Enter");
  await page.getByText("Mọi kỳ tính theo địa giới ngày 01/01/2020", { exact: false }).waitFor();
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get("boundaries"), "2020-01-01");
  assert.deepEqual(await axe(page), [], "in the boundaries of a day");
  await press(page, "Số này từ đâu", "button");
  await page.locator(".pedprint").getByText(".2020-01-01", { exact: false }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.textContent === "Số này từ đâu");
  await tabBack(page, "input[name=boundaries]");
  await page.keyboard.press("ArrowLeft");
  await page.getByText("Mỗi kỳ tính theo địa giới của chính kỳ đó.").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("boundaries"), null);
  await leave();
});

test("an area that was not there on the day is said in words, with the way back", async () => {
  const context = await set.browser.newContext({ viewport: DESK, locale: "vi-VN" });
  const page = await openConsole(context, { state: "full", reads: "" });
  await page.goto(`${set.server.origin}/console/indicators/SXH-100K?area=30&boundaries=1990-01-01`);
  await page.getByText("Tỉnh Hải Dương không có vào ngày 01/01/1990").waitFor();
  assert.deepEqual(await axe(page), [], "not there on that day");
  await press(page, "Xem theo địa giới của kỳ đó", "button");
  await settled(page);
  await page.getByText("Mỗi kỳ tính theo địa giới của chính kỳ đó.").waitFor();
  await context.close();
});

test("on the phone the table comes first, and the areas below are compared on one scale", async () => {
  const { page, hit, leave } = await set.enter("shift-leader", PHONE);
  await page.goto(`${set.server.origin}/console/indicators/SXH-100K?area=30`);
  await settled(page);
  await page.locator(".bars tbody tr").first().waitFor();
  const [table, picture] = await page.evaluate(() => [".chart-table", ".chart [role=img]"].map((each) => document.querySelector(each).getBoundingClientRect().top));
  assert.ok(table < picture, "the table stands above the picture");
  assert.equal(await page.locator(".bars tbody tr").count(), 12);
  await hit(page.locator(".bars button").first());
  await page.locator(".pedigree .pedsteps").waitFor();
  assert.deepEqual(await axe(page), [], "where a figure comes from, on the phone");
  await hit(page.locator(".dialog-h .iconbtn"));
  await page.locator(".pedigree").waitFor({ state: "detached" });
  await page.goto(`${set.server.origin}/console/indicators?view=frames`);
  await page.getByText(/Còn thiếu 3:/).waitFor();
  assert.deepEqual(await axe(page), [], "frames on the phone");
  await leave();
});
