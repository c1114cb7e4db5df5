// The line between the browser and the server is cut for minutes and comes back. A proxy in between
// is what is cut, so the browser meets what it meets in an office: connections that end and none that
// opens. The minutes pass on the browser's clock only.

import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { DESK, launch, watch } from "./browser.mjs";
import { account, serve } from "./server.mjs";

const CHANGE_MS = 240_000;

/** line passes bytes between the browser and the server until it is cut. */
async function line(origin) {
  const { hostname, port } = new URL(origin);
  const open = new Set();
  let whole = true;
  const proxy = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => (open.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${proxy.address().port}`,
    cut() {
      whole = false;
      for (const end of open) end.destroy();
    },
    mend: () => (whole = true),
    close() {
      this.cut();
      proxy.close();
    },
  };
}

test("the network is away for minutes: the last picture stays and says how old it is, then all goes on by itself", async () => {
  const server = await serve("live");
  const wire = await line(server.origin);
  const browser = await launch();
  try {
    const { name, password } = await account(server, "duty");
    const page = await browser.newPage({ viewport: DESK });
    await page.clock.install();
    const faults = watch(page, wire.origin);
    let loads = 0;
    page.on("load", () => (loads += 1));

    await page.goto(`${wire.origin}/console/`);
    await page.getByLabel("Tên tài khoản").fill(name);
    await page.getByLabel("Mật khẩu").fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByRole("link", { name: "Giám sát" }).click();
    await page.getByRole("link", { name: "Trạm quan trắc" }).click();
    await page.getByRole("table").getByRole("link").first().click();
    const figure = page.locator(".tile", { hasText: "PM2.5" }).locator(".f b");
    await figure.waitFor();
    await page.locator("[data-link=live]").waitFor();

    wire.cut();
    const lost = page.locator("[data-link=lost] .words").first();
    await lost.waitFor();
    const since = await lost.innerText();
    const last = await figure.innerText();
    await page.clock.fastForward(7 * 60_000);
    await page.clock.runFor(2_000);
    assert.equal(await figure.innerText(), last, "the last picture stays");
    assert.equal(await lost.innerText(), since, "the screen says since when it is cut off, not when it last tried");
    assert.match(await page.locator(".tile", { hasText: "PM2.5" }).innerText(), /Mất kết nối|mất mạng|cũ/i, "and says that it is old");

    // Screens that were seen show what they had; one that was never opened comes when there is a line.
    await page.getByRole("link", { name: "Trạm quan trắc" }).click();
    await page.locator("[data-state=stale]").waitFor();
    await page.getByRole("table").getByRole("link").first().waitFor();
    await page.goBack();
    await figure.waitFor();
    await page.getByRole("navigation", { name: "Các khu làm việc" }).getByRole("link", { name: "Điều hành" }).click();
    await page.clock.runFor(10_000);
    await lost.waitFor();
    wire.mend();
    await page.locator("[data-link=live]").waitFor({ timeout: 60_000 });
    await page.clock.runFor(10_000);
    await page.getByRole("heading", { level: 1, name: "Sự cố" }).waitFor();

    await page.goBack();
    await figure.waitFor();
    const tile = (was) => [...document.querySelectorAll(".tile")].find((one) => one.textContent.includes("PM2.5"))?.querySelector(".f b")?.innerText !== was;
    await page.waitForFunction(tile, last, { timeout: CHANGE_MS });
    assert.equal(loads, 1, "nothing was loaded anew");
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    wire.close();
    await server.stop();
  }
});

test("a file of a screen that is lost though the server answers is asked for again; after an upgrade the page is loaded anew", async () => {
  const server = await serve("live");
  const browser = await launch();
  try {
    const { name, password } = await account(server, "duty");
    const page = await browser.newPage({ viewport: DESK });
    await page.goto(`${server.origin}/console/`);
    await page.getByLabel("Tên tài khoản").fill(name);
    await page.getByLabel("Mật khẩu").fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    const areas = page.getByRole("navigation", { name: "Các khu làm việc" });
    await areas.getByRole("link", { name: "Điều hành" }).waitFor();
    let loads = 0;
    page.on("load", () => (loads += 1));

    // The line is lost for one request only, as when it comes back a moment later.
    let lost = 0;
    const file = /\/assets\/incidents-[^/]*\.js$/;
    await page.route(file, (route) => (++lost === 1 ? route.abort("connectionreset") : route.continue()));
    await areas.getByRole("link", { name: "Điều hành" }).click();
    await page.getByRole("heading", { level: 1, name: "Sự cố" }).waitFor();
    assert.equal(lost, 2, "the file was lost once and asked for again");
    assert.equal(loads, 0, "nothing was loaded anew");

    // Another console stands on the server: the file of the old one will never come.
    let upgrades = 0;
    await page.route(/\/assets\/stations-[^/]*\.js$/, (route) => (loads === 0 ? route.fulfill({ status: 404 }) : route.continue()));
    await page.route(/\/console\/$/, async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      upgrades += 1;
      return route.fulfill({ contentType: "text/html", body: '<script type="module" src="/console/assets/index-later.js"></script>' });
    });
    await areas.getByRole("link", { name: "Giám sát" }).click();
    await page.getByRole("link", { name: "Trạm quan trắc" }).click();
    await page.getByRole("heading", { level: 1, name: "Trạm quan trắc" }).waitFor();
    assert.equal(loads, 1, "loaded anew once");
    assert.ok(upgrades > 0, "because the server served another console");
  } finally {
    await browser.close();
    await server.stop();
  }
});
