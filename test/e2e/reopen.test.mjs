// What a citizen was promised and did not get: from the answer's message to the report taken up again, by the thumb, counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE, watch } from "./browser.mjs";
import { atHome, countHands, hands } from "./hands.mjs";
import { ask, prove } from "./outside.mjs";
import { photo } from "./photo.mjs";
import { stage } from "./stage.mjs";

const set = stage("live");

/** A report is sent, given to the desk's own unit and said to be done, with a photo; gives its number and its reporter's address. */
async function resolved(page) {
  const taken = await ask(page, "/reports", "POST", { source: "hotline", category: "khac", words: "Ghế đá gãy", address: "Công viên Bạch Đằng", area: "288", phone: "0912345678", unit: "H23.STTTT.TTDH" });
  const report = await ask(page, `/reports/${taken.id}`);
  await prove(page, report.work.id, photo);
  await ask(page, `/reports/${taken.id}/resolve`, "POST", { answer: "Đã thay ghế", easy: "Ghế đã mới" });
  return taken;
}

test("from the answer's message to the report taken up again by two taps, and the page says so", async () => {
  const desk = await set.enter("shift-leader");
  const phone = await set.browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true, locale: "vi-VN" });
  try {
    const taken = await resolved(desk.page);
    await countHands(phone);
    const page = await phone.newPage();
    const faults = watch(page, set.server.origin);
    // The message: what a telephone shows of it is its words and the link.
    await page.goto(`${set.server.origin}/warnings`);
    await page.evaluate((at) => {
      const a = document.createElement("a");
      a.href = at;
      a.textContent = "Xem câu trả lời";
      document.querySelector("main").prepend(a);
    }, `/r/${taken.code}`);
    await atHome(page);
    await page.getByRole("link", { name: "Xem câu trả lời" }).tap();
    await page.getByRole("heading", { name: "Việc này đã xong chưa?" }).waitFor();
    assert.deepEqual(await axe(page), [], "a report that waits for its reporter's word");
    await page.getByRole("button", { name: "Vẫn như cũ" }).tap();
    await page.getByRole("status").waitFor();
    const { groups } = await hands(page);
    console.log(`hands: reopen from the answer's message in ${groups}`);
    assert.ok(groups <= 2, `${groups} hands`);
    const now = await ask(desk.page, `/reports/${taken.id}`);
    assert.equal(now.state, "reopened");
    assert.equal(now.reopened, 1);
    assert.deepEqual(await axe(page), [], "a report that was taken up again");
    // A slip: there is no second time, and the page says what is left to do.
    assert.equal(await page.getByRole("button", { name: "Vẫn như cũ" }).count(), 0);
    assert.deepEqual(faults, []);
    await desk.leave();
  } finally {
    await phone.close();
  }
});
