import { expect, it } from "vitest";
import { contentOf, draftOf, outlineText, readOutline, typedTime } from "./warningdraft";

it("points are read with dots or commas, an empty line begins another outline", () => {
  const { rings, wrong } = readOutline("20.94, 106.32\n20,95; 106,33\n20.96 106.34\n\n21, 106\n");
  expect(wrong).toBe(0);
  expect(rings).toEqual([[{ lat: 20.94, lon: 106.32 }, { lat: 20.95, lon: 106.33 }, { lat: 20.96, lon: 106.34 }], [{ lat: 21, lon: 106 }]]);
});

it("the line that is no point is named", () => {
  expect(readOutline("20.94, 106.32\nngã tư Ngô Quyền").wrong).toBe(2);
  expect(readOutline("91, 106").wrong).toBe(1);
});

it("an outline is closed on the wire and open while it is written", () => {
  const draft = { ...draftOf({}), outline: "20, 106\n20, 107\n21, 107" };
  const { content } = contentOf(draft);
  expect(content.drawn?.[0]).toHaveLength(4);
  expect(outlineText(content.drawn ?? [])).toBe(draft.outline);
});

it("times are the province's wherever the writer sits", () => {
  expect(typedTime("2024-07-03T06:00:00Z")).toBe("2024-07-03T13:00");
  expect(contentOf({ ...draftOf({}), expires: "2024-07-03T13:00" }).content.expires).toBe("2024-07-03T13:00:00+07:00");
});
