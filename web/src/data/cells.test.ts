import { expect, it } from "vitest";
import { readSheets, sendable, settled, type Sheet, type Typed } from "./cells";

const typed = (value: string, more: Partial<Typed> = {}): Typed => ({ value, raw: value, comment: "", seen: 0, fault: "", key: "", ...more });
const sheet = (cells: Record<string, Typed>): Record<string, Sheet> => ({ set_1: { set: "set_1", form: "F", unit: "U", period: "202405", cells } });
const value = (element: string, seen: number) => ({ element, option: "", value: "1", comment: "", source: "hand", at: "", by: "", seen });

it("forgets what arrived, keeps what was refused with why, and what was typed meanwhile over the value that arrived", () => {
  const a = typed("1");
  const b = typed("2");
  const c = typed("3");
  const again = typed("4");
  const after = settled(sheet({ a, b, c: again, d: typed("5") }), "set_1", [["a", a], ["b", b], ["c", c]], new Map([["b", { key: "dataset.changed_since", message: "somebody" }]]), { values: [value("a", 1), value("c", 1)] });
  expect(after["set_1"]?.cells).toEqual({ b: { ...b, key: "dataset.changed_since", fault: "somebody" }, c: { ...again, seen: 1 }, d: typed("5") });
});

it("has no sheet where nothing waits", () => {
  const a = typed("1");
  expect(settled(sheet({ a }), "set_1", [["a", a]], new Map(), { values: [value("a", 1)] })).toEqual({});
});

it("does not send what cannot be read or was refused", () => {
  const [, found] = Object.entries(sheet({ a: typed("1"), b: typed("", { raw: "hai", key: "no_number" }) }))[0] ?? [];
  expect(found && sendable(found).map(([code]) => code)).toEqual(["a"]);
});

it("reads what was left, and nothing from what is none", () => {
  expect(readSheets(JSON.stringify(sheet({ a: typed("1") })))).toEqual(sheet({ a: typed("1") }));
  for (const bad of [null, "", "[]", "null", "{\"x\":1}", "{"]) expect(readSheets(bad)).toEqual({});
});
