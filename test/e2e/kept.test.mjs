// Work that was closed with a photo where there is no line, and that the server then refuses: the words of the refusal
// are shown and nothing is lost; neither the photo, nor what was written, nor by loading the page again.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE } from "./browser.mjs";
import { ask, prove } from "./outside.mjs";
import { photo } from "./photo.mjs";
import { until } from "./server.mjs";
import { stage } from "./stage.mjs";

const set = stage();

/** A case in the officer's unit, and its item in the queue. */
async function caseOf(page, title) {
  const incident = await ask(page, "/incidents", "POST", { title, severity: 2, unit: "H23.STNMT", area: "288", playbook: "", place: "cổng chợ" });
  return incident.work.id;
}

async function closed(page, id) {
  await prove(page, id, photo);
  await ask(page, `/work/${id}/close`, "POST", { reason: "Đội trật tự đã dọn" });
}

/** Closed with a photo and words of one's own, without a line. */
async function closeOffline({ page, hit, context }, title) {
  await page.getByText(title).first().waitFor();
  await context.setOffline(true);
  await hit(page.getByText(title).first());
  const choosing = page.waitForEvent("filechooser");
  await hit(page.getByText("Chụp ảnh và đóng"));
  await (await choosing).setFiles(photo);
  await page.locator(".closephoto textarea").fill("Đã dọn, chợ họp lại");
  await hit(page.locator(".closephoto button[type=submit]"));
  await page.locator("[data-kept=kept]").waitFor();
}

/** What is on the screen of who was refused, before and after the page is loaded anew. */
async function holds(page, refusal) {
  const row = page.locator("[data-kept=refused]");
  await row.waitFor({ timeout: 30_000 });
  assert.match(await row.innerText(), refusal);
  assert.match(await row.innerText(), /Đã dọn, chợ họp lại/);
  const download = page.waitForEvent("download");
  await row.getByText("Lưu ảnh").click();
  assert.deepEqual(await readFile(await (await download).path()), photo.buffer, "the photo is what was taken");
  return row;
}

for (const [what, title, meanwhile, refusal] of [
  ["somebody else closed it", "Rác cháy ở cổng chợ", closed, /đã được Trưởng ca mẫu đóng/],
  ["it went to another unit", "Khói ở bãi rác", (page, id) => ask(page, `/work/${id}/hand-on`, "POST", { unit: "H23.SYT", words: "Gần bệnh viện" }), /không còn trong phạm vi của bạn/],
]) {
  test(`closed offline, refused because ${what}`, async () => {
    const leader = await set.enter("shift-leader");
    const id = await caseOf(leader.page, title);
    const officer = await set.enter("officer", PHONE);
    await closeOffline(officer, title);
    await meanwhile(leader.page, id);
    const proofs = (await ask(leader.page, `/work/${id}`)).evidence.length;

    await officer.context.setOffline(false);
    await holds(officer.page, refusal);
    await officer.page.getByText("1 bị từ chối").waitFor();
    assert.deepEqual(await axe(officer.page), []);
    await officer.page.reload();
    const row = await holds(officer.page, refusal);

    // The same again is refused again, and still there; giving it up asks first.
    await officer.hit(row.getByText("Gửi lại"));
    await holds(officer.page, refusal);
    assert.equal((await ask(leader.page, `/work/${id}`)).evidence.length, proofs, "nothing of it came in");
    await officer.hit(row.getByRole("button", { name: "Bỏ", exact: true }));
    await holds(officer.page, refusal);
    await officer.hit(row.getByRole("button", { name: "Bỏ hẳn ảnh và lời này" }));
    await until(async () => (await officer.page.locator("[data-kept]").count()) === 0, 5_000, "it to be given up");
    await officer.leave();
    await leader.leave();
  });
}
