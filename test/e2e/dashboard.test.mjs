// Pages of figures: they are there by themselves; one is looked at, down into a district and to where a figure comes from; then kept as one's own, changed,
// dropped and brought back, by keys alone; and read on the phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE } from "./browser.mjs";
import { choose, press, tabTo, write } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { headed, stage } from "./stage.mjs";

const set = stage();
const settled = (page) => page.waitForFunction(() => document.querySelector("main [data-state=loading]") === null && document.querySelector(".dpart") !== null);
const whole = async (page) => (await ask(page, "/dashboards")).items.find((each) => each.id.startsWith("group.") && each.indicators > 1);

test("from the navigation to a page, down into a district, and to where a figure comes from", async () => {
  const { page, leave } = await set.enter("shift-leader");
  const row = await whole(page);
  await press(page, "Số liệu", ".nav a");
  await press(page, "Trang số liệu", ".subnav a");
  await headed(page, "Trang số liệu");
  await press(page, row.title, "table a");
  await headed(page, row.title);
  await settled(page);
  assert.deepEqual(await axe(page), [], "a generated page");
  assert.equal(await page.locator(".dpart .tile").count(), row.indicators);
  await tabTo(page, ".pivot tbody th button");
  const district = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelector("select[name=area]").selectedOptions[0].textContent === name, district);
  await settled(page);
  await press(page, "Số này từ đâu", ".tile button");
  await page.locator(".pedigree .pedsteps").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector(".pedigree") === null && document.activeElement?.textContent === "Số này từ đâu");
  await leave();
});

test("a page is kept as one's own, changed, dropped and brought back, by keys alone", async () => {
  const { page, leave } = await set.enter("shift-leader");
  const row = await whole(page);
  await page.goto(`${set.server.origin}/console/dashboards/${row.id}`);
  await settled(page);
  await press(page, "Giữ thành trang riêng");
  assert.deepEqual(await axe(page), [], "the form");
  await tabTo(page, "input[name=title]");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await press(page, "Giữ trang", "button[type=submit]");
  await page.getByText("Đặt tên cho trang").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "title", "focus stands on what is to be mended");
  await write(page, "input[name=title]", "Trang của ca trực");
  await choose(page, "select[name=kind-1]", "series");
  await press(page, "", "button[aria-label='Bỏ phần 2']");
  await press(page, "Giữ trang", "button[type=submit]");
  await headed(page, "Trang của ca trực");
  await settled(page);
  assert.match(page.url(), /\/dashboards\/dsh_/);
  assert.equal(await page.locator(".tile").count(), 0);
  assert.ok((await page.locator(".spark").count()) > 1);
  await press(page, "Bỏ trang");
  await page.getByText("Trang này đã bỏ.").waitFor();
  await press(page, "Đưa trở lại");
  await page.getByText("Trang này đã bỏ.").waitFor({ state: "detached" });
  const there = await ask(page, "/dashboards");
  assert.equal(there.items[0].title, "Trang của ca trực", "one's own page stands first");
  await leave();
});

test("a page is read on the phone", async () => {
  const { page, hit, leave } = await set.enter("shift-leader", PHONE);
  const row = await whole(page);
  await page.goto(`${set.server.origin}/console/dashboards/${row.id}?day=2026-06-30`);
  await settled(page);
  assert.deepEqual(await axe(page), [], "on the phone");
  await hit(page.locator(".tile button").first());
  await page.locator(".pedigree .pedsteps").waitFor();
  await hit(page.locator(".dialog-h .iconbtn"));
  await page.locator(".pedigree").waitFor({ state: "detached" });
  await hit(page.getByRole("button", { name: "Đến nay" }));
  await page.waitForFunction(() => !new URL(location.href).searchParams.has("day"));
  await leave();
});
