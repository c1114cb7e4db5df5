import { useEffect, useRef } from "react";
import { keyDoes, lettersOn, type Entry } from "./keys";

interface Does {
  palette: () => void;
  keyMap: () => void;
  entry: (entry: Entry) => void;
}

const G_WAITS_MS = 1500;
const TYPING = "input:not([type=checkbox]):not([type=file]):not([type=radio]),textarea,select,[contenteditable=true],[role=menu]";

/** useKeys is the one listener for keys that work across screens. */
export function useKeys(does: Does): void {
  const latest = useRef(does);
  latest.current = does;
  useEffect(() => {
    let gAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      // Inside a dialog its own keys rule.
      if (target.closest("[role=dialog],[role=alertdialog]") !== null && !(event.ctrlKey || event.metaKey)) return;
      const act = keyDoes(event, {
        typing: target.closest(TYPING) !== null,
        list: target.closest("[data-keys=list]") !== null,
        afterG: event.timeStamp - gAt < G_WAITS_MS && gAt > 0,
        letters: lettersOn(),
      });
      gAt = act?.does === "waitForEntry" ? event.timeStamp : 0;
      if (act === null || act.does === "waitForEntry" || act.does === "close") return;
      if (act.does === "palette") latest.current.palette();
      else if (act.does === "keymap") latest.current.keyMap();
      else if (act.does === "entry") latest.current.entry(act.entry);
      else if (act.does === "search") document.querySelector<HTMLElement>("[data-search]")?.focus();
      else if (act.does === "region") nextRegion(act.back);
      else moveRow(target, act.does === "next" ? 1 : -1);
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function moveRow(from: HTMLElement, by: 1 | -1): void {
  const list = from.closest("[data-keys=list]");
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const here = rows.findIndex((row) => row === from || row.contains(from));
  const next = here < 0 ? (by > 0 ? rows[0] : rows[rows.length - 1]) : rows[here + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** F6 walks the regions in the order they stand: navigation, list, detail, actions. */
function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((region) => region.offsetParent !== null);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const count = regions.length;
  if (count === 0) return;
  const next = regions[(here + (back ? -1 : 1) + count) % count];
  const first = next?.querySelector<HTMLElement>("a[href],button:not([disabled]),input,[tabindex='0']");
  (first ?? next)?.focus();
}
