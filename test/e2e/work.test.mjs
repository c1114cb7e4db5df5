// The clock of a work item, without a mouse: paused and going on, more time asked for by one person and
// granted by another, handed on. Each step ends with what the API then says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE } from "./browser.mjs";
import { assertFocus, choose, press, tabTo, write } from "./keyboard.mjs";
import { ask, itemInWorkingTime } from "./outside.mjs";
import { until } from "./server.mjs";
import { stage } from "./stage.mjs";

let item;
const set = stage("seed", async () => {
  const { page, leave } = await set.enter("steward");
  item = await itemInWorkingTime(set.server, page, "THU-VIEC", "HD_CLIN_KHI001");
  await leave();
});

const dialogGone = (page) => page.waitForSelector("[role=dialog]", { state: "detached" });
const now = (page) => ask(page, `/work/${item.id}`);

for (const [size, viewport] of [
  ["desk", DESK],
  ["phone", PHONE],
]) {
  test(`a clock stands still for a listed reason and goes on, ${size}`, async () => {
    const { page, leave } = await set.enter("officer", viewport);
    await page.goto(`${set.server.origin}/console/work/${item.id}`);
    await press(page, "Tạm dừng");
    await page.waitForSelector("[role=dialog] select option:nth-child(2)", { state: "attached" });
    await press(page, "Tạm dừng", "[role=dialog] button[type=submit]");
    await page.waitForSelector("[role=dialog] select[aria-invalid=true]");
    await assertFocus(page, "a form without a reason");
    assert.equal((await now(page)).paused_until, null);
    await page.keyboard.press("Escape");
    await dialogGone(page);

    await press(page, "Tạm dừng");
    await page.waitForSelector("[role=dialog] select option:nth-child(2)", { state: "attached" });
    await choose(page, "[role=dialog] select", "cho-vat-tu");
    await press(page, "Tạm dừng", "[role=dialog] button[type=submit]");
    await dialogGone(page);
    const paused = await now(page);
    assert.equal(paused.clock.state, "pause");
    assert.match(paused.pauses.at(-1).reason, /vật tư/);

    await page.waitForFunction(() => [...document.querySelectorAll("button")].some((each) => each.textContent === "Chạy tiếp"));
    await press(page, "Chạy tiếp");
    await until(async () => (await now(page)).paused_until === null, 10_000, "the clock to go on");
    await leave();
  });
}

test("more time is asked for at the desk, granted by the leader, and the leader hands the work on", async () => {
  const officer = await set.enter("officer");
  await officer.page.goto(`${set.server.origin}/console/work/${item.id}`);
  const before = await now(officer.page);
  await press(officer.page, "Xin gia hạn");
  await officer.page.waitForSelector("[role=dialog] select option:nth-child(2)", { state: "attached" });
  await choose(officer.page, "[role=dialog] select", "phuc-tap");
  await write(officer.page, "[role=dialog] input", "400");
  await tabTo(officer.page, "[role=dialog] textarea");
  await officer.page.keyboard.type("Phải lấy mẫu ba ngày");
  await press(officer.page, "Xin gia hạn", "[role=dialog] button[type=submit]");
  await officer.page.waitForSelector("[role=dialog] input[aria-invalid=true]");
  assert.equal(await officer.page.inputValue("[role=dialog] textarea"), "Phải lấy mẫu ba ngày", "nothing that was typed is lost");
  await officer.page.keyboard.press("Shift+Tab");
  await officer.page.keyboard.press("Shift+Tab");
  await write(officer.page, "[role=dialog] input", "16");
  await press(officer.page, "Xin gia hạn", "[role=dialog] button[type=submit]");
  await dialogGone(officer.page);
  await officer.leave();

  const leader = await set.enter("leader");
  await leader.page.waitForSelector("[data-row]");
  await tabTo(leader.page, "[data-row]", "Xin gia hạn");
  await leader.page.keyboard.press("Enter");
  await press(leader.page, "Đồng ý");
  await until(async () => (await now(leader.page)).due > before.due, 10_000, "more time");

  await leader.page.goto(`${set.server.origin}/console/work/${item.id}`);
  await press(leader.page, "Chuyển đơn vị");
  await write(leader.page, "[role=dialog] [role=combobox]", "so y te");
  await leader.page.waitForSelector("[role=dialog] [role=option]");
  await write(leader.page, "[role=dialog] input:not([role=combobox])", "Gần bệnh viện");
  await press(leader.page, "Chuyển", "[role=dialog] button[type=submit]");
  await dialogGone(leader.page);
  assert.equal((await now(leader.page)).owner.code, "H23.SYT");
  await leader.leave();
});
