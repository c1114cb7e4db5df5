import { expect, test } from "vitest";
import { EMPTY_NEW, blank, body, share } from "./placedraft";

test("a share is typed in percent, with a comma or a point; nothing typed says that nobody stated it", () => {
  expect(share("62,5")).toBe(0.625);
  expect(share("37.5 %")).toBe(0.375);
  expect(share(" ")).toBe(undefined);
  expect(share("một nửa")).toBe(-1); // the server then says at the field what a share is
});

test("empty rows of a succession are none, those of a merger are told by the server", () => {
  const draft = { ...blank(), day: "2024-08-01", act: " QĐ 1 ", old: ["288 ", ""] };
  expect(body("areas", draft).old).toEqual(["288", ""]);
  const many = body("areas", { ...draft, what: "succeed", news: [EMPTY_NEW], lines: [{ old: "288", new: "290", share: "40", people: "" }] });
  expect(many.old).toEqual(["288"]);
  expect(many.new).toEqual([]);
  expect(many.lines).toEqual([{ old: "288", new: "290", share: 0.4 }]);
  expect(many.act).toBe("QĐ 1");
});
