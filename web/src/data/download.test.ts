import { describe, expect, it } from "vitest";
import { named } from "./download";

describe("the name that the server gives a file", () => {
  it.each([
    ['attachment; filename="thanhdong-alerts.csv"', "thanhdong-alerts.csv"],
    ["inline; filename=BT-26-0001-2026-11-30.pdf", "BT-26-0001-2026-11-30.pdf"],
    ["attachment; filename*=utf-8''Bi%E1%BB%83u%20th%C3%A1ng.xlsx", "Biểu tháng.xlsx"],
    ['attachment; filename="a\\"b.csv"', 'a"b.csv'],
    ["attachment", undefined],
    ["", undefined],
  ])("%s", (disposition, name) => expect(named(disposition)).toBe(name));
});
