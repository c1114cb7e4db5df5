import { describe, expect, it } from "vitest";
import { choicesOf } from "../data/indicators";
import type { Area } from "../data/types";
import { asNumber, barOn, marksOf, percent, placeOn, scaleOf, withUnit } from "./indicatorwords";

describe("what is said of a figure", () => {
  it("calls only the whole a hundred per cent", () => {
    expect([1, 0.9991, 0.954, 0, null].map(percent)).toEqual(["100%", "99%", "95%", "0%", "–"]);
  });

  it("names its marks in one order", () => {
    expect(marksOf({ provisional: true, estimated: false, carried: "2025-01-01", outlier: false, break: true })).toEqual(["provisional", "carried", "break"]);
    expect(marksOf({ provisional: false, estimated: false, carried: "", outlier: false, break: false })).toEqual([]);
  });

  it("reads a figure, or none", () => {
    expect([withUnit(12.55, { unit: "%", decimals: 1 }), withUnit(1946820, { unit: "người", decimals: 0 }), withUnit(3, { unit: "1", decimals: 0 })]).toEqual(["12,6%", "1.946.820 người", "3"]);
    expect([asNumber("12.5"), asNumber("0"), asNumber(null), asNumber("")]).toEqual([12.5, 0, null, null]);
  });
});

describe("bars of a table", () => {
  it("share a scale that begins at zero", () => {
    const scale = scaleOf([5, 20, null, 10]);
    expect(scale).toEqual({ low: 0, high: 20 });
    expect(barOn(scale, 5)).toEqual({ left: 0, width: 25 });
    expect(placeOn(scale, 10)).toBe(50);
  });

  it("go to the left of zero where a figure is below it", () => {
    const scale = scaleOf([-10, 30]);
    expect(barOn(scale, -10)).toEqual({ left: 0, width: 25 });
    expect(barOn(scale, 30)).toEqual({ left: 25, width: 75 });
  });

  it("have a scale even where there is nothing", () => {
    expect(scaleOf([null, 0])).toEqual({ low: 0, high: 1 });
  });
});

describe("areas to choose from", () => {
  const area = (code: string, parent: string) => ({ code, parent, name: code }) as Area;
  const areas = [area("30", ""), area("288", "30"), area("290", "30"), area("10945", "288"), area("31", "")];

  it("are one's own and those directly below, and the one that is looked at", () => {
    expect(choicesOf(areas, ["30"], "30").map((each) => each.code)).toEqual(["30", "288", "290"]);
    expect(choicesOf(areas, ["288"], "290").map((each) => each.code)).toEqual(["288", "10945", "290"]);
  });

  it("are the first ones on a day when one's own is not there", () => {
    expect(choicesOf(areas, ["99"], "99").map((each) => each.code)).toEqual(["30", "288", "290", "31"]);
  });
});
