import { describe, expect, it } from "vitest";
import { bytes, date, dateTime, day, hour, hourOrDate, number } from "./format";

describe("dates are of Hải Dương wherever the reader sits", () => {
  it("writes dd/mm/yyyy and hh:mm", () => {
    expect(date("2024-07-03T02:42:00Z")).toBe("03/07/2024");
    expect(hour("2024-07-03T02:42:00Z")).toBe("09:42");
    expect(dateTime("2024-07-02T17:05:00Z")).toBe("00:05, 03/07/2024");
  });
  it("leaves a calendar date where it is", () => {
    expect(day("2019-12-01")).toBe("01/12/2019");
  });
  it("adds the date only when the day or the year differs", () => {
    const now = new Date("2024-07-03T09:42:00+07:00");
    expect(hourOrDate("2024-07-03T07:10:00+07:00", now)).toBe("07:10");
    expect(hourOrDate("2024-07-02T07:10:00+07:00", now)).toBe("07:10, 02/07");
    expect(hourOrDate("2023-12-31T07:10:00+07:00", now)).toBe("07:10, 31/12/2023");
  });
});

describe("numbers", () => {
  it("are written 1.850,9 in Vietnamese and 1,850.9 in English", () => {
    expect(number(1850.9, "vi")).toBe("1.850,9");
    expect(number(1850.9, "en")).toBe("1,850.9");
    expect(number(38.4, "vi")).toBe("38,4");
  });
  it("never show minus zero", () => {
    expect(number(-0.001, "vi")).toBe("0");
  });
  it("sizes of files are short", () => {
    expect(bytes(245760, "vi")).toBe("240 KB");
    expect(bytes(3.4 * 1024 * 1024, "vi")).toBe("3,4 MB");
  });
});
