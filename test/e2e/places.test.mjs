// Accessible places: on the telephone without script somebody finds a place by what they need and reports a barrier there; what nobody saw is said to be not known.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, PHONE } from "./browser.mjs";
import { tabTo } from "./keyboard.mjs";
import { stage } from "./stage.mjs";

const set = stage("live");
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("on the telephone without script: from the first page to a place, and a barrier reported at it", async () => {
  const context = await set.browser.newContext({ viewport: PHONE, locale: "vi-VN", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(set.server.origin + "/");
  await page.getByRole("link", { name: "Xem và tìm địa điểm" }).click();
  await page.getByRole("heading", { name: "Nơi dễ đến", level: 1 }).waitFor();
  await page.getByLabel("Tên hoặc địa chỉ").fill("cong vien");
  await page.getByLabel("Cần có").selectOption({ label: "Lối vào không bậc" });
  await page.getByRole("button", { name: "Tìm" }).click();
  await page.getByRole("link", { name: "Công viên mẫu" }).click();
  await page.getByText("Lối vào chính bằng phẳng").waitFor();
  assert.ok((await page.getByText("Đã quá 24 tháng").count()) > 0, "what is old says so");
  await page.getByText("Chưa rõ không có nghĩa là không có").waitFor();
  await page.getByRole("link", { name: "Báo rào cản ở đây" }).click();
  assert.equal(await page.getByLabel("Gần địa điểm").inputValue(), "DD_CV_MAU");
  assert.ok(await page.getByRole("radio", { name: /Khó đi lại/ }).isChecked());
  await page.getByLabel(/Chuyện gì đang xảy ra/).fill("Có rào chắn ở lối vào");
  await page.getByRole("button", { name: "Gửi phản ánh" }).last().click();
  await page.waitForURL(/\/r\/.*new=1/);
  await context.close();
});

test("by keyboard alone a place is found", async () => {
  const context = await set.browser.newContext({ viewport: DESK, locale: "vi-VN" });
  const page = await context.newPage();
  await page.goto(set.server.origin + "/places");
  await tabTo(page, "#f-q");
  await page.keyboard.type("ben xe");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=ben/);
  await tabTo(page, 'a[href="/places/DD_BX_MAU"]');
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Bến xe khách mẫu", level: 1 }).waitFor();
  await context.close();
});

for (const path of ["/places", "/places?q=khong-co-gi", "/places/DD_BX_MAU", "/en/places/DD_CV_MAU", "/report?category=tiep_can&place=DD_BX_MAU"])
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
