import { useId, useState } from "react";
import { flushSync } from "react-dom";
import { t } from "../text";
import { ranked } from "../text/ranked";
import { Field } from "./forms";

export interface Option {
  code: string;
  name: string;
  /** What stands beside the name. */
  about?: string;
  /** What is searched, the name included. */
  words: string;
}

interface Props {
  label: string;
  name: string;
  options: Option[];
  value: string;
  onChange: (code: string) => void;
  fault: string;
  /** What an empty box means, or what to type. */
  hint: string;
}

const MOST = 8;

/**
 * One of many, by some letters of its name or of what it is called by: the first that fits is taken by Enter, which goes
 * on to the next box, or by Tab; the arrows choose another. Words that were not taken are said to be none.
 */
export function Pick({ label, name, options, value, onChange, fault, hint }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const chosen = options.find((each) => each.code === value);
  const asked = typed?.trim() ?? "";
  const hits = asked === "" ? (open ? options : []) : ranked(options, asked).slice(0, MOST);
  const lit = hits[Math.min(at, hits.length - 1)];

  const close = () => {
    setTyped(null);
    setOpen(false);
    setAt(0);
  };
  const take = (code: string) => {
    onChange(code);
    close();
  };
  const says = asked === "" ? (chosen === undefined ? hint : t("pick.chosen", { name: chosen.name })) : lit === undefined ? t("table.nohit", { typed: asked }) : t("pick.first", { name: lit.name });
  return (
    <div className="pick">
      <Field label={label} fault={fault} hint={says}>
        {(ids) => (
          <input
            {...ids}
            name={name}
            className="input"
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-hits`}
            aria-autocomplete="list"
            aria-activedescendant={lit === undefined ? undefined : `${id}-${lit.code}`}
            autoComplete="off"
            value={typed ?? chosen?.name ?? ""}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
              if (event.target.value.trim() === "") onChange("");
            }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
              if (event.key === "ArrowDown" || event.key === "ArrowUp") {
                event.preventDefault();
                if (hits.length === 0) setOpen(true);
                else setAt(Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
              } else if (event.key === "Escape" && (typed !== null || open)) {
                event.preventDefault();
                event.stopPropagation();
                close();
              } else if (event.key === "Tab" && lit !== undefined) {
                take(lit.code);
              } else if (event.key === "Enter") {
                event.preventDefault();
                const box = event.currentTarget;
                // What stands behind this box may depend on what was chosen: it is drawn before focus goes on.
                if (lit !== undefined) flushSync(() => take(lit.code));
                if (lit !== undefined || asked === "") goOn(box);
              }
            }}
            onBlur={() => {
              // A letter that was typed and found nothing stays to be seen; an open list is closed.
              setOpen(false);
              if (asked === "") setTyped(null);
            }}
          />
        )}
      </Field>
      <ul id={`${id}-hits`} role="listbox" aria-label={label} className="choices">
        {hits.map((each) => (
          <li
            key={each.code}
            id={`${id}-${each.code}`}
            role="option"
            aria-selected={each === lit}
            onPointerDown={(event) => {
              event.preventDefault(); // focus stays in the box
              take(each.code);
            }}
          >
            {each.name} {each.about !== undefined && <small>{each.about}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}

const STOPS = "input:not([type=hidden]),select,textarea,button,summary";

/** Focus on the next box of the form, as Tab would. */
export function goOn(from: HTMLElement): void {
  const stops = [...(from.closest("form")?.querySelectorAll<HTMLElement>(STOPS) ?? [])].filter((each) => each.tabIndex >= 0 && each.offsetParent !== null);
  stops[stops.indexOf(from) + 1]?.focus();
}
