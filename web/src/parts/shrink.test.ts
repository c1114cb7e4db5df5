import { expect, it } from "vitest";
import { fit, nameFor } from "./shrink";

it("the long side becomes 1600 and the shape stays", () => {
  expect(fit(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fit(3000, 4000)).toEqual({ width: 1200, height: 1600 });
});
it("a small picture is not made larger", () => {
  expect(fit(800, 600)).toEqual({ width: 800, height: 600 });
});
it("the name tells what the file has become", () => {
  const file = new File(["x"], "anh.hien.truong.png", { type: "image/png" });
  expect(nameFor(file, file)).toBe("anh.hien.truong.png");
  expect(nameFor(file, new Blob(["y"], { type: "image/jpeg" }))).toBe("anh.hien.truong.jpg");
});
