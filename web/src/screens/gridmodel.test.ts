import { expect, it } from "vitest";
import type { DataElement } from "../data/types";
import { cellAt, gridOf, move, nextToFill, paste, readBlock } from "./gridmodel";

const element = (code: string, options: string[], more: Partial<DataElement> = {}): DataElement => ({
  code, name: code.toUpperCase(), section: "", type: "number", unit: "ca", decimals: 0, min: 0, max: null, compulsory: false, from: "", cells: options.map((o) => ({ code: o, name: o })), ...more,
});
const form = { grid: [element("a", ["x", "y"], { section: "One" }), element("b", ["x", "y"]), element("c", [""], { decimals: 1 }), element("d", [""], { type: "text" })] };
const grid = gridOf(form);

it("puts headings where a section begins or the columns become others", () => {
  expect(grid.rows.map((row) => (row.kind === "head" ? `# ${row.section}` : row.element.code))).toEqual(["# One", "a", "b", "# ", "c", "d"]);
  expect(grid.columns).toBe(2);
  expect(grid.at.get("b.y")).toEqual({ row: 2, column: 1 });
});

it("moves by arrows over headings and stays at the border", () => {
  expect(move(grid, { row: 2, column: 1 }, 1, 0)).toEqual({ row: 4, column: 0 });
  expect(move(grid, { row: 4, column: 0 }, -1, 0)).toEqual({ row: 2, column: 0 });
  expect(move(grid, { row: 1, column: 0 }, -1, 0)).toEqual({ row: 1, column: 0 });
  expect(move(grid, { row: 1, column: 1 }, 0, 1)).toEqual({ row: 1, column: 1 });
  expect(move(grid, { row: 1, column: 0 }, 10, 0)).toEqual({ row: 5, column: 0 });
});

it("goes on to what is to be filled", () => {
  const given = (code: string) => code === "a.y" || code === "b.x";
  expect(nextToFill(grid, "a.x", 1, given)?.code).toBe("b.y");
  expect(nextToFill(grid, "b.y", -1, given)?.code).toBe("a.x");
  expect(nextToFill(grid, "d", 1, given)).toBeNull();
});

it("lays a block of a spreadsheet down and names what it does not take", () => {
  const block = readBlock('1\t1.234\r\nhai\t4\r\n1,5\t9\r\n"hai ""dòng""\nchữ"\r\n');
  expect(block).toEqual([["1", "1.234"], ["hai", "4"], ["1,5", "9"], ['hai "dòng"\nchữ']]);
  const done = paste(grid, { row: 1, column: 0 }, block);
  expect(done.taken.map(({ cell, value }) => [cell.code, value])).toEqual([["a.x", "1"], ["a.y", "1234"], ["b.y", "4"], ["c", "1.5"], ["d", 'hai "dòng"\nchữ']]);
  expect(done.refused.map(({ cell, raw, key }) => [cell.code, raw, key])).toEqual([["b.x", "hai", "no_number"]]);
  expect(done.outside).toBe(1);
});

it("knows what stands where", () => {
  expect(cellAt(grid, { row: 0, column: 0 })).toBeUndefined();
  expect(cellAt(grid, { row: 1, column: 1 })?.name).toBe("A, y");
});
