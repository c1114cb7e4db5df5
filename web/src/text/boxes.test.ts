import { expect, it } from "vitest";
import { boxOf, drawnBox, FIRST_BOX, typedBox } from "./boxes";

it("percent and fractions are the same box", () => {
  expect(boxOf({ x: "10", y: "12,5", w: "30", h: "20" })).toEqual({ x: 0.1, y: 0.125, w: 0.3, h: 0.2 });
  expect(typedBox({ x: 0.1, y: 0.125, w: 0.3, h: 0.2 })).toEqual({ x: "10", y: "12.5", w: "30", h: "20" });
  expect(boxOf(FIRST_BOX)).not.toBeNull();
});

it("what reaches over the frame, has no width or is no figure is none", () => {
  for (const wrong of [{ ...FIRST_BOX, w: "70" }, { ...FIRST_BOX, h: "0" }, { ...FIRST_BOX, x: "" }, { ...FIRST_BOX, y: "giữa" }, { ...FIRST_BOX, x: "-1" }]) expect(boxOf(wrong)).toBeNull();
  expect(boxOf({ x: "66.7", y: "0", w: "33.4", h: "100" })).not.toBeNull(); // rounding is no fault
});

it("drawing goes in any direction and stays in the frame", () => {
  expect(drawnBox({ x: 0.8, y: 0.9 }, { x: 0.5, y: 1.4 })).toEqual({ x: 0.5, y: 0.9, w: expect.closeTo(0.3) as number, h: expect.closeTo(0.1) as number });
  expect(drawnBox({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.505 })).toBeNull();
});
