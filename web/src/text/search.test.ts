import { expect, it } from "vitest";
import { matches, searchKey } from "./search";

it("typing without diacritics finds words with them", () => {
  expect(matches("Huyện Thanh Hà", "thanh ha")).toBe(true);
  expect(matches("Sở Tài nguyên và Môi trường", "moi truong")).toBe(true);
  expect(matches("Đông Triều", "dong trieu")).toBe(true);
});
it("typing with diacritics finds too, in whichever form the keyboard makes them", () => {
  expect(matches("Huyện Thanh Hà", "Hà")).toBe(true);
  expect(matches("Huyện Thanh Hà", "Hà".normalize("NFD"))).toBe(true);
});
it("both places of the tone mark are the same word", () => {
  expect(searchKey("hoà")).toBe(searchKey("hòa"));
  expect(searchKey("thuỷ")).toBe(searchKey("thủy"));
});
it("words may come in any order, and all must be there", () => {
  expect(matches("SC-24-0192 Bụi mịn cao", "cao 0192")).toBe(true);
  expect(matches("SC-24-0192 Bụi mịn cao", "cao 0193")).toBe(false);
});
