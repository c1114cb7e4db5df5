import { expect, it } from "vitest";
import { neighbour } from "./months";

it("arrows go by days and weeks, over the end of a month", () => {
  expect(neighbour("2026-11-30", "ArrowRight")).toBe("2026-12-01");
  expect(neighbour("2026-03-01", "ArrowLeft")).toBe("2026-02-28");
  expect(neighbour("2026-12-28", "ArrowDown")).toBe("2027-01-04");
  expect(neighbour("2026-11-05", "ArrowUp")).toBe("2026-10-29");
});
it("a month has a first and a last day, and the next may be shorter", () => {
  expect(neighbour("2028-02-10", "Home")).toBe("2028-02-01");
  expect(neighbour("2028-02-10", "End")).toBe("2028-02-29");
  expect(neighbour("2026-01-31", "PageDown")).toBe("2026-02-28");
  expect(neighbour("2026-03-31", "PageUp")).toBe("2026-02-28");
});
it("other keys go nowhere", () => {
  expect(neighbour("2026-01-31", "Tab")).toBeNull();
});
