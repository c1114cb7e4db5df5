import { expect, it } from "vitest";
import type { Area } from "../data/types";
import { areasIn, pointOf } from "./placewords";

const area = (code: string, name: string, parent = ""): Area => ({ code, name, parent, kind: "", mark: "", source: "", from: "", to: "", km2: null });
const AREAS = [
  area("30", "Tỉnh Hải Dương"),
  area("288", "Thành phố Hải Dương", "30"),
  area("292", "Thị xã Kinh Môn", "30"),
  area("294", "Huyện Thanh Hà", "30"),
  area("1", "Phường Bình Hàn", "288"),
  area("2", "Phường Thanh Bình", "288"),
  area("3", "Xã Thanh Hải", "294"),
  area("4", "Phường An Lưu", "292"),
];
const first = (words: string) => areasIn(words, AREAS)[0]?.name;

it("an area is found by its name alone, with and without diacritics", () => {
  expect(first("12 Nguyễn Lương Bằng, Bình Hàn")).toBe("Phường Bình Hàn");
  expect(first("12 nguyen luong bang, p. binh han")).toBe("Phường Bình Hàn");
  expect(first("chợ An Lưu, Kinh Môn")).toBe("Phường An Lưu");
  expect(first("cổng chợ, thị xã kinh môn")).toBe("Thị xã Kinh Môn");
});

it("a part of a word names nothing", () => {
  expect(areasIn("đường Bình Hànhội", AREAS)).toEqual([]);
  expect(areasIn("  ,", AREAS)).toEqual([]);
});

it("what lies in a district that is named too comes before what is said later", () => {
  expect(first("Thanh Hải, huyện Thanh Hà, gần đường Bình Hàn")).toBe("Xã Thanh Hải");
});

it("the city and the province of one name: the smaller is meant", () => {
  expect(first("bến xe Hải Dương")).toBe("Thành phố Hải Dương");
});

it("a point is read as the province writes numbers", () => {
  expect(pointOf("20,94", "106.32")).toEqual({ lat: 20.94, lon: 106.32 });
  expect(pointOf(" ", "")).toBeNull();
  expect(pointOf("20.9", "")?.lon).toBeNaN();
});
