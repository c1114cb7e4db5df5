import { useCallback, useMemo, useRef } from "react";
import { dropCells, typeCells, type Sheet, type Typed } from "../data/cells";
import { toPeople } from "../data/cellnumber";
import { check, type Broken } from "../data/cellrules";
import type { DataFormWhole, DataSetWhole, DataValue } from "../data/types";
import { t, type Key } from "../text";
import type { Mark, ShownCell } from "./datagrid";
import { gridOf, paste, readBlock, readInto, type Grid, type GridCell, type Place } from "./gridmodel";

// A set as it stands on this machine: the server's values, and over them what was typed and has not arrived.

const codeOf = (value: Pick<DataValue, "element" | "option">) => (value.option === "" ? value.element : `${value.element}.${value.option}`);

/** Words for what cannot be taken into a cell. */
export function badWords(cell: GridCell, key: string): string {
  const { element } = cell;
  return t(`data.bad.${key}` as Key, { decimals: element.decimals, min: element.min ?? "", max: element.max ?? "" });
}

function markOf(source: string): Mark {
  if (source.startsWith("form ")) return "T";
  if (source.startsWith("feed ")) return "K";
  switch (source) {
    case "hand":
      return "N";
    case "file":
      return "E";
    case "machine":
      return "M";
    default:
      return "D";
  }
}

/** A value of a cell that is asked no more; `mine` was typed here and has not arrived, and never will. */
export interface Orphan {
  code: string;
  name: string;
  value: string;
  mine: boolean;
}

const called = (former: Map<string, GridCell>, code: string) => former.get(code)?.name ?? code;

export interface DataSheet {
  grid: Grid;
  held: Map<string, DataValue>;
  shown: (code: string) => ShownCell;
  broken: Broken[];
  marks: Mark[];
  filled: number;
  given: number;
  /** Values, here or there, of cells that the form no longer asks. */
  orphans: Orphan[];
  commit: (cell: GridCell, raw: string) => void;
  comment: (cell: GridCell, words: string) => void;
  lay: (from: Place, text: string) => string[];
  undo: () => string | null;
}

type Step = { code: string; value: string; raw: string; comment: string; key: string; fault: string }[];

