// The newcomer's path, from an empty data folder: start the binary, sign in with the account it
// prints, see a value change without loading the page again, open the incident, attach a photo, close.
// The seconds it takes are printed; most of them are the rule's hold time in the sample.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, launch, watch } from "./browser.mjs";
import { photo } from "./photo.mjs";
import { account, serve } from "./server.mjs";

const INCIDENT_MS = 240_000;

test("from an empty data folder to a closed incident", async () => {
  const began = Date.now();
  const since = () => ((Date.now() - began) / 1000).toFixed(1);
  const server = await serve("live");
  const browser = await launch();
  try {
    console.log(`ready after ${since()} s`);
    const { name, password } = await account(server, "duty");
    const page = await browser.newPage({ viewport: DESK });
    const faults = watch(page, server.origin);
    let loads = 0;
    page.on("load", () => (loads += 1));

    await page.goto(`${server.origin}/console/`);
    await page.getByLabel("Tên tài khoản").fill(name);
    await page.getByLabel("Mật khẩu").fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByRole("navigation", { name: "Các khu làm việc" }).waitFor();
    assert.ok(await page.getByText("Dữ liệu mẫu").first().isVisible(), "the sample province says that it is one");
    console.log(`signed in after ${since()} s`);

    await page.getByRole("link", { name: "Giám sát" }).click();
    await page.getByRole("link", { name: "Trạm quan trắc" }).click();
    await page.getByRole("table").getByRole("link").first().click();
    const figure = page.locator(".tile", { hasText: "PM2.5" }).locator(".f b");
    await figure.waitFor();
    const before = await figure.innerText();
    await page.waitForFunction((was) => [...document.querySelectorAll(".tile")].find((tile) => tile.textContent.includes("PM2.5"))?.querySelector(".f b")?.innerText !== was, before, { timeout: INCIDENT_MS });
    assert.equal(loads, 1, "the value changed without loading the page again");
    console.log(`saw a value change after ${since()} s: ${before} to ${await figure.innerText()}`);

    await page.getByRole("link", { name: "Điều hành" }).click();
    const incident = page.getByRole("table").getByRole("link").first();
    await incident.waitFor({ timeout: INCIDENT_MS });
    console.log(`the rule opened an incident after ${since()} s`);
    await incident.click();
    const close = page.getByRole("button", { name: "Đóng sự cố" });
    await close.waitFor();
    assert.equal(await close.getAttribute("aria-disabled"), "true", "closing is refused while there is no evidence");

    const number = await page.getByText(/SC-\d\d-\d{4}/).first().innerText();
    await page.getByLabel("Thêm ảnh, bằng chứng").setInputFiles(photo);
    await page.getByRole("button", { name: new RegExp(photo.name) }).waitFor();
    await page.locator("#close:not([aria-disabled=true])").click();
    await page.getByLabel("Lý do đóng").fill("Đã dừng đốt rơm, số đo đã giảm. Ảnh hiện trường kèm theo.");
    await page.getByRole("button", { name: "Đóng, ghi vào sổ cái" }).click();
    await page.locator(".closedmark").waitFor();
    assert.equal(loads, 1, "the whole path needed one page load");
    assert.deepEqual(faults, []);
    console.log(`${number} closed: the newcomer's path took ${since()} s`);
  } finally {
    await browser.close();
    await server.stop();
  }
});
