// The data steward's screens without a mouse: a source's own form is mapped, what was held back is
// mended and taken, a rule is written and tried. Each story ends with what the API then says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { assertFocus, assertSeen, choose, press, signIn, tabBack, tabTo, write } from "./keyboard.mjs";
import { ask, reading, send } from "./outside.mjs";
import { serve } from "./server.mjs";

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve("seed")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A story is told at the desk and on the phone, each with a feed and a rule of its own. */
function story(name, tell) {
  for (const [size, viewport, own] of [
    ["desk", DESK, { feed: "air-push", station: "HD_CLIN_KHI001", logger: "LOGGER-7", rule: "KK-PM25-CAO" }],
    ["phone", PHONE, { feed: "air-mqtt", station: "HD_KMON_KHI001", logger: "LOGGER-8", rule: "KK-AQI-KEM" }],
  ]) {
    test(`${name}, ${size}`, async () => {
      const context = await browser.newContext({ viewport, hasTouch: size === "phone" });
      const page = await context.newPage();
      const faults = watch(page, server.origin);
      await signIn(page, server, "steward");
      await tell(page, own);
      assert.deepEqual(faults, []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
      await context.close();
    });
  }
}

const said = (page, box, words) => page.waitForFunction(([id, text]) => document.querySelector(id)?.textContent.includes(text), [box, words]);

story("contract: a column is mapped, its unit converted, a mistake refused at its field, tried and saved", async (page, { feed, station }) => {
  const mapping = (unit) => JSON.stringify({ format: "csv", station: { column: "Tram" }, time: { column: "Gio", form: "yyyy-MM-dd HH:mm" }, values: [{ column: "Bui", parameter: "PM2.5", unit }] });
  const sample = `Tram;Gio;Bui\n${station};2024-07-03 08:00;0.0415`;
  await page.goto(`${server.origin}/console/feeds/${feed}/contract`);
  await page.waitForSelector("#c-mapping");

  await write(page, "#c-mapping", '{"format":');
  await write(page, "#c-sample", sample);
  await press(page, "Thử trên mẫu");
  await page.waitForSelector("#c-mapping[aria-invalid=true]");
  assert.match(await page.locator("#c-mapping-fault").innerText(), /JSON/, "the fault stands at its field");
  await assertFocus(page, "a refused trial");

  await tabBack(page, "#c-mapping");
  await write(page, "#c-mapping", mapping("hPa"));
  await press(page, "Thử trên mẫu");
  await said(page, "#c-mapping-fault", "hPa");
  assert.equal(await page.inputValue("#c-mapping"), mapping("hPa"), "nothing that was typed is lost");

  await tabBack(page, "#c-mapping");
  await write(page, "#c-mapping", mapping("mg/Nm3"));
  await press(page, "Thử trên mẫu");
  await said(page, "#contract-said", "Được nhận 1, bị giữ 0");
  assert.match(await page.locator("table.plain tbody").innerText(), /41,5/, "0.0415 mg are 41.5 µg");
  await press(page, "Lưu hợp đồng");
  await said(page, "#contract-said", "Đã lưu bản");
  await assertFocus(page, "saving");

  const { draft } = await ask(page, `/feeds/${feed}/contract`);
  assert.equal(draft.mapping.values[0].unit, "mg/Nm3");
  const taken = await send(server, feed, sample, "text/csv");
  assert.deepEqual([taken.accepted, taken.quarantined], [1, 0]);
  const from = encodeURIComponent("2024-07-03T00:00:00+07:00");
  const { items } = await ask(page, `/stations/${station}/observations?parameter=PM2.5&from=${from}&to=${encodeURIComponent("2024-07-04T00:00:00+07:00")}`);
  assert.deepEqual(items.map((row) => row.value), [41.5]);
});

story("quarantine: the reason is read, the contract mended, rows played again, one put aside and taken back", async (page, { station, logger }) => {
  const feed = "air-files";
  const at = new Date("2024-07-04T01:00:00Z");
  await send(server, feed, JSON.stringify([reading(logger, "PM2.5", 20.5, at), reading(logger, "PM10", 30.5, at), reading(station, "PM2.5", 5000, at)]));
  await page.goto(`${server.origin}/console/feeds/${feed}/quarantine`);
  await page.waitForSelector("tbody tr:nth-child(3)");
  const table = await page.locator("table.plain").innerText();
  assert.match(table, new RegExp(`${logger}`));
  assert.doesNotMatch(table, /feed\.[a-z_]+/, "reasons are words, not keys");

  await press(page, "Sửa hợp đồng");
  await page.waitForSelector("#c-keys");
  await write(page, "#c-keys", JSON.stringify({ [logger]: station }));
  await press(page, "đang giữ lại");
  await said(page, "#contract-said", "Được nhận 2, bị giữ 1");
  await press(page, "Lưu hợp đồng");
  await said(page, "#contract-said", "Đã lưu bản");
    await tabBack(page, "a[href$='/quarantine']");
  await page.keyboard.press("Enter");
  await page.waitForSelector("tbody tr:nth-child(3)");

  await press(page, "Phát lại tất cả");
  await said(page, "#bench-said", "nhận 2");
  await said(page, "#bench-said", "vẫn giữ 1");
  await page.waitForSelector("tbody tr:nth-child(2)", { state: "detached" });
  await assertFocus(page, "playing again");

  await tabBack(page, "select");
  await tabTo(page, "tbody input[type=checkbox]");
  await assertSeen(page, "the row's box");
  await page.keyboard.press("Space");
  await tabBack(page, "button", "Bỏ qua 1 dòng");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#discard-why");
  await press(page, "Bỏ qua", "[role=dialog] button");
  await page.waitForSelector("#discard-why[aria-invalid=true]");
  await write(page, "#discard-why", "Đầu đo hỏng hôm đó");
  await press(page, "Bỏ qua", "[role=dialog] button");
  await said(page, "#bench-said", "Đã bỏ qua 1 dòng");
  await page.waitForSelector("[role=dialog]", { state: "detached" });
  const held = async (state) => (await ask(page, `/feeds/${feed}/quarantine?state=${state}&station=${station}`)).items;
  assert.deepEqual((await held("discarded")).map((row) => row.decision), ["Đầu đo hỏng hôm đó"]);
  await page.waitForFunction(() => document.activeElement !== document.body);

  await choose(page, "select", "discarded");
  await tabTo(page, "tbody input[type=checkbox]");
  await page.keyboard.press("Space");
  await tabBack(page, "button", "Lấy lại 1 dòng");
  await page.keyboard.press("Enter");
  await said(page, "#bench-said", "Đã lấy lại 1 dòng");
  assert.equal((await held("open")).length, 1);
  assert.equal((await held("discarded")).length, 0);

  // Put aside for good by the API, so that the next story begins with an empty bench.
  await ask(page, `/feeds/${feed}/quarantine/discard`, "POST", { why: "Xong" });
  const day = `from=${encodeURIComponent("2024-07-04T00:00:00+07:00")}&to=${encodeURIComponent("2024-07-05T00:00:00+07:00")}`;
  const { items } = await ask(page, `/stations/${station}/observations?parameter=PM2.5&${day}`);
  assert.deepEqual(items.map((row) => row.value), [20.5], "what was played again is stored, what does not fit is not");
});

story("rule: a wrong condition is refused in words, tried over history, saved as a new version, switched off", async (page, { rule }) => {
  const before = await ask(page, `/rules/${rule}`);
  await page.goto(`${server.origin}/console/rules/${rule}`);
  await page.waitForSelector("textarea[name=when]");
  await write(page, "textarea[name=when]", "value >> 30");
  await page.waitForSelector("textarea[name=when][aria-invalid=true]");
  const fault = await page.locator(".field:has(textarea[name=when]) .fault").innerText();
  assert.ok(fault.length > 10 && !/undeclared|syntax error|ERROR:/i.test(fault), `the fault is said in words of ours: ${fault}`);
  await press(page, "Lưu luật");
  await page.waitForFunction(() => document.activeElement?.matches("textarea[name=when]"));
  assert.equal((await ask(page, `/rules/${rule}`)).rule.version, before.rule.version, "a rule with a fault is not saved");

  await write(page, "textarea[name=when]", "value > 30");
  await page.waitForSelector("textarea[name=when][aria-invalid=false]");
  await page.waitForFunction(() => document.querySelector(".rule-says")?.textContent.includes("30"));
  await press(page, "Chạy thử");
  await page.waitForFunction(() => /cảnh báo \d+ lần|không lần nào/.test(document.querySelector(".trial-says")?.textContent ?? ""));
  await assertFocus(page, "the trial");

  await tabBack(page, "#rule-save");
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => document.querySelector("dl.own")?.textContent.includes(`Bản ${n}`), before.rule.version + 1);
  const saved = await ask(page, `/rules/${rule}`);
  assert.deepEqual([saved.rule.version, saved.draft.when], [before.rule.version + 1, "value > 30"]);
  await assertFocus(page, "saving");

  await tabBack(page, "dl.own + .b button");
  await page.keyboard.press("Enter");
  await tabTo(page, "#rule-switch");
  await page.keyboard.type("Trạm đang hiệu chuẩn");
  await press(page, "Tắt luật");
  await page.waitForFunction(() => document.querySelector("dl.own")?.textContent.includes("Đã tắt: Trạm đang hiệu chuẩn"));
  const off = await ask(page, `/rules/${rule}`);
  assert.deepEqual([off.rule.state, off.rule.off_why], ["off", "Trạm đang hiệu chuẩn"]);
});