export function useDataSheet(form: DataFormWhole, set: DataSetWhole, sheet: Sheet | undefined): DataSheet {
  const grid = useMemo(() => gridOf(form), [form]);
  const former = useMemo(() => new Map(gridOf({ grid: form.former }).order.map((cell) => [cell.code, cell])), [form]);
  const steps = useRef<Step[]>([]);
  const held = useMemo(() => new Map(set.values.map((value) => [codeOf(value), value])), [set.values]);
  const typed = sheet?.cells;

  const broken = useMemo(
    () =>
      check(
        form,
        (code) => {
          const mine = typed?.[code];
          return mine === undefined ? held.get(code) : mine;
        },
        (element, option) => t("data.cellEmpty", { cell: option === "" ? element.name : `${element.name}, ${option}` }),
      ),
    [form, held, typed],
  );
  const levels = useMemo(() => {
    const found = new Map<string, "hard" | "soft">();
    // A cell that is only empty is not marked while it is being filled; the list beside names it.
    for (const each of broken) {
      if (each.rule === "" || (each.explained && !each.hard)) continue;
      for (const code of each.cells) if (each.hard || !found.has(code)) found.set(code, each.hard ? "hard" : "soft");
    }
    return found;
  }, [broken]);

  const shown = useCallback(
    (code: string): ShownCell => {
      const there = held.get(code);
      const mine = typed?.[code];
      const level = levels.get(code) ?? "";
      if (mine !== undefined) return { value: mine.value, raw: mine.key === "" || mine.key.startsWith("dataset.") ? "" : mine.raw, comment: mine.comment, mark: "N", given: false, pending: true, fault: mine.fault, level };
      if (there === undefined) return { value: "", raw: "", comment: "", mark: "", given: false, pending: false, fault: "", level };
      const mark = markOf(there.source);
      const none = there.value === "";
      return { value: there.value, raw: "", comment: there.comment, mark: none ? "" : mark, given: !none && (mark === "T" || mark === "K"), pending: false, fault: "", level };
    },
    [held, typed, levels],
  );

  const put = (changes: { cell: GridCell; raw: string; value: string; key: string; comment?: string }[], undone = false) => {
    const now: Record<string, Typed> = {};
    const step: Step = [];
    for (const { cell, raw, value, key, comment } of changes) {
      const before = shown(cell.code);
      step.push({ code: cell.code, value: before.value, raw: before.raw, comment: before.comment, key: typed?.[cell.code]?.key ?? "", fault: before.fault });
      now[cell.code] = {
        value,
        raw,
        comment: comment ?? before.comment,
        // What was seen is what the server held when this cell was first typed over.
        seen: typed?.[cell.code]?.seen ?? held.get(cell.code)?.seen ?? 0,
        key,
        fault: key === "" ? "" : badWords(cell, key),
      };
    }
    if (step.length === 0) return;
    if (!undone) steps.current.push(step);
    typeCells(set, form.version, now);
  };

  const cellOf = (code: string) => grid.order.find((cell) => cell.code === code);
  const filled = grid.order.filter((cell) => shown(cell.code).value !== "").length;
  const given = grid.order.filter((cell) => shown(cell.code).given).length;
  const marks = useMemo(() => [...new Set(grid.order.map((cell) => shown(cell.code).mark))].filter((mark): mark is Mark => mark !== "").sort(), [grid, shown]);
  return {
    grid,
    held,
    shown,
    broken,
    marks,
    filled,
    given,
    orphans: useMemo(
      () => [
        ...Object.entries(typed ?? {})
          .filter(([code]) => !grid.at.has(code))
          .map(([code, mine]) => ({ code, name: called(former, code), value: mine.raw || mine.comment || t("data.none"), mine: true })),
        ...[...held.entries()]
          .filter(([code, value]) => !grid.at.has(code) && value.value !== "" && typed?.[code] === undefined)
          .map(([code, { value }]) => ({ code, name: called(former, code), value: former.get(code)?.element.type === "text" ? value : toPeople(value), mine: false })),
      ],
      [held, grid, former, typed],
    ),
    commit: (cell, raw) => {
      const read = readInto(cell, raw);
      put([{ cell, raw, value: "key" in read ? "" : read.value, key: "key" in read ? read.key : "" }]);
    },
    comment: (cell, words) => {
      const before = shown(cell.code);
      if (before.comment !== words) put([{ cell, raw: before.raw, value: before.value, key: typed?.[cell.code]?.key ?? "", comment: words }]);
    },
    lay: (from, text) => {
      const done = paste(grid, from, readBlock(text));
      put(done.taken.map(({ cell, value, raw }) => ({ cell, value, raw, key: "" })));
      const aside = done.refused.map(({ cell, raw, key }) => t("data.pasteRefused", { cell: cell.name, raw: raw.slice(0, 40), why: badWords(cell, key) }));
      if (done.outside > 0) aside.push(t("data.pasteOutside", { count: done.outside }));
      return aside;
    },
    undo: () => {
      const step = steps.current.pop();
      if (step === undefined) return null;
      const back = step.flatMap((each) => {
        const cell = cellOf(each.code);
        return cell === undefined ? [] : [{ cell, raw: each.raw === "" ? each.value : each.raw, value: each.value, key: each.key, comment: each.comment }];
      });
      const mine = back.filter(({ cell, value, comment }) => {
        // Back to what the server holds: there is nothing to be sent, unless it is on its way already.
        const there = held.get(cell.code);
        return typed?.[cell.code] === undefined || there === undefined || there.value !== value || there.comment !== (comment ?? "");
      });
      if (mine.length < back.length) dropCells(set.id, back.filter((each) => !mine.includes(each)).map((each) => each.cell.code));
      put(mine, true);
      return back[0]?.cell.code ?? null;
    },
  };
}
