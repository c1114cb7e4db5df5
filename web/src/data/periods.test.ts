import { describe, expect, it } from "vitest";
import { axisWords, beginsAt, earlier, firstDay } from "./periods";

describe("periods", () => {
  it("begin on their first day", () => {
    const days = { "20240703": "2024-07-03", "2024W27": "2024-07-01", "2026W53": "2026-12-28", "2025W1": "2024-12-30", "202407": "2024-07-01", "2024Q3": "2024-07-01", "2024S2": "2024-07-01", "2024": "2024-01-01", "2023Sep": "2023-09-01", nonsense: "" };
    for (const [code, day] of Object.entries(days)) expect(firstDay(code), code).toBe(day);
  });

  it("are counted back over the end of a year", () => {
    const back: [string, number, string][] = [
      ["202403", 23, "202204"], ["202401", 1, "202312"], ["202412", 0, "202412"], ["2024Q1", 5, "2022Q4"], ["2024S1", 1, "2023S2"], ["2024", 23, "2001"], ["2023Sep", 3, "2020Sep"],
      ["20240301", 1, "20240229"], ["2025W1", 1, "2024W52"], ["2021W1", 1, "2020W53"], ["2024W27", 26, "2024W1"],
    ];
    for (const [code, n, was] of back) expect(earlier(code, n), `${n} before ${code}`).toBe(was);
  });

  it("begin at midnight of the province", () => {
    expect(new Date(beginsAt("202407") * 1000).toISOString()).toBe("2024-06-30T17:00:00.000Z");
  });

  it("are told apart under a line", () => {
    expect([axisWords("month", "2024-07-01"), axisWords("school-year", "2023-09-01"), axisWords("week", "2024-07-01")]).toEqual(["07/2024", "2023", "01/07"]);
  });
});
