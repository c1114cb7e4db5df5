// A clerk edits the template of the weekly report in Word and brings it back by keyboard alone: one placeholder that nobody knows is listed before it is taken, the report
// is composed and still shows it, and its Word document is downloaded; axe is clean on the way.

import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { axe } from "./axe.mjs";
import { attach, press, tabTo } from "./keyboard.mjs";
import { goTo, headed, stage } from "./stage.mjs";
import { parts, together } from "./xlsx.mjs";

const set = stage();

const download = async (page, selector) => {
  await tabTo(page, selector);
  const [got] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  return { name: got.suggestedFilename(), body: await readFile(await got.path()) };
};

test("an edited template with an unknown placeholder is brought by keyboard, its report composed and downloaded", async () => {
  const { page, leave } = await set.enter("steward");
  await goTo(page, "bao cao dinh ky", "Báo cáo định kỳ");
  await headed(page, "Báo cáo định kỳ");
  const link = 'a[href$="/periodic/template/H23/week"]';
  await page.locator(link).waitFor();
  await tabTo(page, link);
  await page.keyboard.press("Enter");
  await headed(page, "Mẫu BÁO CÁO TUẦN");
  await page.locator("#pt-get").waitFor();
  assert.deepEqual(await axe(page), [], "the template's page");

  const original = await download(page, "#pt-get");
  const all = parts(original.body);
  all.set("word/document.xml", Buffer.from(all.get("word/document.xml").toString().replace("báo cáo kết quả theo dõi", "họp lúc {{gio_</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t>hop}} báo cáo kết quả theo dõi")));
  const edited = join(await mkdtemp(join(tmpdir(), "periodic-")), "mau da sua.docx");
  await writeFile(edited, together(all));

  await attach(page, "#pt-file", edited);
  await page.locator("#pt-found").waitFor();
  assert.match(await page.locator("#pt-found").innerText(), /1 chỗ không biết/);
  assert.match(await page.getByRole("table", { name: "Chỗ không biết" }).innerText(), /\{\{gio_hop\}\}/);
  assert.deepEqual(await axe(page), [], "what was found");
  await tabTo(page, "#pt-take");
  await page.keyboard.press("Enter");
  await page.getByText("Đã thay mẫu: phiên bản 1").waitFor();

  await goTo(page, "bao cao dinh ky", "Báo cáo định kỳ");
  await headed(page, "Báo cáo định kỳ");
  await page.locator("#p-make").waitFor();
  await press(page, "Lập báo cáo");
  await headed(page, "Báo cáo tuần");
  await page.locator("#p-unknown").waitFor();
  assert.match(await page.locator("#p-unknown").innerText(), /Chỗ chưa điền được: 1/);
  assert.match(await page.locator(".pdoc").innerText(), /họp lúc \{\{gio_hop\}\} báo cáo kết quả theo dõi/);
  assert.deepEqual(await axe(page), [], "the report");
  const made = await download(page, "#p-word");
  assert.match(made.name, /^BK-.*\.docx$/);
  const body = parts(made.body).get("word/document.xml").toString();
  assert.match(body, /w:highlight/);
  assert.match(body, /CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/);
  await leave();
});
