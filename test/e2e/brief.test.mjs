// The morning page and the meeting on it: a leader with the phone in the hand finds who is responsible without a tap and
// reminds them by one; at the desk a typed line becomes a directive; two days on, the next brief says what became of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE } from "./browser.mjs";
import { atHome, hands } from "./hands.mjs";
import { assertFocus, press } from "./keyboard.mjs";
import { ask, prove } from "./outside.mjs";
import { photo } from "./photo.mjs";
import { later, until } from "./server.mjs";
import { headed, stage } from "./stage.mjs";

const set = stage();

const LATE = "Báo số trạm mất tín hiệu";
const BROKEN = "Thông 3 miệng cống đường Nguyễn Lương Bằng";
const KEPT = "Nộp báo cáo bụi tuần qua";
const RUNNING = "Rà soát điểm ngập phường Trần Phú";
const OFFICER = "Cán bộ môi trường mẫu";
const CLERK = "Công chức địa bàn mẫu";

/** Somebody of the sample's page of people for a unit, by name. */
const personOf = async (page, unit, name) => (await ask(page, `/directives/people?unit=${unit}`)).items.find((each) => each.name === name).id;

/** Today's brief with something late in it, signed and sent by the shift leader. */
async function sentBrief() {
  const leader = await set.enter("leader");
  const late = await ask(leader.page, "/directives", "POST", {
    title: LATE, result: "Một trang", responsibility: "Cán bộ", unit: "H23.STNMT", person: await personOf(leader.page, "H23.STNMT", OFFICER), source: { kind: "leader" }, due: new Date(Date.now() + 2_000).toISOString(),
  });
  await until(async () => (await ask(leader.page, `/directives/${late.id}`)).late, 10_000, "the due time");
  await leader.leave();
  const shift = await set.enter("shift-leader");
  const brief = await ask(shift.page, "/briefs", "POST", { unit: "H23" });
  await shift.page.goto(`${set.server.origin}/console/briefs/${brief.day}`);
  await shift.page.waitForSelector("#b-sign");
  assert.deepEqual(await axe(shift.page), [], "before it is signed");
  await press(shift.page, "", "#b-sign");
  await shift.page.waitForSelector("#b-send");
  await assertFocus(shift.page, "signing");
  await press(shift.page, "", "#b-send");
  await shift.page.waitForSelector("#b-send", { state: "detached" });
  await assertFocus(shift.page, "sending");
  assert.equal((await ask(shift.page, `/briefs/${brief.day}`)).state, "sent");
  await shift.leave();
  return brief;
}

