import { Undo2, X } from "lucide-react";
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from "react";
import { lettersOn } from "../shell/keys";
import { t } from "../text";
import { Button } from "./button";

type Say = (words: string, undo?: () => Promise<unknown>) => void;
const Context = createContext<Say>(() => undefined);

export const useSay = () => useContext(Context);

const UNDO_MS = 10_000;

/**
 * A line that confirms what was done, read out once, with "undo" for ten seconds where the server
 * can take it back. It is never the only sign: what changed also changes on the screen.
 */
export function SayHost({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ words: string; undo?: (() => Promise<unknown>) | undefined } | null>(null);
  const say = useCallback<Say>((words, undo) => setSaid({ words, undo }), []);

  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), UNDO_MS);
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "KeyU" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || said.undo === undefined || !lettersOn()) return;
      if (event.target instanceof HTMLElement && event.target.closest("input,textarea,select,[contenteditable]") !== null) return;
      void said.undo();
      setSaid(null);
    };
    document.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKey);
    };
  }, [said]);

  return (
    <Context.Provider value={say}>
      {children}
      <div className="say-host" role="status">
        {said !== null && (
          <div className="say-line">
            <span>{said.words}</span>
            {said.undo !== undefined && (
              <Button
                small
                onClick={() => {
                  void said.undo?.();
                  setSaid(null);
                }}
              >
                <Undo2 className="i" aria-hidden="true" />
                {t("say.undo")}
              </Button>
            )}
            <button type="button" className="iconbtn" aria-label={t("say.hide")} onClick={() => setSaid(null)}>
              <X className="i" aria-hidden="true" />
            </button>
          </div>
        )}
      </div>
    </Context.Provider>
  );
}
