import { expect, it } from "vitest";
import { measured, shortArea, shortUnit, unitWords } from "./units";

it("units are written as people read them", () => {
  expect(unitWords("ug/Nm3")).toBe("µg/Nm³");
  expect(unitWords("mg/Nm3")).toBe("mg/Nm³");
  expect(unitWords("%")).toBe("%");
  expect(unitWords("")).toBe("");
  expect(measured("PM2.5", "ug/Nm3")).toBe("PM2.5, µg/Nm³");
  expect(measured("VN_AQI", "1")).toBe("VN_AQI"); // an index has no unit
});
it("areas have a short name on the map", () => {
  expect(shortArea("Thành phố Chí Linh")).toBe("TP Chí Linh");
  expect(shortArea("Huyện Nam Sách")).toBe("Nam Sách");
  expect(shortArea("Kinh Môn town")).toBe("Kinh Môn");
});
it("units have a short name where there is one line", () => {
  expect(shortUnit("Uỷ ban nhân dân thành phố Hải Dương")).toBe("UBND TP Hải Dương");
  expect(shortUnit("Trung tâm Quan trắc tài nguyên và môi trường")).toBe("TT Quan trắc TN&MT");
  expect(shortUnit("Sở Y tế")).toBe("Sở Y tế");
});
