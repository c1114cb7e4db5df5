// What most stories begin with: one browser and one province of their own for the file, and people who enter it,
// at the desk or with a phone in the hand.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { countHands } from "./hands.mjs";
import { signIn } from "./keyboard.mjs";
import { serve } from "./server.mjs";

/** Starts both before the stories of a file and ends them after; `ready` is done in between. */
export function stage(sample = "seed", ready = async () => undefined) {
  const set = {};
  before(async () => {
    [set.browser, set.server] = await Promise.all([launch(), serve(sample)]);
    await ready();
  });
  after(async () => {
    await set.browser?.close();
    await set.server?.stop();
  });

  /** Somebody signs in; what their hands do is counted from here on. */
  set.enter = async (role, viewport = DESK) => {
    const phone = viewport === PHONE;
    const context = await set.browser.newContext({ viewport, hasTouch: phone, isMobile: phone, locale: "vi-VN" });
    await countHands(context);
    const page = await context.newPage();
    const faults = watch(page, set.server.origin);
    await signIn(page, set.server, role);
    await page.waitForSelector("h1");
    return {
      role,
      context,
      page,
      faults,
      /** A tap or a click, as the machine in the hand has it. */
      hit: (target) => (phone ? target.tap() : target.click()),
      /** Goes; what the page said or became by then that it should not have is found. */
      async leave() {
        assert.deepEqual(faults, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
        await context.close();
      },
    };
  };
  return set;
}

/** The heading of the page says it. */
export const headed = (page, words) => page.waitForFunction((text) => document.querySelector("#page-title")?.textContent.includes(text), words);

/** By Ctrl+K to what is named; `words` are typed, `found` is what shall stand first. */
export async function goTo(page, words, found) {
  await page.keyboard.press("Control+k");
  await page.waitForFunction(() => document.activeElement?.matches(".palettef input"));
  await page.keyboard.type(words);
  await page.waitForFunction((text) => document.querySelector("[role=menuitem]")?.textContent.includes(text), found);
  await page.keyboard.press("Enter");
}
