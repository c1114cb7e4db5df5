import { expect, it } from "vitest";
import { keyDoes, type Pressed, type Where } from "./keys";

const press = (code: string, more: Partial<Pressed> = {}): Pressed => ({ code, key: more.key ?? code.replace("Key", "").toLowerCase(), isComposing: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const place = (more: Partial<Where> = {}): Where => ({ typing: false, list: false, afterG: false, letters: true, ...more });

it("Ctrl K opens the palette everywhere, also while typing", () => {
  expect(keyDoes(press("KeyK", { ctrlKey: true }), place({ typing: true }))).toEqual({ does: "palette" });
});

it("J and K move only with focus in a list", () => {
  expect(keyDoes(press("KeyJ"), place({ list: true }))).toEqual({ does: "next" });
  expect(keyDoes(press("KeyK"), place({ list: true }))).toEqual({ does: "previous" });
  expect(keyDoes(press("KeyJ"), place())).toBeNull();
});

it("a letter is known by its place, not by what Telex makes of it", () => {
  expect(keyDoes(press("KeyJ", { key: "ạ" }), place({ list: true }))).toEqual({ does: "next" });
});

it("nothing acts while a word is composed or typed", () => {
  expect(keyDoes(press("KeyJ", { isComposing: true }), place({ list: true }))).toBeNull();
  expect(keyDoes(press("KeyJ"), place({ list: true, typing: true }))).toBeNull();
  expect(keyDoes(press("Slash", { key: "/" }), place({ typing: true }))).toBeNull();
});

it("G and then a letter goes to an entry; G and another letter does nothing", () => {
  expect(keyDoes(press("KeyG"), place())).toEqual({ does: "waitForEntry" });
  expect(keyDoes(press("KeyV"), place({ afterG: true }))).toEqual({ does: "entry", entry: "work" });
  expect(keyDoes(press("KeyG"), place({ afterG: true }))).toEqual({ does: "entry", entry: "watch" });
  expect(keyDoes(press("KeyQ"), place({ afterG: true }))).toEqual({ does: "entry", entry: "admin" });
  expect(keyDoes(press("KeyX"), place({ afterG: true }))).toBeNull();
});

it("single letters can be switched off, F6 and Esc stay", () => {
  expect(keyDoes(press("KeyJ"), place({ list: true, letters: false }))).toBeNull();
  expect(keyDoes(press("Slash", { key: "?" }), place({ letters: false }))).toBeNull();
  expect(keyDoes(press("F6"), place({ letters: false }))).toEqual({ does: "region", back: false });
  expect(keyDoes(press("F6", { shiftKey: true }), place())).toEqual({ does: "region", back: true });
  expect(keyDoes(press("Escape"), place({ letters: false }))).toEqual({ does: "close" });
});

it("with another modifier a letter belongs to the browser", () => {
  expect(keyDoes(press("KeyJ", { ctrlKey: true }), place({ list: true }))).toBeNull();
  expect(keyDoes(press("KeyG", { altKey: true }), place())).toBeNull();
});
