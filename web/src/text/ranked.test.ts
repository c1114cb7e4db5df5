import { expect, it } from "vitest";
import { ranked } from "./ranked";

const OPTIONS = [
  { code: "moi_truong", words: "Môi trường, rác, khói, đốt" },
  { code: "duong", words: "Đường hỏng, ổ gà, nắp cống" },
  { code: "ngap", words: "Ngập, thoát nước, cống, nước" },
];
const found = (typed: string) => ranked(OPTIONS, typed).map((each) => each.code);

it("finds by name and keyword, with and without diacritics", () => {
  expect(found("o ga")).toEqual(["duong"]);
  expect(found("Ổ gà")).toEqual(["duong"]);
  expect(found("rac")).toEqual(["moi_truong"]);
});

it("whole words come before their beginnings, and the middle of a word names nothing", () => {
  expect(found("cong")).toEqual(["duong", "ngap"]);
  expect(found("n")).toEqual(["duong", "ngap"]);
  expect(found("ga")).toEqual(["duong"]); // not ngập
  expect(found("uoc")).toEqual([]);
});

it("what nothing holds finds nothing", () => {
  expect(found("bệnh viện")).toEqual([]);
});
