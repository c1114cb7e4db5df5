// The ground under the work, without a mouse: a day is declared a holiday and taken back, packs are
// applied and removed. Each story ends with what the API then says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { assertFocus, assertSeen, press, signIn, tabBack, tabTo } from "./keyboard.mjs";
import { ask, itemInWorkingTime } from "./outside.mjs";
import { serve, until } from "./server.mjs";

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve("seed")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(viewport, role) {
  const context = await browser.newContext({ viewport, hasTouch: viewport === PHONE });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, role);
  return {
    page,
    async leave() {
      assert.deepEqual(faults, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
      await context.close();
    },
  };
}

const SIZES = [
  ["desk", DESK],
  ["phone", PHONE],
];

/** The local day, by Vietnam's clock. */
const local = (at) => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

test("calendar: a holiday is planned, the due times that move are named, applied, taken back", { timeout: 300_000 }, async (t) => {
  const { page: setup, leave } = await enter(DESK, "steward");
  const item = await itemInWorkingTime(server, setup, "THU-LICH", "HD_CLIN_KHI001");
  await leave();
  for (const [size, viewport] of SIZES) {
    await t.test(size, async () => {
      const { page, leave } = await enter(viewport, "steward");
      const due = (await ask(page, `/work/${item.id}`)).due;
      const date = local(new Date(due));
      await page.goto(`${server.origin}/console/calendar`);
      await page.waitForSelector(".months");
      await tabTo(page, ".months button");
      for (let month = 1; month < Number(date.slice(5, 7)); month += 1) await page.keyboard.press("PageDown");
      await page.keyboard.press("Home");
      for (let day = 1; day < Number(date.slice(8)); day += 1) await page.keyboard.press("ArrowRight");
      assert.equal(await page.evaluate(() => document.activeElement.dataset.day), date, "the arrows go to the day");
      await assertSeen(page, "the day");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#cal-vi");

      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForSelector("#cal-vi[aria-invalid=true]");
      await assertFocus(page, "a refused plan");
      await tabBack(page, "#cal-vi");
      await page.keyboard.type("Nghỉ bão");
      await tabTo(page, "#cal-en");
      await page.keyboard.type("Storm");
      await tabTo(page, "#cal-source");
      await page.keyboard.type("Công điện 12/CĐ-UBND");
      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForSelector(".planbox");
      const plan = await page.locator(".planbox").innerText();
      assert.ok(plan.includes(item.number), `the plan names the item whose due time moves: ${plan}`);
      assert.equal((await ask(page, `/work/${item.id}`)).due, due, "nothing is moved by looking");
      await press(page, "Áp dụng", "[role=dialog] button");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
      const year = await ask(page, `/calendar?year=${date.slice(0, 4)}`);
      const said = year.days.find((one) => one.day === date);
      assert.deepEqual([said?.kind, said?.name, said?.source], ["holiday", "Nghỉ bão", "Công điện 12/CĐ-UBND"]);
      await until(async () => (await ask(page, `/work/${item.id}`)).due > due, 20_000, "the due time to move");

      await page.waitForFunction(() => document.activeElement !== document.body);
      await tabBack(page, "button", "Hoàn tác");
      await page.keyboard.press("Enter");
      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForSelector(".planbox");
      await press(page, "Hoàn tác", "[role=dialog] button");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
      const back = await ask(page, `/calendar?year=${date.slice(0, 4)}`);
      assert.equal(back.days.find((one) => one.day === date), undefined, "the day is again as packs say");
      await until(async () => (await ask(page, `/work/${item.id}`)).due === due, 20_000, "the due time to come back");
      await page.waitForFunction(() => document.activeElement !== document.body);
      await leave();
    });
  }
});

test("packs: planned, applied, one that others need refused, one that nobody needs removed", { timeout: 300_000 }, async (t) => {
  for (const [size, viewport] of SIZES) {
    await t.test(size, async () => {
      const { page, leave } = await enter(viewport, "admin");
      const known = async (name) => (await ask(page, "/packs/known")).items.find((one) => one.name === name);
      await page.goto(`${server.origin}/console/packs`);
      await page.waitForSelector(".changes .rowline");

      // A pack that is not there yet: first what it would do, then the deed.
      const water = (await known("water")).title;
      await press(page, `Áp dụng ${water}`);
      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForSelector(".planbox li");
      assert.match(await page.locator(".planbox").innerText(), /thêm hoặc đổi/);
      assert.equal((await known("water")).applied, "", "nothing is applied by looking");
      await press(page, "Áp dụng", "[role=dialog] button");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
      assert.notEqual((await known("water")).applied, "");
      await page.waitForFunction(() => document.activeElement !== document.body);

      // One that others need is refused in words; one that nobody needs goes.
      const ground = (await known("haiduong")).title;
      await tabBack(page, "button", `Gỡ ${ground}`);
      await page.keyboard.press("Enter");
      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForFunction(() => (document.querySelector("[role=dialog] .fault")?.textContent ?? "").includes("air"));
      await assertFocus(page, "a refused removal");
      await page.keyboard.press("Escape");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
      await tabTo(page, "button", `Gỡ ${water}`);
      await page.keyboard.press("Enter");
      await press(page, "Xem sẽ thay đổi gì", "[role=dialog] button");
      await page.waitForSelector(".planbox li");
      await press(page, "Gỡ", "[role=dialog] button");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
      assert.equal((await known("water")).applied, "");
      await page.waitForFunction(() => document.activeElement !== document.body);
      await leave();
    });
  }
});
