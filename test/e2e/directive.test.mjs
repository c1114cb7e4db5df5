// A directive from giving it to accepting it: a leader gives it and its doer reports by keys alone at the desk, a part
// of it goes to another unit, which does it on the phone. What a page opens on, and what is late.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE } from "./browser.mjs";
import { assertFocus, attach, choose, inDays, press, tabTo, write, writeTime } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { photo } from "./photo.mjs";
import { until } from "./server.mjs";
import { goTo, headed, stage } from "./stage.mjs";

const set = stage();

const TASK = "Kiểm tra các lò đốt rơm ở Chí Linh";
const PART = "Lập danh sách hộ đốt rơm";

const toDirectives = async (page) => {
  await goTo(page, "chi dao", "Chỉ đạo");
  await headed(page, "Chỉ đạo");
};
const idOf = (page) => new URL(page.url()).pathname.split("/").pop();
const opened = (page) => page.evaluate(() => document.querySelector(".flt [aria-pressed=true]")?.textContent ?? "");

/** The form in the dialog, by keys; focus never goes astray. */
async function give(page, { title, unit, person, due }) {
  await page.waitForSelector("[role=dialog] [name=title]");
  await write(page, "[role=dialog] [name=title]", title);
  await page.waitForFunction((code) => [...(document.querySelector("[role=dialog] [name=unit]")?.options ?? [])].some((each) => each.value === code), unit);
  await choose(page, "[role=dialog] [name=unit]", unit);
  await page.waitForFunction(() => document.querySelector("[role=dialog] [name=person]")?.options.length > 1);
  const id = await page.evaluate((name) => [...document.querySelector("[role=dialog] [name=person]").options].find((each) => each.textContent === name)?.value, person);
  await choose(page, "[role=dialog] [name=person]", id);
  await writeTime(page, "[role=dialog] [name=due]", due);
  await write(page, "[role=dialog] [name=result]", "Biên bản và danh sách");
  await write(page, "[role=dialog] [name=responsibility]", "Người làm chịu trách nhiệm về số liệu");
  await press(page, "Giao chỉ đạo", "[role=dialog] button[type=submit]");
  await page.waitForSelector("[role=dialog]", { state: "detached" });
  await assertFocus(page, "giving");
}

/** A verb whose form stands where its button stood. */
async function does(page, verb, label, words) {
  await press(page, label, `#d-${verb}`);
  await page.waitForFunction(() => document.activeElement?.matches("#d-percent, #d-words"));
  await write(page, "#d-words", words);
  await tabTo(page, "form.words button[type=submit]", label);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#d-words", { state: "detached" });
  await assertFocus(page, label);
}

