// The steward keeps a parameter for a shorter time, by keyboard: the plan, the removal, and the means
// that stay in the place of the values.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DESK, launch, watch } from "./browser.mjs";
import { account, serve, until } from "./server.mjs";

const DAY_MS = 86_400_000;
const FIRST_MS = 60_000;
const REMOVED_MS = 200_000; // folding looks once a minute, removing more often
let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve("live")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function tabTo(page, wanted, limit = 150) {
  for (let presses = 0; presses <= limit; presses += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) === true, wanted)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reached ${wanted}`);
}

test("a shorter time of keeping: the plan, the removal, and hourly means in the place of values", async () => {
  // Sixty values, two an hour, of a hundred days ago.
  const sample = JSON.parse(await readFile(join(server.data, "sample.json"), "utf8"));
  const [feed, key] = Object.entries(sample.devices)[0];
  const began = Math.floor((Date.now() - 100 * DAY_MS) / DAY_MS) * DAY_MS;
  const { name, password } = await account(server, "steward");
  const context = await browser.newContext({ viewport: DESK, locale: "vi-VN", reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await page.goto(`${server.origin}/console/keeping`);
  await page.waitForSelector("input[name=name]");
  await tabTo(page, "input[name=name]");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Thời hạn lưu số đo" }).waitFor();

  const get = async (path) => (await page.request.get(`${server.origin}/api/v1${path}`)).json();
  const { station, parameter, unit } = await told(get, feed);
  const values = Array.from({ length: 60 }, (_, i) => ({ station, parameter, unit, at: new Date(began + i * 1_800_000).toISOString(), value: i % 7, status: "00" }));
  const pushed = await fetch(`${server.origin}/api/v1/feeds/${feed}/observations`, { method: "POST", headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" }, body: JSON.stringify(values) });
  assert.equal(pushed.status, 200, await pushed.text());
  const span = `/stations/${station}/observations?parameter=${encodeURIComponent(parameter)}&from=${new Date(began).toISOString()}&to=${new Date(began + 2 * DAY_MS).toISOString()}`;
  const means = (await get(`${span}&every=PT1H`)).items.map(({ at, mean, count }) => ({ at, mean, count }));
  assert.equal(means.length, 30);

  await tabTo(page, `button[aria-label="Thay đổi: ${parameter}"]`);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const type = async (id, words) => {
    await tabTo(page, id);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(words);
  };
  await type("#keep-raw", "7");
  await type("#keep-reason", "Đủ cho báo cáo quý");
  await tabTo(page, "[role=dialog] button[type=submit]");
  await page.keyboard.press("Enter");
  await dialog.getByText("ít nhất 30 ngày").last().waitFor();
  await type("#keep-raw", "60");
  // What was late is folded meanwhile; a plan that no longer fits is refused and shown anew. A key pressed
  // while an answer is awaited does nothing, so it is pressed again.
  const send = "[role=dialog] button[type=submit]";
  const figures = dialog.getByText("60 số đo gốc của 1 chuỗi");
  let shown = false;
  await until(
    async () => {
      if ((await dialog.count()) === 0) return true;
      if (!(await page.waitForSelector(`${send}:not([aria-disabled])`, { timeout: 4000 }).then(() => true, () => false))) return false;
      await tabTo(page, send);
      await page.keyboard.press("Enter");
      if (!shown) return void (shown = await figures.waitFor({ timeout: 4000 }).then(() => true, () => false));
      return dialog.waitFor({ state: "detached", timeout: 4000 }).then(() => true, () => false);
    },
    60_000,
    "the plan to be applied",
  );
  assert.ok(shown, "the plan was shown before it was applied");
  await page.getByRole("row", { name: new RegExp(parameter) }).getByText("60 ngày").waitFor();

  await until(async () => (await get("/keeping")).items.find((kind) => kind.parameter === parameter)?.removal?.state === "done", REMOVED_MS, "the removal to end");
  await page.getByText(/xóa 60 số đo, thay bằng 30 trung bình giờ/).waitFor({ timeout: 20_000 });
  const left = (await get(span)).items;
  assert.deepEqual([left.length, new Set(left.map((row) => row.resolution)).size, left[0].resolution], [30, 1, "PT1H"]);
  assert.deepEqual((await get(`${span}&every=PT1H`)).items.map(({ at, mean, count }) => ({ at, mean, count })), means);
  assert.deepEqual(faults, []);
  await context.close();
});

/** A station, parameter and unit that the feed's contract takes; its first value comes a while after the start. */
async function told(get, feed) {
  let said;
  await until(
    async () => {
      for (const station of (await get("/stations?limit=100")).items) {
        const row = station.latest.find((latest) => latest.feed === feed);
        if (row !== undefined) said = { station: station.code, parameter: row.parameter, unit: row.unit };
      }
      return said !== undefined;
    },
    FIRST_MS,
    `a value of ${feed}`,
  );
  return said;
}
