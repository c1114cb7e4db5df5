import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fromPeople, readCell, toPeople } from "./cellnumber";
import { holds, type Expr } from "./cellrules";

// The server's own test reads these cases too (know/dataset/shared_test.go).
const shared = <T>(name: string) => JSON.parse(readFileSync(new URL(`../../../know/dataset/testdata/${name}`, import.meta.url), "utf8")) as T[];

it("reads numbers as the server does", () => {
  for (const each of shared<{ said: string; decimals: number; means?: string; key?: string }>("numbers.json")) {
    const read = fromPeople(each.said, each.decimals);
    expect("key" in read ? `dataset.${read.key}` : read.value, each.said).toBe(each.key ?? each.means);
  }
});

it("judges rules as the server does", () => {
  for (const each of shared<{ when: string; zero?: boolean; values: Record<string, number>; holds: boolean; judged: boolean; expr: Expr; needs: string[] }>("rules.json")) {
    const sums = new Map<string, number>(Object.entries(each.values));
    for (const [code, value] of Object.entries(each.values)) {
      const element = code.split(".")[0] ?? "";
      if (element !== code) sums.set(element, (sums.get(element) ?? 0) + value);
    }
    expect(holds({ zero: each.zero ?? false, needs: each.needs, expr: each.expr }, (name) => sums.get(name)), `${each.when} ${JSON.stringify(each.values)}`).toEqual({ holds: each.holds, judged: each.judged });
  }
});

it("holds a cell to its limits and shows it as it is typed", () => {
  const limits = { decimals: 1, min: 0, max: 100 };
  expect(readCell("1,25", limits)).toEqual({ key: "too_exact" });
  expect(readCell("-1", limits)).toEqual({ key: "below" });
  expect(readCell("100,1", limits)).toEqual({ key: "above" });
  expect(readCell("007,50", limits)).toEqual({ value: "7.5" });
  expect(readCell("-0", { ...limits, min: null })).toEqual({ value: "0" });
  expect(toPeople("1234567.5")).toBe("1.234.567,5");
  expect(toPeople("-999")).toBe("-999");
  expect(toPeople("words")).toBe("words");
});
