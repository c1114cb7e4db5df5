// The same duty without a mouse: at the desk by the incident, on the phone by the queue of work.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { assertFocus, assertSeen, attach, signIn, tabTo } from "./keyboard.mjs";
import { photo } from "./photo.mjs";
import { serve } from "./server.mjs";

const INCIDENT_MS = 240_000;
let browser;
let servers;

before(async () => {
  // Each story closes the one incident of its province, so each has a province; they start together.
  [browser, ...servers] = await Promise.all([launch(), serve("live"), serve("live")]);
});
after(async () => {
  await browser?.close();
  await Promise.all((servers ?? []).map((server) => server.stop()));
});

async function attachPhoto(page) {
  await attach(page, ".addev:not(.closephoto) input[type=file]", photo);
  await page.waitForSelector(".ev");
}

async function closeIt(page, phone) {
  await page.waitForSelector("#close:not([aria-disabled=true])");
  await tabTo(page, "#close");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#close-reason");
  await tabTo(page, "#close-reason");
  if (phone) await assertSeen(page, "the reason for closing");
  await page.keyboard.type("Đã dừng đốt rơm, số đo đã giảm.");
  await tabTo(page, "button[type=submit]");
  await page.keyboard.press("Enter");
}

test("keyboard only, desk: G D, the incident, a step and its undoing, a photo, closed", async () => {
  const [server] = servers;
  const context = await browser.newContext({ viewport: DESK });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, "duty");

  await page.waitForSelector("h1");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForSelector("h1:text-is('Sự cố')");
  await page.waitForSelector("tbody a", { timeout: INCIDENT_MS });

  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.matches("[data-search]")), true, "/ goes to the search box");
  await tabTo(page, "tbody a");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#step-1");

  await tabTo(page, "#step-1");
  await page.keyboard.press("Space");
  await page.waitForSelector("#step-1[aria-checked=true]");
  await page.keyboard.press("u");
  await page.waitForSelector("#step-1[aria-checked=false]");

  await page.keyboard.press("Control+k");
  await page.waitForSelector("[role=dialog] input");
  await page.keyboard.press("Escape");
  await page.waitForSelector("[role=dialog]", { state: "detached" });

  await attachPhoto(page);
  await closeIt(page, false);
  await page.waitForSelector(".closedmark");
  assert.deepEqual(faults, []);
  await context.close();
});

test("keyboard only, phone: the queue, taking the work, a photo, closed", async () => {
  const [, server] = servers;
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, "officer");

  await page.waitForSelector("[data-row]", { timeout: INCIDENT_MS });
  await tabTo(page, "[data-row]");
  await assertSeen(page, "the first work item");
  const id = await page.evaluate(() => document.activeElement.dataset.row);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".det h2");
  await page.keyboard.press("Escape");
  await page.waitForFunction((row) => document.activeElement?.dataset.row === row, id);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".det h2");

  await tabTo(page, "#take");
  await assertSeen(page, "the button to take the work");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#take", { state: "detached" });
  await attachPhoto(page);
  await closeIt(page, true);
  await page.waitForSelector(`[data-row="${id}"]`, { state: "detached" });
  await page.waitForSelector(".det", { state: "detached" });
  await assertFocus(page, "the item went");
  assert.deepEqual(faults, []);
  await context.close();
});
