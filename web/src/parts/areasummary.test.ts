import { expect, test } from "vitest";
import { areasOf, levelOf } from "./areasummary";

const area = (code: string) => ({ code, name: `Địa bàn ${code}` });
const aqi = (value: number, level: number) => ({ value, level, level_name: `mức ${level}` });

test("an area is as bad as its worst station, or as the mean of those that speak", () => {
  const stations = [
    { area: area("292"), aqi: aqi(112, 3) },
    { area: area("292"), aqi: aqi(64, 2) },
    { area: area("288"), aqi: aqi(42, 1) },
    { area: area("290"), aqi: null },
  ];
  expect(areasOf(stations, "worst").map((each) => [each.code, each.value, each.level, each.stations])).toEqual([
    ["292", 112, 3, 2],
    ["288", 42, 1, 1],
  ]);
  expect(areasOf(stations, "mean")[0]).toMatchObject({ value: 88, level: 2, level_name: "mức 2" });
});

test("a value lies in the band of its nearest whole number", () => {
  const levels = [
    { level: 1, name: "Tốt", from: 0, to: 50, colour: "" },
    { level: 2, name: "Trung bình", from: 51, to: 100, colour: "" },
  ];
  expect(levelOf(levels, 50.4)?.level).toBe(1);
  expect(levelOf(levels, 50.6)?.level).toBe(2);
  expect(levelOf(levels, 501)).toBeNull();
});
