// A public warning in two languages by two people, without a mouse, from their home pages to what the
// API then says. What the hands do is counted (hands.mjs).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, launch, watch } from "./browser.mjs";
import { atHome, countHands, hands } from "./hands.mjs";
import { assertFocus, choose, press, signIn, tabTo, write } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
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

const TEXTS = {
  event: ["Ô nhiễm không khí", "Air pollution"],
  headline: ["Không khí rất xấu ở Kinh Môn", "Very bad air in Kinh Môn"],
  description: ["Bụi mịn gấp ba mức cho phép.", "Fine dust at three times the limit."],
  instruction: ["Ở trong nhà, đóng cửa.", "Stay inside, keep windows shut."],
  easy: ["Không khí bẩn. Hãy ở trong nhà.", "The air is dirty. Stay inside."],
};

async function person(role) {
  const context = await browser.newContext({ viewport: DESK, locale: "vi-VN" });
  await countHands(context);
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, role);
  await page.waitForSelector("h1");
  await atHome(page);
  return { context, page, faults };
}

const headed = (page, words) => page.waitForFunction((text) => document.querySelector("#page-title")?.textContent.includes(text), words);
const state = (page, id) => ask(page, `/warnings/${id}`).then((warning) => warning.state);

test("a warning in two languages by two people, by keys alone; a cut line, a refused check and an outline that crosses itself", async (t) => {
  const duty = await person("duty");
  const { page } = duty;
  await page.keyboard.press("Control+k");
  await page.keyboard.type("tin canh bao");
  await page.waitForSelector("[role=menuitem]");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await headed(page, "Tin cảnh báo");
  await press(page, "Soạn tin cảnh báo", "a");
  await headed(page, "Soạn tin cảnh báo");

  // The line is cut while the words are typed: they are still there after the page was loaded anew.
  for (const [name, both] of Object.entries(TEXTS)) {
    for (const [n, lang] of ["vi", "en"].entries()) await write(page, `[name=${name}_${lang}]`, both[n]);
  }
  await duty.context.setOffline(true);
  await press(page, "Lưu nháp");
  await page.waitForFunction(() => document.querySelector(".wform p.fault[role=alert]")?.textContent !== "");
  await duty.context.setOffline(false);
  await page.reload();
  await page.waitForSelector("[name=easy_en]");
  assert.equal(await page.inputValue("[name=headline_vi]"), TEXTS.headline[0], "what was typed is kept");
  assert.equal(await page.inputValue("[name=easy_en]"), TEXTS.easy[1]);

  // Asking for approval too early: it is saved, and every fault stands at its field.
  await press(page, "Kiểm tra và xin duyệt");
  await page.waitForSelector("[name=area][aria-invalid=true]");
  for (const name of ["urgency", "severity", "certainty", "expires"]) await page.waitForSelector(`[name=${name}][aria-invalid=true]`);
  await assertFocus(page, "a refused check");
  const id = new URL(page.url()).pathname.split("/").pop();
  assert.equal(await state(page, id), "draft");
  assert.deepEqual(await axe(page), []);

  await tabTo(page, "[name=area]");
  await page.keyboard.type("kinh mon");
  await page.waitForSelector(".wareas .chip");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[aria-label^='Bỏ ']");
  await tabTo(page, "summary", "Vẽ vùng");
  await page.keyboard.press("Enter");
  await write(page, "[name=outline]", "21.03, 106.44\n20,97; 106,56\n21.03, 106.56\n20.97, 106.44");
  await write(page, "[name=drawn_name_vi]", "Quanh mỏ đá Nhị Chiểu");
  await write(page, "[name=drawn_name_en]", "Around the Nhị Chiểu quarry");
  await tabTo(page, "[name=category_Env]");
  await page.keyboard.press("Space");
  await choose(page, "[name=urgency]", "Immediate");
  await choose(page, "[name=severity]", "Severe");
  await choose(page, "[name=certainty]", "Observed");
  await tabTo(page, "[name=expires]");
  const end = new Date(Date.now() + 2 * 24 * 3600_000);
  const two = (n) => String(n).padStart(2, "0");
  await page.keyboard.type(`${two(end.getMonth() + 1)}${two(end.getDate())}${end.getFullYear()}`);
  await page.keyboard.press("Tab");
  await page.keyboard.type("0600PM");
  await press(page, "Kiểm tra và xin duyệt");
  await page.waitForSelector("[name=outline][aria-invalid=true]"); // it crosses itself
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "outline"); // and focus is there
  await page.keyboard.press("Control+a");
  await page.keyboard.type("21.03, 106.44\n21.03, 106.56\n20.97, 106.5");
  await press(page, "Kiểm tra và xin duyệt");
  await page.waitForSelector(".wstate.w-checked");
  assert.equal(await state(page, id), "checked");
  assert.equal(await page.getAttribute("#w-approve", "aria-disabled"), "true", "who wrote it does not approve it");
  assert.deepEqual(await axe(page), []);

  // The second person finds it in the queue.
  const leader = await person("leader");
  await leader.page.waitForSelector("[data-row]");
  await tabTo(leader.page, "[data-row]", TEXTS.headline[0]);
  await leader.page.keyboard.press("Enter");
  await leader.page.waitForSelector(".det h2");
  await tabTo(leader.page, ".det a", "Tin cảnh báo");
  await leader.page.keyboard.press("Enter");
  await leader.page.waitForSelector("#w-approve");
  await press(leader.page, "Duyệt", "#w-approve");
  await leader.page.waitForSelector("#w-publish");
  await page.waitForSelector(".wstate.w-approved"); // the writer's screen follows by itself
  await press(leader.page, "Phát tin", "#w-publish");
  await leader.page.waitForSelector(".wstate.w-published");
  await page.waitForSelector(".wstate.w-published");
  const [writer, second] = [await hands(page), await hands(leader.page)];
  t.diagnostic(`hands: the writer ${writer.groups} groups, ${writer.loads} page loads, with three slips; the second person ${second.groups} groups, ${second.loads} page loads`);
  assert.ok(second.groups <= 4 && second.loads === 0, `the second person needed ${second.groups} groups`);
  const one = await ask(leader.page, `/warnings/${id}`);
  assert.equal(one.state, "published");
  assert.equal(one.content.drawn.length, 1);
  const message = await (await fetch(`${server.origin}/feeds/cap/${one.identifier}.xml`)).text();
  assert.match(message, /Very bad air in Kinh Môn/);
  assert.match(message, /Around the Nhị Chiểu quarry/);

  await press(page, "Tôi đã nhận tin", "#w-confirm");
  await until(async () => (await ask(page, `/warnings/${id}`)).receipts.length === 1, 10_000, "the receipt");
  assert.deepEqual(duty.faults.concat(leader.faults), []);
  await duty.context.close();
  await leader.context.close();
});
