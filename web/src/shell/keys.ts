// The keyboard in one pure function. Single letters are read by their place on the keyboard
// (event.code) and never while a word is being composed: Telex typing turns a d e o w s f r x j z
// into other letters. J and K move only with focus in a list; G, / and ? do not change anything, so
// they act anywhere outside a box being typed in. All single letters can be switched off.

export interface Pressed {
  code: string;
  key: string;
  isComposing: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export interface Where {
  /** Focus stands in a box that takes typing. */
  typing: boolean;
  /** Focus stands in a list. */
  list: boolean;
  /** G was pressed a moment ago. */
  afterG: boolean;
  /** The person has left single-letter keys switched on. */
  letters: boolean;
}

export type KeyDoes =
  | { does: "palette" }
  | { does: "region"; back: boolean }
  | { does: "close" }
  | { does: "next" }
  | { does: "previous" }
  | { does: "search" }
  | { does: "keymap" }
  | { does: "waitForEntry" }
  | { does: "entry"; entry: Entry }
  | null;

export type Entry = "work" | "overview" | "watch" | "act" | "serve" | "know" | "plan" | "admin";

export const ENTRY_KEYS: Record<string, Entry> = {
  KeyV: "work",
  KeyT: "overview",
  KeyG: "watch",
  KeyD: "act",
  KeyP: "serve",
  KeyS: "know",
  KeyK: "plan",
  KeyQ: "admin",
};

export function keyDoes(pressed: Pressed, where: Where): KeyDoes {
  if (pressed.isComposing) return null;
  if (pressed.code === "KeyK" && (pressed.ctrlKey || pressed.metaKey) && !pressed.altKey) return { does: "palette" };
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (pressed.code === "F6") return { does: "region", back: pressed.shiftKey };
  if (pressed.code === "Escape") return { does: "close" };
  if (where.list && !where.typing && pressed.code === "ArrowDown") return { does: "next" };
  if (where.list && !where.typing && pressed.code === "ArrowUp") return { does: "previous" };
  if (where.typing || !where.letters) return null;
  if (where.afterG) {
    const entry = ENTRY_KEYS[pressed.code];
    return entry === undefined ? null : { does: "entry", entry };
  }
  // These two are signs, not places: where they stand differs from keyboard to keyboard.
  if (pressed.key === "?") return { does: "keymap" };
  if (pressed.key === "/") return { does: "search" };
  if (pressed.shiftKey) return null;
  if (pressed.code === "KeyG") return { does: "waitForEntry" };
  if (where.list && pressed.code === "KeyJ") return { does: "next" };
  if (where.list && pressed.code === "KeyK") return { does: "previous" };
  return null;
}

const STORED = "thanhdong.letters";

export function lettersOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

export function setLetters(on: boolean): void {
  localStorage.setItem(STORED, on ? "on" : "off");
}
