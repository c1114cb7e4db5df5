import { expect, it } from "vitest";
import { shortArea, unitWords } from "./units";

it("units are written as people read them", () => {
  expect(unitWords("ug/Nm3")).toBe("µg/Nm³");
  expect(unitWords("mg/Nm3")).toBe("mg/Nm³");
  expect(unitWords("%")).toBe("%");
  expect(unitWords("")).toBe("");
});
it("areas have a short name on the map", () => {
  expect(shortArea("Thành phố Chí Linh")).toBe("TP Chí Linh");
  expect(shortArea("Huyện Nam Sách")).toBe("Nam Sách");
  expect(shortArea("Kinh Môn town")).toBe("Kinh Môn");
});
