// A playbook is changed by keys alone: edited and handed in by an officer, approved by a second person who
// reads its differences in words. A case that ran keeps its version, a new one takes the new.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { press, tabTo, write } from "./keyboard.mjs";
import { ask, reading, send } from "./outside.mjs";
import { until } from "./server.mjs";
import { headed, stage } from "./stage.mjs";

const set = stage();

/** A finding at a station opens a case by the playbook KB-KK-01. */
async function caseAt(page, station) {
  await send(set.server, "air-push", JSON.stringify([reading(station, "PM2.5", 140)]));
  let found;
  await until(async () => (found = (await ask(page, "/incidents")).items.find((one) => one.subject.code === station)) !== undefined, 30_000, `the case at ${station}`);
  return ask(page, `/incidents/${found.id}`);
}

test("a playbook is edited by keys, approved by a second person with its differences, and a running case keeps its version", async () => {
  const officer = await set.enter("officer");
  const { page } = officer;
  const { draft } = await ask(page, "/rules/KK-AQI-KEM");
  await ask(page, "/rules/E2E-KB", "PUT", {
    version: 0,
    rule: { ...draft, code: "E2E-KB", name: { vi: "Bụi cao thử", en: "Dust" }, parameter: "PM2.5", over: "newest", when: "value > 120", clear: "", hold_s: 0, severity: 2, owner: "H23.STNMT", playbook: "KB-KK-01", opens_incident: true, legal: [], mark: "PROJECT CHOICE" },
  });
  const running = await caseAt(page, "HD_TPHD_KHI001");
  assert.equal(running.playbook.version, 1);

  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await press(page, "Kịch bản", ".subnav a");
  await headed(page, "Kịch bản");
  await press(page, "Đợt ô nhiễm không khí", "table a");
  await headed(page, "Đợt ô nhiễm không khí");
  await press(page, "Sửa", "#pb-edit");
  await headed(page, "Sửa: Đợt ô nhiễm");

  // Step 2 gets more time; step 4 goes up and comes back by undo; step 9 goes; a new last step comes.
  await press(page, "2.", "#pb-row-1");
  await write(page, "[name=limit]", "45");
  await tabTo(page, "#pb-row-3");
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForFunction(() => document.querySelector(".pbside")?.textContent.includes("Chuyển bước"));
  await page.waitForFunction(() => document.activeElement?.id === "pb-row-2");
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => !document.querySelector(".pbside")?.textContent.includes("Chuyển bước"));
  await tabTo(page, "#pb-row-8");
  await page.keyboard.press("Alt+Delete");
  await press(page, "Thêm bước cuối", "#pb-add");
  await page.waitForFunction(() => document.activeElement?.closest("#pb-step-8") !== null);
  await page.keyboard.type("Báo kết quả cho dân");
  await write(page, "#pb-step-8 [name=title_en]", "Tell people the result");
  await page.waitForFunction(() => ["Bước 2, thời hạn: từ “30 phút” thành “45 phút”", "Thêm bước 9: Báo kết quả cho dân", "Bỏ bước 9: Ghi nguyên nhân"].every((words) => document.querySelector(".pbside")?.textContent.includes(words)));
  assert.deepEqual(await axe(page), []);

  // Without a reason it is not handed in, and nothing is lost; what is missing is named.
  await press(page, "Trình duyệt", "#pb-send");
  await page.waitForFunction(() => document.querySelector(".pbside")?.textContent.includes("Cần lý do thay đổi"));
  await page.waitForFunction(() => location.search.includes("proposal=pbp_"));
  await write(page, "[name=why]", "Ba mươi phút không đủ tới trạm");
  await press(page, "Trình duyệt", "#pb-send");
  await headed(page, "Đề xuất:");
  const id = new URLSearchParams(new URL(page.url()).search).get("proposal");
  assert.equal((await ask(page, `/playbook-proposals/${id}`)).actions.find((one) => one.verb === "approve").allowed, false);

  // The second person finds it in the queue, reads the differences and approves.
  const leader = await set.enter("leader");
  await ask(leader.page, "/work?q=kich%20ban").then(({ items }) => assert.equal(items.filter((one) => one.kind === "playbook-approval").length, 1));
  await press(leader.page, "Duyệt thay đổi kịch bản KB-KK-01", "tbody a, tbody button");
  await press(leader.page, "KB-", "a.num");
  await headed(leader.page, "Đề xuất:");
  await leader.page.waitForFunction(() => document.querySelector(".pbchanges")?.textContent.includes("từ “30 phút” thành “45 phút”"));
  assert.deepEqual(await axe(leader.page), []);
  await press(leader.page, "Duyệt", "#pb-approve");
  await leader.page.waitForFunction(() => document.querySelector(".rowline")?.textContent.includes("đã duyệt"));

  const one = await ask(page, "/playbooks/KB-KK-01");
  assert.deepEqual([one.playbook.version, one.playbook.origin, one.playbook.steps[1].limit_minutes, one.playbook.steps.length], [2, "local", 45, 9]);
  const next = await caseAt(page, "HD_CLIN_KHI001");
  assert.deepEqual([next.playbook.version, next.playbook.steps[8].title], [2, "Báo kết quả cho dân"]);
  const still = await ask(page, `/incidents/${running.id}`);
  assert.deepEqual([still.playbook.version, still.playbook.steps[1].limit_minutes], [1, 30]);
  await officer.leave();
  await leader.leave();
});
