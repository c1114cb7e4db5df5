// Working without a mouse: only keys that a person could press, and nothing is chosen by hand of the test.

import assert from "node:assert/strict";
import { account } from "./server.mjs";

/** Whether focus stands on what is wanted: a selector, and words that it says when several are alike. */
const stands = (page, wanted, words) =>
  page.evaluate(
    ([selector, text]) => {
      const active = document.activeElement;
      return active?.matches(selector) === true && (text === "" || (active.getAttribute("aria-label") ?? active.textContent ?? "").includes(text));
    },
    [wanted, words],
  );

const MOST = 120;

/** How long somebody waits for what a page has still to bring before they try to reach it. */
const PATIENCE_MS = 20_000;

/** Resolves once what is wanted can be seen: nobody presses Tab towards a form that has not come yet. */
const comes = (page, wanted, words) =>
  page
    .waitForFunction(
      ([selector, text]) =>
        [...document.querySelectorAll(selector)].some(
          (each) => (text === "" || (each.getAttribute("aria-label") ?? each.textContent ?? "").includes(text)) && each.checkVisibility(),
        ),
      [wanted, words],
      { timeout: PATIENCE_MS },
    )
    .catch(() => assert.fail(`${wanted} ${words} never came`));

async function step(page, key, wanted, words) {
  await comes(page, wanted, words);
  for (let presses = 0; presses <= MOST; presses += 1) {
    if (await stands(page, wanted, words)) return;
    await page.keyboard.press(key);
  }
  const last = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  assert.fail(`${key} never reached ${wanted} ${words}; the last stop was ${last}`);
}

/** Tab until focus stands on what is wanted; that it can be reached so is the point. */
export const tabTo = (page, wanted, words = "") => step(page, "Tab", wanted, words);

/** The same for who has gone past it. */
export const tabBack = (page, wanted, words = "") => step(page, "Shift+Tab", wanted, words);

/** Tab to a button or a link by its words, and press it. */
export async function press(page, words, selector = "button, a") {
  await tabTo(page, selector, words);
  await page.keyboard.press("Enter");
}

/** What stands in a box is replaced by what is typed. */
export async function write(page, box, words) {
  await tabTo(page, box);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
}

/** A day from now on, at six in the evening. */
export function inDays(days) {
  const day = new Date(Date.now() + days * 24 * 3600_000).toISOString().slice(0, 10);
  return `${day}T18:00`;
}

/** A box of date and hour is typed part by part, as the browser of these stories shows them: month, day, year of six digits, hour. */
export async function writeTime(page, box, time) {
  await tabTo(page, box);
  const [year, month, day, hour, minute] = time.split(/[-T:]/);
  await page.keyboard.type(`${month}${day}00${year}`);
  await page.keyboard.type(`${String(Number(hour) % 12 || 12).padStart(2, "0")}${minute}${Number(hour) < 12 ? "AM" : "PM"}`);
  assert.equal(await page.evaluate(() => document.activeElement.value), time);
}

/** In a box of choices the arrows go to the wanted one. */
export async function choose(page, box, value) {
  await tabTo(page, box);
  const steps = await page.evaluate((wanted) => [...document.activeElement.options].findIndex((option) => option.value === wanted) - document.activeElement.selectedIndex, value);
  for (let step = 0; step < Math.abs(steps); step += 1) await page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.value), value);
}

/** What has focus can be seen: its middle is on the screen and nothing lies over it. */
export async function assertSeen(page, what) {
  const seen = await page.evaluate(() => {
    const active = document.activeElement;
    const box = active.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= innerHeight && over !== null && (over === active || active.contains(over));
  });
  assert.ok(seen, `${what} has focus but is hidden`);
}

// The button that was pressed goes with what it did; focus is set in the same turn or, where an answer draws the page
// first, right after it: sooner than a hand comes to the next key.
const NEXT_KEY_MS = 1000;

/** Space on a box of files opens the machine's chooser, as a person would. */
export async function attach(page, box, file) {
  // Asked for before the way there: the browser is told to hand the chooser over while the keys are still moving, and a key that came first would be lost.
  const choosing = page.waitForEvent("filechooser");
  choosing.catch(() => undefined); // who never gets there says so themselves
  await tabTo(page, box);
  await page.keyboard.press("Space");
  await (await choosing).setFiles(file);
}

/** Focus is never thrown away: who presses Tab next goes on from where they were. */
export async function assertFocus(page, after) {
  const kept = page.waitForFunction(() => document.activeElement !== null && document.activeElement !== document.body, null, { timeout: NEXT_KEY_MS });
  await kept.catch(() => assert.fail(`focus is lost after ${after}`));
}

export async function signIn(page, server, role) {
  const { name, password } = await account(server, role);
  await page.goto(`${server.origin}/console/`);
  await page.waitForSelector("input[name=name]");
  await tabTo(page, "input[name=name]");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.nav");
}
