import { expect, test } from "vitest";
import { themeOf } from "./theme";

test("the system decides until somebody chooses", () => {
  expect(themeOf("system", true, false)).toBe("dark");
  expect(themeOf("system", false, false)).toBe("light");
  expect(themeOf("light", true, false)).toBe("light");
  expect(themeOf("dark", false, false)).toBe("dark");
});

test("a wall screen is dark whatever is chosen", () => {
  expect(themeOf("light", false, true)).toBe("dark");
});
