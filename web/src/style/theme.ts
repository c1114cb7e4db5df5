import { useSyncExternalStore } from "react";

// Light or dark: as the system has it until the person chooses. The choice stays in this browser,
// since it belongs to the desk and its lamp, not to the account. public/theme.js applies it before
// the first picture; from then on it changes here, and whatever is painted by script follows.

export type Choice = "system" | "light" | "dark";
export type Theme = "light" | "dark";
export const CHOICES: Choice[] = ["system", "light", "dark"];

const STORED = "thanhdong.theme";
const listeners = new Set<() => void>();
let wall = false;

/** What a choice comes to on this machine. A wall screen is dark whatever its desk prefers. */
export function themeOf(choice: Choice, systemDark: boolean, onWall: boolean): Theme {
  if (onWall) return "dark";
  return choice === "system" ? (systemDark ? "dark" : "light") : choice;
}

export function themeChoice(): Choice {
  try {
    const kept = localStorage.getItem(STORED);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function setTheme(choice: Choice): void {
  try {
    if (choice === "system") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, choice);
  } catch {
    // Storage is switched off: the choice holds until the page is left.
  }
  apply(choice);
}

export function setWall(on: boolean): void {
  wall = on;
  apply(themeChoice());
}

function apply(choice: Choice): void {
  const next = themeOf(choice, matchMedia("(prefers-color-scheme: dark)").matches, wall);
  if (document.documentElement.dataset["theme"] === next) return;
  document.documentElement.dataset["theme"] = next;
  for (const listener of listeners) listener();
}

/** The system may change its mind at dusk, and another window of this desk may choose. */
export function followTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(themeChoice()));
  addEventListener("storage", (event) => {
    if (event.key === STORED || event.key === null) apply(themeChoice());
  });
}

const current = (): Theme => (document.documentElement.dataset["theme"] === "dark" ? "dark" : "light");

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For what reads colours by script (map, charts): changes when the colours of the page did. */
export const useTheme = () => useSyncExternalStore(subscribe, current);
