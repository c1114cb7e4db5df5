import { expect, it } from "vitest";
import { tIn } from "./index";
import { clockNow, clockWords, freshWords } from "./words";

const now = new Date("2024-07-03T09:42:00+07:00");
const due = (hours: number) => new Date(now.getTime() + hours * 3600_000).toISOString();

function clock(name: string, state: "ok" | "soon" | "late" | "pause" | "done", seconds: number, working: boolean, at: string, left: string, shown: string) {
  it(name, () => {
    const words = clockWords({ state, seconds, working }, at, now, "vi");
    expect(words.left).toBe(left);
    expect(words.state).toBe(shown);
  });
}

clock("an hour and 48 minutes are left", "soon", 0, false, due(1.8), "Còn 1 giờ 48 phút", "soon");
clock("minutes beside hours take two digits", "soon", 0, false, due(3 + 5 / 60), "Còn 3 giờ 05 phút", "soon");
clock("days and hours are left", "ok", 0, false, due(53), "Còn 2 ngày 5 giờ", "ok");
clock("a calendar clock turns late by itself", "soon", 60, false, due(-82 / 60), "Quá 1 giờ 22 phút", "late");
clock("under 24 hours it is soon, whatever was sent", "ok", 90000, false, due(23), "Còn 23 giờ", "soon");
clock("working time counts days of eight hours", "late", -2 * 8 * 3600, true, due(-70), "Quá 2 ngày làm việc", "late");
clock("working hours are said as such", "late", -3 * 3600, true, due(-16), "Quá 3 giờ làm việc", "late");
clock("a pause stands still", "pause", 6 * 3600, false, due(9), "Dừng 6 giờ", "pause");
clock("done before due", "done", 40 * 60, false, due(1), "Xong trước hạn 40 phút", "done");
clock("done after due", "done", -40 * 60, false, due(-1), "Xong sau hạn 40 phút", "done");

it("a working-time clock is not counted down by the screen, which does not know the calendar", () => {
  const sent = { state: "soon", seconds: 3600, working: true } as const;
  expect(clockNow(sent, due(-5), now)).toEqual(sent);
});

it("English says the same", () => {
  expect(clockWords({ state: "soon", seconds: 0, working: false }, due(1.8), now, "en").left).toBe("1 hour 48 minutes left");
  expect(clockWords({ state: "late", seconds: -2 * 8 * 3600, working: true }, due(-70), now, "en").left).toBe("2 working days late");
  expect(tIn("en", "work.count", { count: 1 })).toBe("1 item");
  expect(tIn("en", "work.count", { count: 0 })).toBe("0 items");
});

const at = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

it("freshness is said in words with its hour", () => {
  expect(freshWords("live", at(0), now, "vi", null).words).toBe("trực tiếp 09:42");
  expect(freshWords("new", at(7), now, "vi", null).words).toBe("7 phút trước");
  expect(freshWords("old", at(152), now, "vi", null).words).toBe("cũ từ 07:10");
  expect(freshWords("dead", at(60 * 24), now, "vi", null).words).toBe("mất nguồn từ 09:42, 02/07");
  expect(freshWords("live", null, now, "vi", null).words).toBe("chưa có số");
});

it("with the line cut nothing is live", () => {
  expect(freshWords("live", at(2), now, "vi", now)).toEqual({ freshness: "old", words: "cũ từ 09:40" });
  expect(freshWords("new", at(7), now, "vi", now).freshness).toBe("old");
  expect(freshWords("dead", at(7), now, "vi", now).freshness).toBe("dead");
});
