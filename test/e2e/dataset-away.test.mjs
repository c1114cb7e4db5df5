// A clerk who has no line for a while: the form is handed in without one and goes by itself after its values, is taken back before it went, is refused where somebody
// else wrote meanwhile; and the form itself has changed when the line is back. Nothing that was entered is lost, and what became of it is said.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { axe } from "./axe.mjs";
import { PHONE } from "./browser.mjs";
import { tabTo } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { stage } from "./stage.mjs";
import { BINARY } from "./server.mjs";

const set = stage();
const FORM = "TY-TU";

/** The page of a unit's open form, with the first cell under the keys. */
async function openForm(page, unit) {
  const { items } = await ask(page, `/value-sets?form=${FORM}&unit=${unit}&state=open`);
  assert.equal(items.length, 1, `one open ${FORM} of ${unit}`);
  await page.goto(`${set.server.origin}/console/datasets/${items[0].id}`);
  await page.locator(".dgrid").waitFor();
  await tabTo(page, "[data-cellbox]");
  return items[0];
}

async function type(page, values) {
  for (const value of values) {
    await page.keyboard.type(value);
    await page.keyboard.press("Enter");
  }
}

const ANIMALS = ["1", "9", "4", "2"];
const ALL = [...ANIMALS, "0", "0", "0", "0", "0", "0", "0", "0", "250"];
const submit = (page) => page.locator("#d-submit").click();
const state = async (page, id) => (await ask(page, `/value-sets/${id}`)).state;

test("handed in without a line: taken back, handed in again, and sent after its values once the line is back", async () => {
  const { page, context, leave } = await set.enter("clerk");
  const one = await openForm(page, "H23.UB288");
  await context.setOffline(true);
  await type(page, ALL);
  await page.locator("[data-saved=kept]").getByText(/13 ô giữ ở máy này/).waitFor();
  await submit(page);
  const waits = page.locator("[data-hand=waits]");
  await waits.getByText("Chờ mạng để nộp; số đã nhập gửi trước.").waitFor();
  assert.equal(await page.locator("#d-submit").count(), 0, "it is not handed in twice");
  assert.deepEqual(await axe(page), [], "waiting to be handed in");
  await waits.getByRole("button", { name: "Chưa nộp nữa" }).click();
  await waits.waitFor({ state: "detached" });
  await page.getByText("Biểu chưa nộp; số đã nhập vẫn giữ.").waitFor();
  await submit(page);
  await waits.waitFor();
  await context.setOffline(false);
  await page.getByText(`Đã nộp ${one.number}`).waitFor({ timeout: 40_000 });
  await page.waitForFunction(() => document.querySelector(".ih .ds-submitted") !== null);
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.equal(there.state, "submitted");
  assert.equal(there.values.filter((value) => value.value !== "").length, 13);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("cells")).length), 0, "nothing is left behind");
  await leave();
});

test("a form that waited is not handed in over what somebody else wrote meanwhile; the clerk decides and hands it in", async () => {
  const { page, context, leave } = await set.enter("shift-leader");
  const one = await openForm(page, "H23.UB298");
  await context.setOffline(true);
  await type(page, ALL);
  await submit(page);
  await page.locator("[data-hand=waits]").waitFor();
  const other = await set.enter("shift-leader");
  await ask(other.page, `/datasets/${FORM}/values`, "POST", { source: "hand", values: [{ element: "tiem_phong", category: "", unit: "H23.UB298", period: one.period, value: "240" }] });
  await context.setOffline(false);
  await page.locator("[data-hand=refused]").getByText(/Chưa nộp được, số đã nhập còn nguyên: 1 ô chưa nhận được/).waitFor({ timeout: 40_000 });
  assert.equal(await state(page, one.id), "open");
  assert.deepEqual(await axe(page), [], "what waited was refused");
  // The list of forms says it too, so that nobody believes that all is handed in.
  await page.getByRole("navigation", { name: "Các khu làm việc" }).getByRole("link", { name: "Số liệu" }).click();
  await page.getByRole("row").filter({ hasText: one.number }).getByText("Có ô chưa nhận được, mở ra xem").waitFor();
  assert.deepEqual(await axe(page), [], "the list with a form that was refused");
  await page.goBack();
  await page.locator("[data-trouble=tiem_phong]").getByRole("button", { name: "Giữ số của tôi: 250" }).click();
  await page.locator("[data-trouble=tiem_phong]").waitFor({ state: "detached" });
  await submit(page);
  await page.waitForFunction(() => document.querySelector(".ih .ds-submitted") !== null);
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.equal(there.values.find((value) => value.element === "tiem_phong").value, "250");
  assert.equal(await page.locator("[data-hand]").count(), 0);
  await other.leave();
  await leave();
});