/** What a press on the page gives the browser to keep. */
async function saved(page, work) {
  const [file] = await Promise.all([page.waitForEvent("download"), work()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

let date = "";

test("a leader opens the brief on the phone: who is responsible is there, a call and a reminder one tap away", async (t) => {
  ({ day: date } = await sentBrief());
  const leader = await set.enter("leader", PHONE);
  const { page, hit } = leader;
  await atHome(page);
  await hit(page.getByRole("link", { name: "Điều hành" }).first());
  await hit(page.getByRole("link", { name: "Bản tin giao ban" }).first());
  await hit(page.locator("tbody a").first());
  await page.waitForSelector(".bpart");
  const opening = await hands(page);

  await atHome(page);
  const line = page.locator(".bline", { hasText: LATE });
  await line.getByText(OFFICER).waitFor({ state: "visible" });
  assert.deepEqual(await hands(page), { groups: 0, loads: 0 }, "the name is there without a tap");
  const call = line.getByRole("link", { name: `Gọi ${OFFICER}` });
  assert.match(await call.getAttribute("href"), /^tel:\d+$/);
  assert.ok((await call.boundingBox()).height >= 44, "a thumb hits the call");
  await hit(line.getByRole("button", { name: `Nhắc ${OFFICER}` }));
  await page.getByText(`Đã nhắc ${OFFICER}`).waitFor();
  const reminding = await hands(page);
  t.diagnostic(`hands: ${opening.groups} taps from home to the brief, 0 to the name, ${reminding.groups} to remind; page loads ${opening.loads + reminding.loads}`);
  assert.ok(opening.groups <= 3 && reminding.groups <= 2);
  assert.equal(opening.loads + reminding.loads, 0);
  assert.deepEqual(await axe(page), [], "phone");
  await leader.leave();

  const officer = await set.enter("officer");
  await until(async () => JSON.stringify(await ask(officer.page, "/notices")).includes("nhắc từ bản tin giao ban"), 10_000, "the reminder");
  await officer.leave();
});

test("the brief is saved from its page as PDF and as Word", async () => {
  const leader = await set.enter("leader");
  const { page } = leader;
  await page.goto(`${set.server.origin}/console/briefs/${date}`);
  await page.waitForSelector(".bpart");
  const pdf = await saved(page, () => press(page, "Bản PDF"));
  assert.match(pdf.name, new RegExp(`^BT-.*${date}\\.pdf$`));
  assert.match(pdf.bytes.subarray(0, 8).toString("latin1"), /^%PDF-1\.\d/);
  assert.match(pdf.bytes.subarray(-8).toString("latin1"), /%%EOF\s*$/);
  const word = await saved(page, () => press(page, "Bản Word"));
  assert.match(word.name, new RegExp(`^BT-.*${date}\\.docx$`));
  assert.equal(word.bytes.subarray(0, 4).toString("latin1"), "PK\x03\x04");
  assert.ok(word.bytes.includes("word/document.xml"));
  await assertFocus(page, "saving");
  await leader.leave();
});

test("a typed line becomes a directive with a person and a date; the next brief opens with what became of it", async (t) => {
  const leader = await set.enter("leader");
  const { page } = leader;
  const decided = (n) => page.waitForFunction((count) => document.querySelectorAll("section[aria-labelledby=m-decisions] li.bline").length === count && document.querySelector("#m-line").value === "", n);
  const type = async (line, n) => {
    await page.keyboard.type(line);
    await page.keyboard.press("Enter");
    await decided(n);
  };
  await page.goto(`${set.server.origin}/console/briefs/${date}`);
  await page.waitForSelector(".bpart");
  await atHome(page);
  await press(page, "Bắt đầu giao ban", "#b-meet");
  await headed(page, "Giao ban");
  await page.waitForFunction(() => document.activeElement?.id === "m-line");
  await page.keyboard.type(`${BROKEN} @can`);
  await page.waitForFunction(() => document.querySelector("[role=option][aria-selected=true]")?.textContent.includes("@canbo "));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#m-line").value.endsWith("@canbo "));
  await page.keyboard.type("ngày mai 9h -> ảnh trước và sau");
  await page.waitForFunction((name) => document.querySelector("#m-heard").textContent.includes(name) && document.querySelector("#m-heard").textContent.includes("09:00"), OFFICER);
  assert.deepEqual(await axe(page), [], "a line being typed");
  await page.keyboard.press("Enter");
  await decided(1);
  const first = await hands(page);
  const meeting = () => ask(page, `/briefs/${date}/meeting`);
  const [{ directive }] = (await meeting()).decisions;
  assert.deepEqual([directive.title, directive.person.name, directive.doer.code], [BROKEN, OFFICER, "H23.STNMT"]);
  assert.equal(new Date(directive.due).toISOString().slice(11, 16), "02:00", "nine o'clock in Vietnam");
  assert.ok(Date.parse(directive.due) > Date.now() && Date.parse(directive.due) < Date.now() + 48 * 3600_000, directive.due);

  // A line that says too little is refused in words, and stays to be mended.
  await page.keyboard.type("Việc chưa có người");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".mtyped [role=alert]");
  assert.equal(await page.inputValue("#m-line"), "Việc chưa có người");
  await page.keyboard.press("Control+a");
  await type(`${KEPT} @canbo ngày mai 9h`, 2);
  await type(`${RUNNING} @canboxa thứ sáu tuần sau 16h`, 3);
  await atHome(page);
  await press(page, "Kết thúc giao ban", "#m-end");
  await page.waitForSelector("#m-line", { state: "detached" });
  const ending = await hands(page);
  t.diagnostic(`hands: beginning the meeting and the first decision ${first.groups} groups, ending it ${ending.groups}; page loads ${first.loads}`);
  assert.ok(first.groups + ending.groups <= 5, `${first.groups} and ${ending.groups} groups`);
  assert.equal(first.loads, 0);
  await assertFocus(page, "ending the meeting");
  assert.deepEqual(await axe(page), [], "the meeting that has ended");
  const ended = await meeting();
  assert.equal(ended.open, false);

  const kept = ended.decisions.find((each) => each.directive.title === KEPT).directive;
  const officer = await set.enter("officer");
  const { work } = await ask(officer.page, `/directives/${kept.id}`);
  await prove(officer.page, work, photo);
  await ask(officer.page, `/directives/${kept.id}/hand-in`, "POST", { words: "Đã nộp" });
  await officer.leave();
  await ask(page, `/directives/${kept.id}/accept`, "POST", { words: "" });
  await leader.leave();

  // Two days on: the first is broken, the second was kept, the third has time left.
  set.server = await later(set.server, "48h");
  const shift = await set.enter("shift-leader");
  const next = await ask(shift.page, "/briefs", "POST", { unit: "H23" });
  assert.ok(next.day > date);
  await shift.page.goto(`${set.server.origin}/console/briefs/${next.day}`);
  await shift.page.waitForSelector("#b-promises");
  assert.ok((await shift.page.textContent("#b-promises")).includes(date.split("-").reverse().join("/")), "which meeting promised");
  const promises = await shift.page.locator("section[aria-labelledby=b-promises] .bline").allTextContents();
  assert.equal(promises.length, 3);
  for (const [n, [state, what, who]] of [["Chưa giữ", BROKEN, OFFICER], ["Còn hạn", RUNNING, CLERK], ["Đã giữ", KEPT, OFFICER]].entries()) {
    for (const words of [state, what, who]) assert.ok(promises[n].includes(words), `${promises[n]} does not say ${words}`);
  }
  assert.deepEqual(await axe(shift.page), [], "the next brief");
  await shift.leave();
});
