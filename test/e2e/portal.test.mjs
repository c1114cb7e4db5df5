// The citizens' portal against the real binary: every page in both languages, as people set it, clean by axe,
// whole without script, by keyboard alone, and at 400 % zoom without loss.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, launch, PHONE, watch } from "./browser.mjs";
import { serve } from "./server.mjs";

let server, browser;
before(async () => {
  server = await serve("live");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const PAGES = ["/", "/air", "/warnings", "/access", "/privacy", "/privacy/request", "/no-such-page"];

async function opened(path, context = {}) {
  const c = await browser.newContext({ viewport: PHONE, locale: "vi-VN", ...context });
  const page = await c.newPage();
  const faults = watch(page, server.origin);
  await page.goto(server.origin + path);
  return { page, faults, close: () => c.close() };
}

/** Reflow: nothing is wider than the page, whose own text may wrap. */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const path of PAGES)
  for (const lang of ["vi", "en"])
    test(`${lang} ${path}: clean as it is${lang === "vi" ? " and as people set it" : ""}, on the telephone and the desk`, async () => {
      const at = (lang === "en" ? "/en" : "") + path;
      const { page, faults, close } = await opened(at);
      try {
        for (const set of lang === "vi" ? ["", "contrast", "easy", "size", "size"] : [""]) {
          if (set !== "") {
            await page.locator(`header [value=${set}], footer [value=${set}]`).locator("visible=true").first().click();
            await page.waitForLoadState();
          }
          assert.deepEqual(await axe(page), [], `${at} after ${set || "nothing"}`);
          assert.equal(await overflow(page), 0, `${at} after ${set || "nothing"} is wider than the telephone`);
        }
        await page.setViewportSize({ width: 320, height: 256 }); // 1280 x 1024 at 400 %
        assert.equal(await overflow(page), 0, `${at} at 400 %`);
        await page.setViewportSize(DESK);
        assert.deepEqual(await axe(page), [], `${at} on the desk`);
        assert.deepEqual(faults, []);
      } finally {
        await close();
      }
    });

test("the pages are whole without script: how they look, the station of home, the other language", async () => {
  const { page, close } = await opened("/", { javaScriptEnabled: false });
  try {
    assert.equal(await page.getByRole("button", { name: "Nghe" }).count(), 0, "what needs script is not shown without it");
    await page.getByRole("button", { name: "Dễ đọc" }).click();
    assert.equal(await page.getByRole("button", { name: "Dễ đọc" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("link", { name: /Xem cả \d+ trạm/ }).click();
    await page.getByRole("button", { name: /Đây là trạm của tôi.*Ninh Giang/ }).click();
    await page.getByRole("link", { name: "Trang chủ" }).click();
    await page.getByRole("heading", { name: "Không khí gần bạn" }).waitFor();
    assert.match(await page.locator(".air").innerText(), /Ninh Giang/);
    await page.getByRole("link", { name: /English/ }).click();
    await page.getByRole("heading", { name: "Air near you" }).waitFor();
  } finally {
    await close();
  }
});

test("by keyboard alone the content is one step away and every control is reached and seen", async () => {
  const { page, close } = await opened("/", { viewport: DESK });
  try {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const all = await page.locator("main a, main button, main input, footer a").locator("visible=true").count();
    const seen = new Set();
    for (let i = 0; i < all; i++) {
      await page.keyboard.press("Tab");
      const where = await page.evaluate(() => {
        const e = document.activeElement;
        const b = e.getBoundingClientRect();
        const over = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);
        return { name: e.outerHTML.slice(0, 80), seen: over !== null && (e === over || e.contains(over) || over.contains(e)), tall: b.height >= 24 };
      });
      assert.ok(where.seen && where.tall, `hidden or small: ${JSON.stringify(where)}`);
      seen.add(where.name);
    }
    assert.equal(seen.size, all);
  } finally {
    await close();
  }
});

test("the nearest station is found with the place rounded to a kilometre", async () => {
  const { page, close } = await opened("/air", { geolocation: { latitude: 20.93712, longitude: 106.31438 }, permissions: ["geolocation"] });
  try {
    await page.getByRole("button", { name: "Tìm trạm gần tôi" }).click();
    await page.getByRole("heading", { name: "Trạm gần bạn nhất" }).waitFor();
    assert.equal(new URL(page.url()).search, "?lat=20.94&lon=106.31");
    assert.match(await page.locator(".air").innerText(), /cách \d+,\d km/);
  } finally {
    await close();
  }
});