/** The pack of forms with another edition of one: pigs are asked no more, goats are, and no more are culled than died. */
async function changeForm() {
  const folder = await mkdtemp(join(tmpdir(), "forms-"));
  try {
    await cp(fileURLToPath(new URL("../../packs/forms", import.meta.url)), folder, { recursive: true });
    const edit = async (name, ...changes) => {
      const path = join(folder, name);
      let words = await readFile(path, "utf8");
      for (const [from, to] of changes) {
        assert.match(words, from);
        words = words.replace(from, to);
      }
      await writeFile(path, words);
    };
    await edit("pack.yaml", [/version: .*/, "version: 9.0.0"]);
    await edit("datasets.yaml", [/\{code: lon, name: [^}]*\}/, '{code: de_cuu, name: {vi: "Dê, cừu", en: "Goats, sheep"}'], [
      /\{code: lon_chet, when: .*/,
      `{code: tieu_huy_it_hon, when: 'o["trau_bo.tieu_huy"] <= o["trau_bo.chet"]', hard: true, name: {vi: "Trâu, bò: tiêu huỷ không nhiều hơn chết", en: "Cattle: no more culled than died"}}`,
    ]);
    await promisify(execFile)(BINARY, ["pack", "apply", folder, "--data", set.server.data]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("the form changed while the line was cut: what it still asks arrives, what it asks no more is named and kept, what is new is asked for", async () => {
  const { page, context, leave } = await set.enter("shift-leader");
  const one = await openForm(page, "H23.UB295");
  await context.setOffline(true);
  await type(page, ["1", "9", "4", "7", "2", "30", "6", "0"]); // cattle, pigs
  await page.locator("[data-saved=kept]").getByText(/8 ô giữ ở máy này/).waitFor();
  await changeForm();
  await context.setOffline(false);
  await page.locator("[data-changed]").getByText(/Biểu vừa đổi/).waitFor({ timeout: 40_000 });
  const pigs = page.locator('[data-orphan="lon.mac"]');
  await pigs.getByText("Lợn, Mắc: 30").waitFor();
  await page.getByRole("heading", { name: "Số không gửi được: biểu không còn hỏi các ô này" }).waitFor();
  await page.locator("[data-broken=tieu_huy_it_hon]").getByText("tiêu huỷ không nhiều hơn chết").waitFor();
  await page.locator('[data-broken="de_cuu.mac"]').waitFor();
  await page.locator("[data-saved=saved]").waitFor();
  const there = await ask(page, `/value-sets/${one.id}`);
  assert.deepEqual(there.values.filter((value) => value.value !== "").map((value) => `${value.element}.${value.option}=${value.value}`).sort(), ["trau_bo.chet=4", "trau_bo.mac=9", "trau_bo.o_dich=1", "trau_bo.tieu_huy=7"]);
  assert.deepEqual(await axe(page), [], "the form has changed");
  // The page is opened anew: what could not be sent is still here.
  await page.reload();
  await pigs.getByText("Lợn, Mắc: 30").waitFor();
  await page.locator("[data-changed]").waitFor();
  await page.setViewportSize(PHONE);
  await pigs.waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 0);
  for (const option of ["o_dich", "mac", "chet", "tieu_huy"]) await page.locator(`[data-orphan="lon.${option}"]`).getByRole("button", { name: /Bỏ số này: Lợn/ }).click();
  await pigs.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("cells")).length), 0);
  await leave();
});
