import { useEffect, useState } from "react";
import type { RuleDraft } from "../data/types";

/** The address of a rule that is not saved yet; no rule can have this code. */
export const NEW = "_new";

/** A draft with the version it began from. */
export interface Started {
  draft: RuleDraft;
  version: number;
}

export const EMPTY: RuleDraft = {
  code: "", name: { vi: "", en: "" }, kind: "value", when: "value > 150", clear: "", parameter: "", over: "newest", feed: "", hold_s: 0, silence_s: 900,
  severity: 3, owner: "", playbook: "", opens_incident: false, legal: [], mark: "PROJECT CHOICE",
};

const place = (code: string) => `thanhdong.rule.${code}`;

/**
 * What is typed is kept in this window until it is saved or given up, so that neither a reload nor a
 * look at another page loses it. Newer answers of the server never replace it.
 */
export function useDraft(code: string, from: Started): { started: Started; changed: boolean; set: (draft: RuleDraft) => void; restart: (from: Started) => void } {
  const [started, setStarted] = useState<Started>(() => read(code) ?? from);
  const changed = JSON.stringify(started.draft) !== JSON.stringify(from.draft);
  useEffect(() => {
    if (changed) sessionStorage.setItem(place(code), JSON.stringify(started));
    else sessionStorage.removeItem(place(code));
  }, [changed, code, started]);
  return {
    started,
    changed,
    set: (draft) => setStarted({ ...started, draft }),
    restart: (next) => {
      sessionStorage.removeItem(place(code));
      setStarted(next);
    },
  };
}

function read(code: string): Started | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(code)) ?? "null") as Started | null;
  } catch {
    return null;
  }
}

/** The text of a condition with the place of a fault: what is before, the sign at fault, what is after. */
export function around(text: string, line: number, column: number): [string, string, string] {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).join("\n") + (line > 1 ? "\n" : "");
  const rest = [...(lines[line - 1] ?? "")];
  const head = before + rest.slice(0, column - 1).join("");
  const sign = rest[column - 1] ?? " ";
  return [head, sign, text.slice(head.length + sign.length)];
}
