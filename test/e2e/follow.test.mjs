// A report is followed: by e-mail, where only the button on the letter's page begins and ends it, and on the device itself by the browser's own notices. By
// keys alone, on a telephone. The mail server and the push service are the story's own; what a browser without a push service says is told as it is.

import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { createServer as createWeb } from "node:http";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { axe } from "./axe.mjs";
import { PHONE, watch } from "./browser.mjs";
import { press, tabTo } from "./keyboard.mjs";
import { ask, prove } from "./outside.mjs";
import { photo } from "./photo.mjs";
import { until } from "./server.mjs";
import { stage } from "./stage.mjs";

const LETTER_MS = 20_000;
const letters = [];
const pushed = [];
let mail, service, desk;
const set = stage("live", ready);

/** A mail server that takes everything. */
function mailServer() {
  return createServer((line) => {
    let data = null;
    let kept = "";
    let to = "";
    line.write("220 story\r\n");
    line.on("error", () => undefined);
    line.on("data", (chunk) => {
      kept += chunk.toString("utf8");
      for (let end = kept.indexOf("\r\n"); end >= 0; end = kept.indexOf("\r\n")) {
        const said = kept.slice(0, end);
        kept = kept.slice(end + 2);
        if (data !== null) {
          if (said !== ".") {
            data += `${said}\n`;
            continue;
          }
          letters.push({ to, body: data.replaceAll("=\n", "").replaceAll("=3D", "=") });
          data = null;
          line.write("250 taken\r\n");
        } else if (/^RCPT/i.test(said)) {
          to = /<(.+?)>/.exec(said)[1];
          line.write("250 ok\r\n");
        } else if (/^DATA/i.test(said)) {
          data = "";
          line.write("354 go on\r\n");
        } else if (/^QUIT/i.test(said)) line.end("221 bye\r\n");
        else line.write("250 story\r\n");
      }
    });
  });
}

const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

/** Both listen, and an administrator has said so. */
async function ready() {
  mail = mailServer();
  service = createWeb((request, answer) => {
    request.resume();
    request.on("end", () => {
      pushed.push(request.url);
      answer.writeHead(201).end();
    });
  });
  const [port] = await Promise.all([listening(mail), listening(service)]);
  const admin = await set.enter("admin");
  await ask(admin.page, "/notices/channels/email", "PUT", { version: 0, on: true, values: { host: "127.0.0.1", port: String(port), security: "none", from: "Trực ban <truc@tinh.test>" } });
  await ask(admin.page, "/notices/channels/webpush", "PUT", { version: 0, on: true, values: { contact: "truc@tinh.test", hosts: "127.0.0.1" } });
  await admin.context.close();
  desk = await set.enter("shift-leader");
}
after(() => {
  mail?.close();
  service?.close();
});

const report = () => ask(desk.page, "/reports", "POST", { source: "hotline", category: "khac", words: "Ghế đá gãy", address: "Công viên Bạch Đằng", area: "288", phone: "0912345678" });
const assign = (id) => ask(desk.page, `/reports/${id}/assign`, "POST", { unit: "H23.STTTT.TTDH" });
const letterTo = async (who, what) => {
  let found;
  await until(() => (found = letters.find((one) => one.to === who && what.test(one.body))) !== undefined, LETTER_MS, `a letter to ${who} with ${what}`);
  return what.exec(found.body)[0];
};

async function opened(path, context = {}, script = undefined) {
  const c = await set.browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true, locale: "vi-VN", ...context });
  if (script !== undefined) await c.addInitScript(...script);
  const page = await c.newPage();
  const faults = watch(page, set.server.origin);
  await page.goto(set.server.origin + path);
  return { page, context: c, faults, close: () => c.close() };
}

