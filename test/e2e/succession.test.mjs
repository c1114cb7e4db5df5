// Two departments become one, without a mouse: what the change would do, the fault at its field, the
// tree before and after the day, and what became of both.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { account, serve } from "./server.mjs";

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve("live")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function tabTo(page, wanted, limit = 160) {
  for (let presses = 0; presses <= limit; presses += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) === true, wanted)) return;
    await page.keyboard.press("Tab");
  }
  const last = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  assert.fail(`Tab never reached ${wanted}; the last stop was ${last}`);
}

async function type(page, field, words) {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
}

/** Tomorrow in the province, as the date box is typed in (month, day, year) and as it is stored. */
function tomorrow() {
  const [year, month, day] = new Date(Date.now() + (24 + 7) * 3600_000).toISOString().slice(0, 10).split("-");
  return { typed: `${month}${day}${year}`, stored: `${year}-${month}-${day}` };
}

const tree = (page) => page.evaluate(() => [...document.querySelectorAll("[role=treegrid] [role=row]")].map((row) => row.textContent));

test("keyboard only: two departments merge, shown before it applies, then before and after the day", async () => {
  const context = await browser.newContext({ viewport: DESK, locale: "en-US", timezoneId: "Asia/Ho_Chi_Minh" });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  const { name, password } = await account(server, "admin");
  await page.goto(`${server.origin}/console/units`);
  await page.waitForSelector("input[name=name]");
  await tabTo(page, "input[name=name]");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".placechange");
  await page.waitForSelector("[role=treegrid] [role=row]");

  await tabTo(page, ".placechange");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#place-day");
  const day = tomorrow();
  await tabTo(page, "#place-day");
  await page.keyboard.type(day.typed);
  await type(page, "#place-act", "QĐ 12/QĐ-UBND");
  await type(page, "#place-old-0", "H23.SKHDT");
  await type(page, "#place-old-1", "H23.STC");
  await type(page, "#place-new-0-code", "H23.STCKH");
  await type(page, "#place-new-0-vi", "Sở Tài chính và Kế hoạch");
  await type(page, "#place-new-0-en", "Department of Finance and Planning");
  await tabTo(page, "#place-new-0-parent");
  await page.keyboard.type("H23");
  await type(page, "#place-new-0-area", "30");

  // The kind is missing: the fault stands at its field, focus goes there, and nothing typed is lost.
  await tabTo(page, "#place-send");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#place-new-0-kind[aria-invalid=true]");
  await page.waitForFunction(() => document.activeElement?.id === "place-new-0-kind");
  assert.equal(await page.inputValue("#place-new-0-vi"), "Sở Tài chính và Kế hoạch");
  for (let presses = 0; presses < 12 && (await page.inputValue("#place-new-0-kind")) !== "department"; presses += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await page.inputValue("#place-new-0-kind"), "department");

  await tabTo(page, "#place-send");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".planbox");
  const plan = await page.textContent(".planbox");
  for (const words of ["H23.SKHDT", "H23.STC", "H23.STCKH", "100 %"]) assert.ok(plan.includes(words), `the plan says ${words}: ${plan}`);
  assert.ok(/\d+ (people who work there|người làm việc)/.test(plan), `the plan says what hangs on them: ${plan}`);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/plan.png` });

  await tabTo(page, "#place-send");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#place-done");
  await tabTo(page, "#place-done");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#place-done", { state: "detached" });

  // The tree of the new day, and what differs from the day before.
  assert.equal(await page.inputValue(".lh input[type=date]"), day.stored);
  await page.waitForFunction(() => [...document.querySelectorAll("[role=treegrid] [role=row]")].some((row) => row.textContent.includes("H23.STCKH")));
  assert.ok(!(await tree(page)).some((row) => /H23\.SKHDT\b/.test(row)), "the old department is still in the tree of the new day");
  await page.waitForSelector(".changes tbody tr");
  const changes = await page.textContent(".changes tbody");
  for (const words of ["H23.SKHDT", "H23.STC", "H23.STCKH", "100 %"]) assert.ok(changes.includes(words), `what changed says ${words}: ${changes}`);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/after.png`, fullPage: true });

  // Today nothing is changed yet.
  await page.reload();
  await page.waitForSelector("[role=treegrid] [role=row]");
  assert.ok((await tree(page)).some((row) => /H23\.SKHDT\b/.test(row)), "today's tree lost the department a day early");
  assert.deepEqual(faults, []);
  await context.close();
});

test("on a phone the form fits without sideways scrolling", async () => {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  const page = await context.newPage();
  const { name, password } = await account(server, "admin");
  await page.goto(`${server.origin}/console/areas`);
  await page.fill("input[name=name]", name);
  await page.fill("input[name=password]", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".placechange");
  await page.click(".placechange");
  await page.waitForSelector("#place-day");
  await page.click("input[name=what][value=succeed]");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll(".dialog *")].some((e) => e.getBoundingClientRect().right > innerWidth + 1));
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/phone.png` });
  assert.equal(wide, false);
  await context.close();
});