test("a directive is given, reported on, done with a part by another unit, and accepted", async () => {
  const leader = await set.enter("leader");
  const boss = leader.page;
  await toDirectives(boss);
  await press(boss, "Giao chỉ đạo", "#d-give");
  await press(boss, "Giao chỉ đạo", "[role=dialog] button[type=submit]");
  await boss.waitForSelector("[role=dialog] [name=title][aria-invalid=true]");
  await boss.waitForFunction(() => document.activeElement?.getAttribute("name") === "title");
  assert.deepEqual(await axe(boss), [], "the form with its faults");
  const due = inDays(3);
  await give(boss, { title: TASK, unit: "H23.STNMT", person: "Cán bộ môi trường mẫu", due });
  await headed(boss, TASK);
  const id = idOf(boss);
  const now = () => ask(boss, `/directives/${id}`);
  const given = await now();
  assert.deepEqual([given.state, given.person.name, given.doer.code, Date.parse(given.due)], ["open", "Cán bộ môi trường mẫu", "H23.STNMT", Date.parse(`${due}:00+07:00`)]);
  assert.deepEqual(await axe(boss), []);

  // The doer finds it in the queue, among other kinds of work.
  const officer = await set.enter("officer");
  const { page } = officer;
  await press(page, "Bộ lọc", "#work-filters");
  await choose(page, ".fltmore select:first-of-type", "directive");
  await page.waitForFunction((title) => document.querySelectorAll("[data-row]").length === 1 && document.querySelector("[data-row]").textContent === title, TASK);
  assert.deepEqual(await axe(page), [], "the queue with its filters open");
  await tabTo(page, "[data-row]");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".det h2");
  await press(page, "Chỉ đạo CD-", ".det a");
  await headed(page, TASK);

  await press(page, "Báo tiến độ", "#d-report");
  await page.waitForFunction(() => document.activeElement?.id === "d-percent");
  await write(page, "#d-percent", "40");
  await tabTo(page, "#d-words");
  await page.keyboard.type("Đã xem sáu lò, còn hai");
  await tabTo(page, "form.words button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#d-log")?.parentElement.textContent.includes("40%"));
  await assertFocus(page, "the report");
  assert.equal((await now()).percent, 40);

  // A part for another unit. While it is open, and without proof, the whole cannot be handed in.
  await press(page, "Giao việc phối hợp", "#d-part");
  await give(page, { title: PART, unit: "H23.UB288", person: "Công chức địa bàn mẫu", due: inDays(2) });
  await page.waitForFunction((title) => document.querySelector("#d-parts")?.parentElement.textContent.includes(title), PART);
  await attach(page, ".addev input[type=file]", photo);
  await page.waitForSelector(".ev");
  await assertFocus(page, "the proof");
  await until(async () => (await now()).proofs === 1, 10_000, "the proof");
  await press(page, "Nộp kết quả", "#d-hand-in");
  assert.match(await page.textContent("section[data-region]"), /Còn 1 việc phối hợp chưa xong/);
  assert.equal((await now()).state, "open");

  // The other unit does its part with the phone in the hand; its page opens on what it has to do.
  const clerk = await set.enter("clerk", PHONE);
  const { hit } = clerk;
  await hit(clerk.page.getByText(PART).first());
  await hit(clerk.page.locator(".dh a", { hasText: "Chỉ đạo CD-" }));
  await headed(clerk.page, PART);
  const part = idOf(clerk.page);
  const choosing = clerk.page.waitForEvent("filechooser");
  await hit(clerk.page.locator(".addev label"));
  await (await choosing).setFiles(photo);
  await clerk.page.waitForSelector(".ev");
  await clerk.page.waitForSelector("#d-hand-in:not([aria-disabled=true])");
  await hit(clerk.page.locator("#d-hand-in"));
  await clerk.page.keyboard.type("Có danh sách 31 hộ");
  await hit(clerk.page.locator("form.words button[type=submit]"));
  await until(async () => (await ask(clerk.page, `/directives/${part}`)).state === "handed-in", 10_000, "the part");
  assert.deepEqual(await axe(clerk.page), [], "phone");
  await clerk.leave();

  // Who asked for the part accepts it, then hands in the whole.
  await press(page, PART, "#main a");
  await headed(page, PART);
  await does(page, "accept", "Nghiệm thu", "Đủ");
  await press(page, "Về chỉ đạo chính", "#main a");
  await headed(page, TASK);
  await page.waitForSelector("#d-hand-in:not([aria-disabled=true])");
  await does(page, "hand-in", "Nộp kết quả", "Tám lò, hai lò phải dừng");
  assert.equal((await now()).state, "handed-in");
  assert.deepEqual(await axe(page), []);

  // The leader's screen has followed by itself: sent back once, handed in again, accepted.
  await boss.waitForSelector("#d-send-back");
  await does(boss, "send-back", "Trả lại", "Thiếu biên bản");
  assert.equal((await now()).state, "open");
  await page.waitForSelector("#d-hand-in:not([aria-disabled=true])");
  await does(page, "hand-in", "Nộp kết quả", "Đã kèm biên bản");
  await boss.waitForSelector("#d-accept");
  await does(boss, "accept", "Nghiệm thu", "");
  const done = await now();
  assert.equal(done.state, "accepted");
  assert.equal((await ask(boss, `/work/${done.work}`)).state, "done");
  await officer.leave();
  await leader.leave();
});

test("a page of directives opens on what it holds, and shows what is late", async () => {
  const leader = await set.enter("leader");
  const { items } = await ask(leader.page, "/directives/people?unit=H23.STTTT.TTDH");
  const [who] = items.filter((each) => each.name === "Trưởng ca mẫu");
  const late = await ask(leader.page, "/directives", "POST", {
    title: "Báo số trạm đang mất tín hiệu", result: "Một trang", responsibility: "Trưởng ca", unit: "H23.STTTT.TTDH", person: who.id, source: { kind: "leader" }, due: new Date(Date.now() + 3_000).toISOString(),
  });

  // Who may give but has given nothing begins with what is theirs to do.
  const shift = await set.enter("shift-leader", PHONE);
  await shift.hit(shift.page.getByRole("link", { name: "Điều hành" }).first());
  await shift.hit(shift.page.getByRole("link", { name: "Chỉ đạo" }).first());
  await headed(shift.page, "Chỉ đạo");
  await shift.page.getByRole("link", { name: late.title }).waitFor();
  assert.equal(await opened(shift.page), "Tôi làm 1");
  assert.deepEqual(await axe(shift.page), []);
  await shift.leave();

  await until(async () => (await ask(leader.page, `/directives/${late.id}`)).late, 10_000, "the due time");
  await toDirectives(leader.page);
  await leader.page.waitForFunction((title) => document.querySelector("tbody")?.textContent.includes(title), late.title);
  assert.match(await opened(leader.page), /^Tôi giao/);
  await press(leader.page, "Quá hạn", ".flt button");
  await leader.page.waitForFunction(() => document.querySelector("tbody .hlate") !== null && document.querySelectorAll("tbody tr").length === 1 && document.querySelector("tbody").textContent.includes("Báo số trạm"));
  await assertFocus(leader.page, "the late list");
  assert.deepEqual(await axe(leader.page), []);
  await leader.leave();
});