/** Clean by axe, on the telephone and at 400 % zoom. */
async function clean(page, what) {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.deepEqual(await axe(page), [], what);
  assert.equal(await overflow(), 0, `${what} is wider than the telephone`);
  await page.setViewportSize({ width: 320, height: 256 });
  assert.equal(await overflow(), 0, `${what} at 400 %`);
  await page.setViewportSize(PHONE);
}

/** An address is typed at the report, and the letter's page confirms it, by keys. Gives that page's address. */
async function followed(page, at, address) {
  await page.goto(set.server.origin + at);
  await tabTo(page, "#f-mail");
  await page.keyboard.type(address);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Đã gửi thư hỏi lại" }).waitFor();
  const link = await letterTo(address, /\/f\/[a-z2-7]{26}/);
  await page.goto(set.server.origin + link);
  await page.getByRole("heading", { name: /^Gửi tin về PA-/ }).waitFor();
  await clean(page, "the page of a letter");
  await press(page, "Đúng là tôi, hãy gửi");
  await page.getByRole("heading", { name: /^Bạn đang theo dõi PA-/ }).waitFor();
  await clean(page, "the page of a letter that was confirmed");
  return link;
}

test("by e-mail: what is no address is said in place, the letter's button begins it, news come, and one press ends it", async () => {
  const { page, faults, close } = await opened("/");
  try {
    const mine = await report();
    const first = await followed(page, `/r/${mine.code}`, "hoa@dan.test");
    // Somebody else follows it by its public page, where a slip is told with the form.
    await page.goto(`${set.server.origin}/reports/${mine.number}`);
    await page.locator("form[action$=follow]").evaluate((form) => form.setAttribute("novalidate", ""));
    await tabTo(page, "#f-mail");
    await page.keyboard.type("không phải thư");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.locator("#f-mail").getAttribute("aria-invalid"), "true");
    await clean(page, "an address that is none");
    await followed(page, `/reports/${mine.number}`, "binh@dan.test");

    await assign(mine.id);
    await letterTo("hoa@dan.test", new RegExp(`/r/${mine.code}`));
    await letterTo("binh@dan.test", new RegExp(`/reports/${mine.number}`));
    await page.goto(`${set.server.origin}/r/${mine.code}`);
    await page.getByText("Đang gửi tin tới h•••@dan.test").waitFor();

    await page.goto(set.server.origin + first);
    await page.getByRole("heading", { name: /^Bạn đang theo dõi PA-/ }).waitFor();
    await press(page, "Thôi theo dõi");
    await page.getByRole("status").filter({ hasText: "Địa chỉ của bạn đã được xoá" }).waitFor();
    await clean(page, "the end");
    const came = letters.filter((one) => one.to === "hoa@dan.test").length;
    await prove(desk.page, (await ask(desk.page, `/reports/${mine.id}`)).work.id, photo);
    await ask(desk.page, `/reports/${mine.id}/resolve`, "POST", { answer: "Đã thay ghế", easy: "Ghế đã mới" });
    await until(() => letters.filter((one) => one.to === "binh@dan.test").length === 3, LETTER_MS, "who follows still to be told");
    assert.equal(letters.filter((one) => one.to === "hoa@dan.test").length, came, "told after the end");
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("on the device: a browser that says no, and one without a push service, say so and leave e-mail", async () => {
  const mine = await report();
  for (const [permissions, words] of [
    [[], "Trình duyệt không cho hiện thông báo"],
    [["notifications"], "Chưa bật được trên máy này"],
  ]) {
    const { page, context, faults, close } = await opened("/");
    try {
      await context.grantPermissions(permissions, { origin: set.server.origin });
      await page.goto(`${set.server.origin}/r/${mine.code}`);
      await page.getByRole("region", { name: "Nhận tin trên máy này" }).waitFor();
      await clean(page, "the offer");
      await press(page, "Nhận tin trên máy này", "#here button");
      await page.getByRole("alert").filter({ hasText: words }).waitFor();
      await clean(page, words);
      await page.getByRole("textbox", { name: "Thư điện tử" }).waitFor();
      assert.deepEqual(faults.filter((one) => !one.includes("Push API in incognito mode")), []); // the browser's own word about its push service
    } finally {
      await close();
    }
  }
});

/** Stands in for the browser's own push service, which a machine of tests has not: what it gives is what a browser would. */
function pretend({ endpoint, p256dh, auth }) {
  let made = sessionStorage.getItem("made") === "yes";
  const subscription = { options: { applicationServerKey: null }, toJSON: () => ({ endpoint, keys: { p256dh, auth } }), unsubscribe: async () => true };
  PushManager.prototype.getSubscription = async () => (made ? subscription : null);
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    subscription.options.applicationServerKey = applicationServerKey;
    sessionStorage.setItem("made", "yes");
    made = true;
    return subscription;
  };
}

test("on the device: pressed, told while the page is closed, the notice opens the report, and one press ends it", async () => {
  const mine = await report();
  const key = createECDH("prime256v1");
  const given = { endpoint: `http://127.0.0.1:${service.address().port}/phone`, p256dh: key.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
  const { page, context, faults, close } = await opened("/", {}, [pretend, given]);
  try {
    await context.grantPermissions(["notifications"], { origin: set.server.origin });
    await page.goto(`${set.server.origin}/r/${mine.code}`);
    await press(page, "Nhận tin trên máy này", "#here button");
    await page.getByText("Máy này đang nhận tin về phản ánh.").waitFor();
    await clean(page, "a device that is told");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Thôi nhận tin trên máy này");
    await page.reload();
    await page.getByText("Máy này đang nhận tin về phản ánh.").waitFor();

    await assign(mine.id);
    await until(() => pushed.length === 1, LETTER_MS, "the push service to be told");
    assert.deepEqual(pushed, ["/phone"]);

    // What the push service would hand to the worker, and what that shows.
    const cdp = await context.newCDPSession(page);
    let id;
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => (id = registrations.find((r) => r.scopeURL.endsWith("/r/"))?.registrationId ?? id));
    await cdp.send("ServiceWorker.enable");
    await until(() => id !== undefined, LETTER_MS, "the worker to be known");
    const data = JSON.stringify({ id: "", title: `${mine.number}: Đã giao`, text: `Phản ánh ${mine.number} có thay đổi: Đã giao.`, link: `https://tinh.test/r/${mine.code}`, severity: 0, lang: "vi" });
    await cdp.send("ServiceWorker.deliverPushMessage", { origin: set.server.origin, registrationId: id, data });
    const shown = () =>
      page.evaluate(async () => {
        const worker = (await navigator.serviceWorker.getRegistrations()).find((r) => new URL(r.scope).pathname === "/r/");
        return (await worker.getNotifications()).map((n) => ({ title: n.title, body: n.body, lang: n.lang, to: n.data.path }));
      });
    await until(async () => (await shown()).length === 1, LETTER_MS, "the notice");
    assert.deepEqual(await shown(), [{ title: `${mine.number}: Đã giao`, body: `Phản ánh ${mine.number} có thay đổi: Đã giao.`, lang: "vi", to: `/r/${mine.code}` }]);

    await press(page, "Thôi nhận tin trên máy này", "#here button");
    await page.getByRole("button", { name: "Nhận tin trên máy này", exact: true }).waitFor();
    assert.equal(await page.getByText("Máy này đang nhận tin về phản ánh.").count(), 1); // it is there, hidden
    assert.ok(!(await page.getByText("Máy này đang nhận tin về phản ánh.").isVisible()));
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("without script the device is not offered, and e-mail is", async () => {
  const mine = await report();
  const { page, close } = await opened(`/r/${mine.code}`, { javaScriptEnabled: false });
  try {
    assert.ok(!(await page.getByRole("button", { name: "Nhận tin trên máy này" }).isVisible()));
    await page.getByRole("textbox", { name: "Thư điện tử" }).waitFor();
  } finally {
    await close();
  }
});
