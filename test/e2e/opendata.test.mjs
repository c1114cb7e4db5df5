// Open data: a citizen finds a set and takes its files on the telephone without script; the steward approves the set that waits, by keyboard alone, and what
// was shown is what is public; withdrawn, its address says why, and "u" brings it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, PHONE } from "./browser.mjs";
import { press, tabTo } from "./keyboard.mjs";
import { headed, stage } from "./stage.mjs";

const set = stage("live");
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("on the telephone without script: from the first page to a data set, its table and its files", async () => {
  const context = await set.browser.newContext({ viewport: PHONE, locale: "vi-VN", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(set.server.origin + "/");
  await page.getByRole("link", { name: "Xem dữ liệu mở" }).click();
  await page.getByRole("heading", { name: "Dữ liệu mở", level: 1 }).waitFor();
  await page.getByLabel("Tìm bộ dữ liệu").fill("benh truyen");
  await page.getByRole("button", { name: "Tìm" }).click();
  await page.getByRole("link", { name: "Bệnh truyền nhiễm theo tháng" }).click();
  await page.getByRole("heading", { name: "Bệnh truyền nhiễm theo tháng", level: 1 }).waitFor();
  assert.equal(await wide(page), 0);
  assert.ok((await page.locator("td.hides").count()) > 0, "small counts are marked");
  await page.getByText("Quản trị dữ liệu, Sở Thông tin và Truyền thông").first().waitFor();
  for (const [kind, name] of [["csv", /Tải tệp CSV, \d/], ["json", /Tải tệp JSON, \d/], ["xlsx", /Tải tệp Excel \(xlsx\), \d/]]) {
    const at = await page.getByRole("link", { name }).getAttribute("href");
    assert.equal(at, `/data/benh-truyen-nhiem.${kind}`);
    assert.equal((await fetch(set.server.origin + at)).status, 200);
  }
  await page.getByRole("link", { name: /English/ }).click();
  await page.getByRole("heading", { name: "Notifiable diseases by month", level: 1 }).waitFor();
  await context.close();
});

for (const path of ["/data/", "/data/?q=khong-co-gi", "/data/benh-truyen-nhiem", "/en/data/benh-truyen-nhiem"])
  test(`${path} is clean by axe on the telephone, at 400 % and on the desk`, async () => {
    const context = await set.browser.newContext({ viewport: PHONE, locale: "vi-VN" });
    const page = await context.newPage();
    await page.goto(set.server.origin + path);
    assert.deepEqual(await axe(page), []);
    assert.equal(await wide(page), 0);
    await page.setViewportSize({ width: 320, height: 256 });
    assert.equal(await wide(page), 0, "at 400 %");
    await page.setViewportSize(DESK);
    assert.deepEqual(await axe(page), []);
    await context.close();
  });

test("the steward approves what they saw, by keyboard; withdrawn it says why, and u brings it back", async () => {
  const { page, leave } = await set.enter("steward");
  const status = async () => (await fetch(`${set.server.origin}/data/truong-lop-hoc-sinh`)).status;
  assert.equal(await status(), 404);
  await press(page, "Số liệu", ".nav a");
  await press(page, "Dữ liệu mở", ".subnav a");
  await headed(page, "Dữ liệu mở");
  await page.locator("table").waitFor();
  assert.deepEqual(await axe(page), [], "the list");
  await press(page, "Trường, lớp, học sinh theo năm học", "table a");
  await headed(page, "Trường, lớp, học sinh");
  await page.locator(".opentable").waitFor();
  assert.deepEqual(await axe(page), [], "one of them");
  await tabTo(page, "#o-approve");
  await page.keyboard.press("Enter");
  await page.locator(".o-published").waitFor();
  assert.equal(await status(), 200);
  await tabTo(page, "#o-withdraw");
  await page.keyboard.press("Enter");
  await page.locator("#o-words").waitFor();
  await tabTo(page, "#o-words");
  await page.keyboard.type("Nguon dang ra lai");
  await tabTo(page, ".dialog button[type=submit]");
  await page.keyboard.press("Enter");
  await page.locator(".o-withdrawn").waitFor();
  assert.equal(await status(), 410);
  await page.waitForFunction(() => document.activeElement?.id === "page-title" || document.activeElement?.id === "o-withdraw");
  await page.keyboard.press("u");
  await page.locator(".o-published").waitFor();
  assert.equal(await status(), 200);
  await leave();
});
