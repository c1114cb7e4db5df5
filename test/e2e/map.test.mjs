// A duty officer looks at the map: switches a layer, goes through the morning and comes back to now,
// lays two stations side by side and takes the figures along; all by keyboard, and on the phone too.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answer } from "../../web/test/fake/answers.mjs";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { openConsole } from "./console.mjs";
import { serve } from "./server.mjs";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([serve("off"), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(size, address) {
  const context = await browser.newContext({ viewport: size, locale: "vi-VN", reducedMotion: "reduce" });
  const page = await openConsole(context, { reads: "", state: "full" });
  const faults = watch(page, server.origin);
  await page.goto(`${server.origin}/console${address}`);
  return { page, faults, close: () => context.close() };
}

for (const [name, size] of [["desk", DESK], ["phone", PHONE]]) {
  test(`layers and a day looked back at, ${name}`, async () => {
    const { page, faults, close } = await open(size, "/map");
    const areas = page.getByRole("region", { name: "VN_AQI theo địa bàn" });
    await areas.waitFor();
    const layer = page.getByRole("checkbox", { name: "VN_AQI của địa bàn" });
    await layer.focus();
    await page.keyboard.press("Space");
    await areas.waitFor({ state: "detached" });
    await page.keyboard.press("Space");
    await areas.waitFor();

    await page.getByRole("button", { name: "Xem lại một ngày" }).press("Enter");
    await page.getByText("Đang xem lại 03/07/2024").waitFor();
    const slider = page.getByRole("slider");
    await slider.focus();
    assert.equal(await slider.getAttribute("aria-valuetext"), "09:00 đến 10:00");
    for (let hours = 0; hours < 8; hours += 1) await page.keyboard.press("ArrowLeft");
    assert.equal(await slider.getAttribute("aria-valuetext"), "01:00 đến 02:00");
    // The list follows: what a station had then, and that another was silent.
    const day = answer("/replay", new URLSearchParams({ parameter: "VN_AQI", date: "2024-07-03", every: "PT1H" }));
    const row = (code) => page.locator(".ml li", { has: page.locator(`a[href$="${code}"]`) });
    assert.match(await row("HD_TPHD_KHI001").innerText(), new RegExp(`\\b${day.stations[0].values[1]}\\b`));
    assert.match(await row("HD_NGIANG_KHI004").innerText(), /không có số/);

    await page.keyboard.press("Escape");
    await page.getByText("Đang xem lại").waitFor({ state: "detached" });
    assert.match(await row("HD_TPHD_KHI001").innerText(), /\b78\b/);
    assert.deepEqual(faults, []);
    await close();
  });
}

test("two stations side by side, and the file of it", async () => {
  const { page, faults, close } = await open(DESK, "/compare?stations=HD_TPHD_KHI001&parameter=PM2.5&from=2024-07-02&to=2024-07-03");
  const second = page.getByRole("checkbox", { name: /Chí Linh/ });
  await second.focus();
  await page.keyboard.press("Space");
  // The choice stands in the address, so that it can be sent to somebody.
  await page.waitForURL(/HD_TPHD_KHI001(,|%2C)HD_CLINH_KHI002/);
  await page.getByRole("region", { name: "Khác nhau giữa các trạm" }).getByRole("row", { name: /B Trạm không khí Chí Linh/ }).waitFor();
  assert.equal(await page.locator(".chart .legend li").count(), 2);

  let asked;
  await page.route("**/api/v1/exports/**", (route) => {
    asked = new URL(route.request().url());
    return route.fulfill({ contentType: "text/csv", headers: { "Content-Disposition": 'attachment; filename="thanhdong-observations.csv"' }, body: "\ufeffMã trạm\r\n" });
  });
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải CSV" }).press("Enter")]);
  assert.equal(file.suggestedFilename(), "thanhdong-observations.csv");
  assert.equal(asked.pathname, "/api/v1/exports/observations.csv");
  assert.deepEqual(["stations", "parameter", "every"].map((name) => asked.searchParams.get(name)), ["HD_TPHD_KHI001,HD_CLINH_KHI002", "PM2.5", "PT1H"]);
  assert.deepEqual(faults, []);
  await close();
});

test("dark is chosen at the desk and stays chosen", async () => {
  const { page, close } = await open(DESK, "/map");
  await page.getByRole("button", { name: /Trực ban trưởng/ }).press("Enter");
  await page.getByRole("menuitem", { name: /^Tối/ }).press("Enter");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await close();
});
