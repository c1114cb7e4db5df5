// Notices from the inbox to the page of a link: an administrator switches a channel on, an officer gives an
// address, is told, and acknowledges; what opens the link and presses nothing changes nothing.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, PHONE, launch, watch } from "./browser.mjs";
import { press, signIn, tabTo } from "./keyboard.mjs";
import { ask } from "./outside.mjs";
import { serve, until } from "./server.mjs";

let browser;
let server;
let gateway;
const sent = [];

before(async () => {
  gateway = createServer((request, answer) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      sent.push(JSON.parse(body));
      answer.end('{"ok":1}');
    });
  });
  await new Promise((listening) => gateway.listen(0, "127.0.0.1", listening));
  [browser, server] = await Promise.all([launch(), serve("seed")]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  gateway?.close();
});

async function person(role, viewport = DESK) {
  const context = await browser.newContext({ viewport, locale: "vi-VN" });
  const page = await context.newPage();
  const faults = watch(page, server.origin);
  await signIn(page, server, role);
  await page.waitForSelector("#page-title");
  return { context, page, faults };
}

const openNotices = async (page) => {
  await page.click("a.bell");
  await page.waitForFunction(() => document.querySelector("#page-title")?.textContent === "Thông báo");
};

test("a channel is switched on, an address confirmed, a message sent and acknowledged by its page's button alone", async () => {
  const admin = await person("admin");
  await openNotices(admin.page);
  await press(admin.page, "Kênh gửi");
  const form = admin.page.locator("form[aria-label=SMS]");
  await form.waitFor();
  await form.getByLabel("Địa chỉ (bắt buộc)").fill(`http://127.0.0.1:${gateway.address().port}/send`);
  await form.getByLabel("Mẫu nội dung").fill('{"to":"{to}","text":"{text}"}');
  await form.getByLabel("Tiêu đề HTTP, mỗi dòng một mục").fill("Authorization: Bearer bi-mat");
  await form.getByLabel("Bật kênh này").check();
  await form.getByRole("button", { name: "Lưu kênh" }).click();
  await form.getByText("Đang bật").waitFor();
  assert.equal(JSON.stringify(await ask(admin.page, "/notices/channels")).includes("bi-mat"), false, "the key is given back");
  assert.deepEqual(await axe(admin.page), []);
  assert.deepEqual(admin.faults, []);

  const duty = await person("duty");
  await openNotices(duty.page);
  await press(duty.page, "Cách báo của tôi");
  await tabTo(duty.page, "form[aria-label='Thêm và gửi mã'] input");
  await duty.page.keyboard.type("0912 345 678");
  await duty.page.keyboard.press("Enter");
  await until(() => sent.length === 1, 5000, "the code was sent");
  assert.equal(sent[0].to, "84912345678");
  await tabTo(duty.page, "form[aria-label='Xác nhận'] input");
  await duty.page.keyboard.type(/\d{6}/.exec(sent[0].text)[0]);
  await duty.page.keyboard.press("Enter");
  await duty.page.getByText("đã xác nhận, thêm lúc").waitFor();
  assert.deepEqual(await axe(duty.page), []);
  await duty.page.getByRole("button", { name: "Gửi tin thử" }).click();
  await until(() => sent.length === 2, 10_000, "the test message was sent");
  const link = /\/n\/\S+$/.exec(sent[1].text)?.[0];
  assert.ok(link, `no link in ${sent[1].text}`);
  const mine = async () => (await ask(duty.page, "/notices")).items.find((each) => each.kind === "test");

  // Who opens the link: a scanner, then a person on a phone without script and without a session.
  const phone = await browser.newContext({ viewport: PHONE, locale: "vi-VN", javaScriptEnabled: false });
  const page = await phone.newPage();
  await page.goto(server.origin + link);
  await page.goto(server.origin + link);
  assert.equal((await mine()).acknowledged, null, "opening the link acknowledged");
  await page.click("button");
  await page.getByText("Đã ghi nhận lúc").waitFor();
  assert.notEqual((await mine()).acknowledged, null);
  await phone.close();
  const seen = await browser.newContext({ viewport: PHONE, locale: "vi-VN", bypassCSP: true });
  const look = await seen.newPage();
  await look.goto(server.origin + link);
  assert.deepEqual(await axe(look), []);

  // The log says that it came, to whom, and no address.
  await press(admin.page, "Nhật ký gửi");
  await admin.page.getByRole("cell", { name: "SMS" }).first().waitFor();
  assert.equal((await admin.page.textContent("main")).includes("345"), false, "the log shows the number");
  assert.deepEqual(await axe(admin.page), []);
  assert.deepEqual([...admin.faults, ...duty.faults], []);
});
