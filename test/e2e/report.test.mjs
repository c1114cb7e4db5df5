// A citizen's report on the telephone, against the real binary: by keyboard alone, without script, without a line, and
// counted by the hands. What a screen reader hears is asked for by name everywhere.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe } from "./axe.mjs";
import { DESK, launch, PHONE, watch } from "./browser.mjs";
import { atHome, countHands, hands } from "./hands.mjs";
import { photo } from "./photo.mjs";
import { serve, until } from "./server.mjs";

const TWO_MINUTES = 120_000;
const HERE = { latitude: 20.93712, longitude: 106.31438 };

let server, browser;
before(async () => {
  server = await serve("live");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function opened(path, context = {}) {
  const c = await browser.newContext({ viewport: PHONE, locale: "vi-VN", hasTouch: context.javaScriptEnabled !== false, ...context });
  const page = await c.newPage();
  const faults = watch(page, server.origin);
  await page.goto(server.origin + path);
  return { page, context: c, faults, close: () => c.close() };
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page as it is: clean by axe, on the telephone, at 400 % zoom and on the desk. */
async function clean(page, what) {
  assert.deepEqual(await axe(page), [], what);
  assert.equal(await overflow(page), 0, `${what} is wider than the telephone`);
  await page.setViewportSize({ width: 320, height: 256 }); // 1280 x 1024 at 400 %
  assert.equal(await overflow(page), 0, `${what} at 400 %`);
  await page.setViewportSize(DESK);
  assert.deepEqual(await axe(page), [], `${what} on the desk`);
  await page.setViewportSize(PHONE);
}

/** What can be asked of a page without script: axe is one. */
async function fits(page, what) {
  for (const size of [{ width: 320, height: 256 }, DESK, PHONE]) {
    await page.setViewportSize(size);
    assert.equal(await overflow(page), 0, `${what} at ${size.width}`);
  }
}

/** How many reports everybody may see. */
async function known(words) {
  const answer = await fetch(`${server.origin}/open311/v2/requests.json?page_size=1000`);
  const list = await answer.json();
  return words === undefined ? list.length : list.filter((r) => r.service_code === words).length;
}

const thanks = (page) => page.getByRole("heading", { level: 1, name: "Cảm ơn bạn đã báo" });
const codeOf = async (page) => (await page.locator(".code").innerText()).trim();

/** Goes on by Tab until the control has the focus. */
async function tabTo(page, name, most = 80) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press("Tab");
    const has = await page.evaluate(() => {
      const e = document.activeElement;
      const label = e.labels?.[0]?.innerText ?? e.innerText ?? "";
      const r = e.getBoundingClientRect();
      return { words: label.trim(), seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight };
    });
    if (has.words.startsWith(name)) {
      assert.ok(has.seen, `${name} has the focus and is not seen`);
      return;
    }
  }
  assert.fail(`${name} is not reached by Tab`);
}

test("by keyboard alone, in less than two minutes", async () => {
  const { page, faults, close } = await opened("/");
  const began = Date.now();
  try {
    await tabTo(page, "Báo một việc");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Báo một việc" }).waitFor();
    await tabTo(page, "Chụp hoặc chọn ảnh");
    await page.locator("#f-photo").setInputFiles(photo); // the camera
    await page.getByRole("img", { name: "Ảnh 1" }).waitFor();
    await tabTo(page, "Địa chỉ hoặc chỗ dễ nhận ra");
    await page.keyboard.type("Trước cổng chợ Hội Đô");
    await tabTo(page, "Chuyện gì đang xảy ra?");
    await page.keyboard.type("Rác chất đống đã ba ngày");
    await tabTo(page, "Môi trường"); // proposed by what was written
    await page.keyboard.press("Space");
    assert.ok(await page.getByRole("radio", { name: /Môi trường/ }).isChecked());
    await tabTo(page, "Gửi phản ánh");
    await page.keyboard.press("Enter");
    await thanks(page).waitFor();
    assert.ok(Date.now() - began < TWO_MINUTES);
    assert.match(await codeOf(page), /^[A-Z0-9]{5}-[A-Z0-9]{5}$/);
    await clean(page, "the thanks");
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("what a screen reader hears of the form, and that it is clean in both languages and as people set it", async () => {
  const { page, faults, close } = await opened("/report");
  try {
    for (const name of ["Ảnh", "Nơi xảy ra", "Vài lời", "Nhận trả lời"]) await page.getByRole("region", { name }).waitFor();
    await page.getByRole("button", { name: "Lấy vị trí của tôi" }).waitFor();
    for (const name of ["Địa chỉ hoặc chỗ dễ nhận ra", "Chuyện gì đang xảy ra? Viết như bạn nói.", "Số điện thoại", "Thư điện tử", "Tên của bạn"]) await page.getByRole("textbox", { name, exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Hoặc chọn xã, phường" }).waitFor();
    await page.getByRole("group", { name: "Đây là loại việc gì?" }).waitFor();
    await page.getByRole("checkbox", { name: "Đừng cho nơi xử lý biết tôi là ai" }).waitFor();
    assert.ok((await page.getByRole("radio").count()) >= 14);
    // A kind with a question and a word of warning: both belong to it, and are hidden from who chose another.
    assert.equal(await page.getByRole("group", { name: /Có ai đang bị thương/ }).count(), 0);
    await page.getByRole("radio", { name: /Nguy hiểm trước mắt/ }).check();
    await page.getByRole("group", { name: /Có ai đang bị thương.*cần trả lời/ }).waitFor();
    await clean(page, "the form");
    for (const set of ["contrast", "easy", "size", "size"]) {
      await page.locator(`header [value=${set}], footer [value=${set}]`).locator("visible=true").first().click();
      await page.waitForLoadState();
      assert.deepEqual(await axe(page), [], set);
      assert.equal(await overflow(page), 0, set);
    }
    await page.goto(`${server.origin}/en/report`);
    await page.getByRole("button", { name: "Use where I am" }).waitFor();
    await clean(page, "the form in English");
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("without script: what is wrong loses nothing, the emergency is told whom to call, the report is made and followed by its code", async () => {
  const { page, close } = await opened("/report", { javaScriptEnabled: false });
  try {
    assert.equal(await page.getByRole("button", { name: "Lấy vị trí của tôi" }).count(), 0, "what needs script is not shown without it");
    await page.locator("#f-photo").setInputFiles(photo);
    await page.getByLabel("Chuyện gì đang xảy ra?").fill("Dây điện rơi xuống đường");
    await page.getByRole("radio", { name: /Nguy hiểm trước mắt/ }).check();
    await page.getByLabel("Số điện thoại").fill("12");
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    const errors = page.getByRole("alert").first();
    await errors.waitFor();
    assert.match(await errors.innerText(), /Cho biết chuyện xảy ra ở đâu/);
    assert.match(await page.title(), /^Chưa gửi được/);
    await fits(page, "what is wrong");
    assert.equal(await page.getByLabel("Chuyện gì đang xảy ra?").inputValue(), "Dây điện rơi xuống đường");
    await page.getByText(/hien-truong\.png/).first().waitFor();
    await errors.getByRole("link", { name: "Số điện thoại cần 8 đến 15 chữ số" }).click();
    await page.getByLabel("Số điện thoại").fill("0912 345 678");
    await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill("Trước số 12 Trần Phú");
    await page.getByRole("combobox", { name: "Hoặc chọn xã, phường" }).selectOption({ label: "Thành phố Hải Dương" });
    await page.getByRole("group", { name: /Có ai đang bị thương/ }).getByRole("radio", { name: "Có", exact: true }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    const stop = page.getByRole("alert").first();
    assert.match(await stop.innerText(), /Đây là việc khẩn cấp/);
    await stop.getByRole("link", { name: "Gọi 115" }).waitFor();
    await fits(page, "the emergency");
    await page.getByRole("group", { name: /Có ai đang bị thương/ }).getByRole("radio", { name: "Không", exact: true }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await thanks(page).waitFor();
    const code = await codeOf(page);
    await page.getByRole("link", { name: "Trang chủ" }).click();
    await page.getByLabel("Đã báo rồi? Tra bằng mã").fill(code.toLowerCase().replace("-", " "));
    await page.getByRole("button", { name: "Xem", exact: true }).click();
    await page.getByText("Dây điện rơi xuống đường").waitFor();
    await page.getByRole("region", { name: "Đang ở đâu" }).waitFor();
    assert.match(await page.getByRole("region", { name: "Đang ở đâu" }).innerText(), /Đã tiếp nhận[\s\S]*Còn .* hạn /);
    await fits(page, "the report of its reporter");
    await page.locator("#f-more").setInputFiles({ ...photo, name: "them.png" });
    await page.getByRole("button", { name: "Gửi ảnh" }).click();
    await page.getByRole("status").filter({ hasText: "Đã nhận ảnh" }).waitFor();
  } finally {
    await close();
  }
});

test("by the hands: a photo, the place by GPS, words, one kind that was proposed, and sent", async () => {
  const { page, context, close } = await opened("/", { geolocation: HERE, permissions: ["geolocation"] });
  try {
    await countHands(context);
    await page.goto(server.origin);
    await atHome(page);
    await page.getByRole("link", { name: /Báo một việc/ }).click();
    await page.locator("#f-photo").setInputFiles(photo);
    await page.getByRole("button", { name: "Lấy vị trí của tôi" }).click();
    await page.getByText("Đã lấy vị trí").waitFor();
    await page.locator("#f-words").click();
    await page.keyboard.type("Ổ gà sâu giữa đường");
    await page.locator(".maybe").getByRole("button", { name: "Đường hỏng" }).click();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await thanks(page).waitFor();
    const { groups } = await hands(page);
    assert.ok(groups - 1 <= 6, `${groups} with the typing`); // one of them is the typing
    console.log(`hands: ${groups - 1} beside camera and typing`);
  } finally {
    await close();
  }
});

test("what is wrong and what is an emergency are said in place, with the focus on it, and lose nothing", async () => {
  const { page, faults, close } = await opened("/report");
  try {
    await page.locator("#f-photo").setInputFiles([photo, { name: "giay.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 giấy") }]);
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.locator("#errors").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "errors");
    assert.match(await page.locator("#errors").innerText(), /không phải ảnh/);
    await page.getByText(/hien-truong\.png/).first().waitFor();
    await page.locator("#f-words").fill("Có khói");
    await page.getByRole("radio", { name: /Nguy hiểm trước mắt/ }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.getByRole("link", { name: "Cho biết chuyện xảy ra ở đâu" }).waitFor();
    await page.getByRole("link", { name: "Cần trả lời câu hỏi này" }).waitFor();
    await clean(page, "what is wrong");
    await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill("Chợ Hội Đô");
    await page.getByRole("group", { name: /Có ai đang bị thương/ }).getByRole("radio", { name: "Có", exact: true }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.locator("#stop").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "stop");
    await clean(page, "the emergency");
    assert.equal(await page.locator("#f-words").inputValue(), "Có khói");
    await page.getByRole("button", { name: /Bỏ ảnh/ }).click();
    await page.getByText(/hien-truong\.png/).first().waitFor({ state: "detached" });
    assert.equal(await page.locator("#f-words").inputValue(), "Có khói");
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("the same matter near by is offered first, and may be followed instead", async () => {
  const { page, close } = await opened("/report", { geolocation: HERE, permissions: ["geolocation"] });
  try {
    const before = await known();
    await page.getByRole("button", { name: "Lấy vị trí của tôi" }).click();
    await page.getByText("Đã lấy vị trí").waitFor();
    await page.locator("#f-words").fill("Có ổ gà ở đây");
    await page.getByRole("radio", { name: /Đường hỏng/ }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.getByRole("heading", { name: "Có người đã báo việc giống vậy gần đây" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "near", "focus goes to what is new");
    await clean(page, "the offer");
    await page.getByRole("link", { name: /Xem việc đó, khỏi báo lại.*PA-/ }).click();
    await page.getByRole("heading", { level: 1, name: /Đường hỏng, PA-/ }).waitFor();
    await clean(page, "a public report");
    await page.goBack();
    await page.getByRole("button", { name: "Gửi phản ánh" }).waitFor();
    assert.equal(await page.locator("#f-words").inputValue(), "Có ổ gà ở đây", "the draft is there still");
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.getByRole("button", { name: "Việc của tôi khác, gửi đi" }).click();
    await thanks(page).waitFor();
    assert.equal(await known(), before + 1);
  } finally {
    await close();
  }
});

test("without a line it is kept on the telephone and sent by itself afterwards, once", async () => {
  const { page, context, faults, close } = await opened("/report");
  try {
    const before = await known();
    await context.setOffline(true);
    await page.locator("#f-photo").setInputFiles([photo, { ...photo, name: "hai.png", buffer: Buffer.concat([photo.buffer, Buffer.from("2")]) }]);
    await page.getByRole("img", { name: "Ảnh 2" }).waitFor();
    await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill("Cầu Phú Lương");
    await page.locator("#f-words").fill("Đèn đường không sáng");
    await page.getByRole("radio", { name: /Điện, chiếu sáng/ }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.getByRole("status").filter({ hasText: "Không có mạng" }).waitFor();
    assert.equal(await page.locator("#f-words").inputValue(), "Đèn đường không sáng");
    await context.setOffline(false);
    await thanks(page).waitFor();
    assert.equal(await known(), before + 1);
    assert.equal(await page.locator(".pics li").count(), 2, "both pictures went along");
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("a line that breaks off in the midst of it, and a page that was closed: it is sent from the next page, once", async () => {
  // What stands between is the story's own line here, and not the worker that opens the form without one.
  const { page, context, close } = await opened("/report", { serviceWorkers: "block" });
  try {
    const before = await known("vien_thong");
    let broken = 0;
    // The first picture arrives, the report arrives too, but its answer is lost on the way.
    await page.route("**/report", async (route) => {
      if (route.request().method() !== "POST" || (broken += 1) === 1) return route.continue();
      await route.fetch({ maxRedirects: 0 });
      await route.abort("connectionreset");
    });
    await page.locator("#f-photo").setInputFiles(photo);
    await page.getByRole("img", { name: "Ảnh 1" }).waitFor();
    await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill("Phố Bắc Kinh");
    await page.locator("#f-words").fill("Mất mạng cả phố");
    await page.getByRole("radio", { name: /Viễn thông/ }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await page.getByRole("status").filter({ hasText: "Không có mạng" }).waitFor();
    await page.close();
    const next = await context.newPage();
    await next.goto(server.origin);
    await next.getByRole("status").getByRole("link", { name: /được gửi/ }).click();
    await next.getByText("Mất mạng cả phố").waitFor();
    assert.equal(await known("vien_thong"), before + 1);
  } finally {
    await close();
  }
});

test("the form opens without a line, is filled there, and is sent by itself afterwards, once, also when that is done twice", async () => {
  const { page, context, faults, close } = await opened("/report");
  try {
    await page.waitForFunction(() => caches.open("report-form").then((c) => c.match("/report")).then(Boolean));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const before = await known();
    for (const where of ["Cầu Cất", "Cầu Phú Tảo"]) {
      await context.setOffline(true);
      await page.goto(`${server.origin}/report`);
      await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill(where);
      await page.locator("#f-words").fill(`Đèn tắt ở ${where}`);
      await page.getByRole("radio", { name: /Điện, chiếu sáng/ }).check();
      await page.getByRole("button", { name: "Gửi phản ánh" }).click();
      await page.getByRole("status").filter({ hasText: "Không có mạng" }).waitFor();
      await context.setOffline(false);
      await thanks(page).waitFor();
    }
    assert.equal(await known(), before + 2, "each form has a key of its own");
    assert.deepEqual(faults.filter((f) => !f.includes("ERR_INTERNET_DISCONNECTED")), []);
  } finally {
    await close();
  }
});

test("a pin on the map by the keys, and a place outside the province is not taken", async () => {
  const { page, faults, close } = await opened("/report");
  try {
    await page.locator("#pin summary").press("Enter");
    const map = page.getByRole("application", { name: "Bản đồ, dấu chấm ở giữa" });
    await page.getByRole("status").filter({ hasText: "Dấu chấm ở" }).waitFor();
    await map.focus();
    for (let i = 0; i < 40; i += 1) await page.keyboard.press("ArrowLeft");
    await page.getByRole("status").filter({ hasText: "ngoài địa bàn" }).waitFor();
    assert.ok(await page.getByRole("button", { name: "Chọn chỗ này" }).isDisabled());
    for (let i = 0; i < 10; i += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("+");
    await page.getByRole("status").filter({ hasText: "Dấu chấm ở" }).waitFor();
    assert.deepEqual(await axe(page), [], "the pin's map");
    await page.getByRole("button", { name: "Chọn chỗ này" }).click();
    await page.getByRole("status").filter({ hasText: "Đã chọn chỗ trên bản đồ" }).waitFor();
    const [lat, lon] = await page.evaluate(() => ["lat", "lon"].map((name) => Number(document.querySelector(`[name=${name}]`).value)));
    assert.ok(lat > 20.5 && lat < 21.3 && lon > 106 && lon < 106.7, `${lat} ${lon}`);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("who speaks need not write", async () => {
  const { page, context, faults, close } = await opened("/report");
  try {
    await context.grantPermissions(["microphone"]);
    // The machine has no microphone: a tone is in its place.
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        const audio = new AudioContext();
        const tone = audio.createOscillator();
        const out = audio.createMediaStreamDestination();
        tone.connect(out);
        tone.start();
        return out.stream;
      };
    });
    await page.getByRole("button", { name: "Nói thay cho viết" }).click();
    const stop = page.getByRole("button", { name: "Dừng ghi âm" });
    await stop.waitFor();
    await stop.click();
    await page.getByLabel("Lời nói 1", { exact: true }).waitFor();
    assert.deepEqual(await axe(page), [], "a recording that waits");
    await page.getByLabel("Địa chỉ hoặc chỗ dễ nhận ra").fill("Ngã tư Máy Sứ");
    await page.getByRole("radio", { name: /Môi trường/ }).check();
    await page.getByRole("button", { name: "Gửi phản ánh" }).click();
    await thanks(page).waitFor();
    await page.getByText("Người báo nói, nghe tệp ghi âm kèm theo").waitFor();
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test("a draft that was not sent is there when the page is opened again", async () => {
  const { page, close } = await opened("/report");
  try {
    await page.locator("#f-photo").setInputFiles(photo);
    await page.locator("#f-words").fill("Đang viết dở");
    await page.getByRole("radio", { name: /Giá cả/ }).check();
    const kept = () => page.evaluate(() => drafts.all().then((list) => list.some((d) => d.fields.some(([, v]) => v === "Đang viết dở") && d.fields.some(([n]) => n === "category") && d.photos.length === 1)));
    await until(kept, 20_000, "the draft to be kept");
    await page.goto(server.origin);
    await page.goto(`${server.origin}/report`);
    await page.getByRole("status").filter({ hasText: "bản nháp bạn chưa gửi" }).waitFor();
    assert.equal(await page.locator("#f-words").inputValue(), "Đang viết dở");
    assert.ok(await page.getByRole("radio", { name: /Giá cả/ }).isChecked());
    await page.getByRole("img", { name: "Ảnh 1" }).waitFor();
  } finally {
    await close();
  }
});

for (const lang of ["vi", "en"])
  test(`${lang}: the list, the map, the figures and the way to follow are clean`, async () => {
    const prefix = lang === "en" ? "/en" : "";
    const { page, faults, close } = await opened(`${prefix}/reports`);
    try {
      for (const path of ["/reports", "/reports?view=late", "/reports/figures", "/follow", "/follow?code=AAAAA-AAAAA"]) {
        await page.goto(server.origin + prefix + path);
        await clean(page, prefix + path);
      }
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });
