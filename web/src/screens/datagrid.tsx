import { memo, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type ClipboardEvent, type FocusEvent, type KeyboardEvent, type Ref } from "react";
import { toPeople } from "../data/cellnumber";
import { Shape } from "../parts/severity";
import { t, type Key } from "../text";
import { cellAt, move, nextToFill, type Grid, type GridCell, type GridRow, type Place } from "./gridmodel";

// The grid of a form, worked like a spreadsheet: arrows move, typing replaces, Enter and Tab go on to the next cell that is to be filled. Only what can be seen
// is drawn, and the active cell, which holds the one box that is typed into; a screen reader is told the whole by counts and indexes.

export type Mark = "K" | "T" | "N" | "E" | "M" | "D";

export interface ShownCell {
  /** As machines write it. */
  value: string;
  /** What was typed and cannot be read. */
  raw: string;
  comment: string;
  mark: Mark | "";
  /** Filled in from elsewhere: passed over by Enter and Tab. */
  given: boolean;
  /** Kept on this machine, not arrived. */
  pending: boolean;
  fault: string;
  level: "hard" | "soft" | "";
}

export interface GridHandle {
  focus: (code?: string) => void;
}

interface Props {
  grid: Grid;
  label: string;
  shown: (code: string) => ShownCell;
  readOnly: boolean;
  active: string;
  onActive: (code: string) => void;
  onCommit: (cell: GridCell, raw: string) => void;
  onPaste: (from: Place, text: string) => void;
  onUndo: () => void;
  onPop: (cell: GridCell, part: "about" | "comment") => void;
  /** Past the last cell by Enter. */
  onEnd: () => void;
  handle: Ref<GridHandle>;
}

const ROW = 34;
const COLUMN = 136;
const MORE = 4;
/** Behind the names of rows, whose width is the style's: narrower on a phone. */
const behind = (columns: number) => `calc(var(--dname) + ${columns * COLUMN}px)`;

interface Window {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function DataGrid({ grid, label, shown, readOnly, active, onActive, onCommit, onPaste, onUndo, onPop, onEnd, handle }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const names = useRef(0); // how wide they are
  const wantsFocus = useRef(false);
  const [seen, setSeen] = useState<Window>({ top: 0, bottom: 30, left: 0, right: 14 });
  const place = grid.at.get(active) ?? { row: 1, column: 0 };

  const look = useCallback(() => {
    const at = box.current;
    if (at === null) return;
    const next = {
      top: Math.max(0, Math.floor(at.scrollTop / ROW) - MORE),
      bottom: Math.ceil((at.scrollTop + at.clientHeight) / ROW) + MORE,
      left: Math.max(0, Math.floor(at.scrollLeft / COLUMN) - 1),
      right: Math.ceil((at.scrollLeft + at.clientWidth - names.current) / COLUMN) + 1,
    };
    // A step of a few pixels draws nothing: what comes into sight soon is there already.
    setSeen((now) => (Math.abs(now.top - next.top) < MORE / 2 && Math.abs(now.bottom - next.bottom) < MORE / 2 && now.left === next.left && now.right === next.right ? now : next));
  }, []);
  useLayoutEffect(() => {
    const frame = box.current;
    if (frame === null) return undefined;
    const measure = () => {
      names.current = parseFloat(getComputedStyle(frame).getPropertyValue("--dname"));
      look();
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(frame);
    return () => watch.disconnect();
  }, [look, grid]);

  const show = useCallback((at: Place) => {
    const frame = box.current;
    if (frame === null) return;
    const y = at.row * ROW;
    const x = names.current + at.column * COLUMN;
    if (y < frame.scrollTop + ROW) frame.scrollTop = y - ROW;
    else if (y + ROW > frame.scrollTop + frame.clientHeight) frame.scrollTop = y + ROW - frame.clientHeight + 2;
    if (x < frame.scrollLeft + names.current) frame.scrollLeft = x - names.current;
    else if (x + COLUMN > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = x + COLUMN - frame.clientWidth + 2;
  }, []);

  const go = useCallback(
    (code: string) => {
      wantsFocus.current = true;
      const at = grid.at.get(code);
      if (at !== undefined) show(at);
      onActive(code);
    },
    [grid, show, onActive],
  );
  useImperativeHandle(handle, () => ({
    focus: (code) => {
      if (code !== undefined && code !== active) go(code);
      else {
        show(place);
        box.current?.querySelector<HTMLElement>("[data-cellbox]")?.focus();
      }
    },
  }));

  const goPlace = (to: Place) => {
    const cell = cellAt(grid, to);
    if (cell !== undefined) go(cell.code);
  };
  const cell = cellAt(grid, place);
  const onward = (by: 1 | -1): boolean => {
    const next = cell === undefined ? null : nextToFill(grid, cell.code, by, (code) => shown(code).given);
    if (next !== null) go(next.code);
    return next !== null;
  };

  // What the box of the active cell asks of the grid; true where the key has done its work.
  const keys = (event: KeyboardEvent, moving: boolean, commit: () => void): boolean => {
    if (cell === undefined) return false;
    const { key } = event;
    const control = event.ctrlKey || event.metaKey;
    const steps: Partial<Record<string, [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-10, 0], PageDown: [10, 0] };
    if (moving) Object.assign(steps, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    const step = steps[key];
    if (step !== undefined && !event.altKey && !event.shiftKey && !control) {
      commit();
      goPlace(move(grid, place, step[0], step[1]));
      return true;
    }
    if ((key === "Home" || key === "End") && moving) {
      const far = key === "Home" ? -1e6 : 1e6;
      if (control) goPlace(move(grid, move(grid, place, far, 0), 0, far));
      else goPlace(move(grid, place, 0, far));
      return true;
    }
    if (key === "Enter" && !control && !event.altKey && !(event.shiftKey && cell.element.type === "text")) {
      commit();
      if (!onward(event.shiftKey ? -1 : 1) && !event.shiftKey) onEnd();
      return true;
    }
    if (key === "Tab") {
      commit();
      return onward(event.shiftKey ? -1 : 1);
    }
    if (key === "F2") {
      commit();
      onPop(cell, event.shiftKey ? "comment" : "about");
      return true;
    }
    if (control && event.code === "KeyZ" && moving) {
      onUndo();
      return true;
    }
    return false;
  };

  const rows: number[] = [];
  for (let row = seen.top; row < Math.min(seen.bottom, grid.rows.length); row += 1) rows.push(row);
  if (!rows.includes(place.row) && place.row < grid.rows.length) rows.push(place.row); // focus is never scrolled away
  const headAt = useMemo(() => heads(grid), [grid]);
  const head = grid.rows[headAt[Math.min(grid.rows.length - 1, seen.top === 0 ? 0 : seen.top + MORE)] ?? 0];
  const size = { height: grid.rows.length * ROW, width: behind(grid.columns) };
  const keep = grid.columns <= 14;
  const left = keep ? 0 : seen.left;
  const right = keep ? grid.columns : Math.min(grid.columns, seen.right);
  return (
    <div ref={box} className="dgrid" role="grid" aria-label={label} aria-rowcount={grid.rows.length} aria-colcount={grid.columns + 1} aria-readonly={readOnly} onScroll={look}>
      <div className="dsheet" role="presentation" style={size}>
        <div className="dstick" aria-hidden="true">
          {head?.kind === "head" && <HeadCells row={head} left={left} right={right} spoken={false} />}
        </div>
        {rows.map((row) => (
          <Line
            key={row}
            index={row}
            row={grid.rows[row] as GridRow}
            left={left}
            right={right}
            wide={grid.columns}
            shown={shown}
            active={row === place.row ? place.column : -1}
            onActive={go}
            box={
              row === place.row && cell !== undefined ? (
                <Box key={cell.code} cell={cell} shown={shown(cell.code)} readOnly={readOnly} wantsFocus={wantsFocus} keys={keys} onCommit={(raw) => onCommit(cell, raw)} onPaste={(text) => onPaste(place, text)} />
              ) : null
            }
          />
        ))}
      </div>
    </div>
  );
}

/** For each row the row of headings that it stands under. */
function heads(grid: Grid): number[] {
  let last = 0;
  return grid.rows.map((row, at) => {
    if (row.kind === "head") last = at;
    return last;
  });
}

interface LineProps {
  index: number;
  row: GridRow;
  left: number;
  right: number;
  wide: number;
  shown: (code: string) => ShownCell;
  active: number;
  onActive: (code: string) => void;
  box: React.ReactNode;
}

// The row with the box is drawn at each key; the others only when a value or the window changed.
const Line = memo(
  function Line({ index, row, left, right, wide, shown, active, onActive, box }: LineProps) {
    const style = { transform: `translateY(${index * ROW}px)` };
    if (row.kind === "head") {
      return (
        <div role="row" aria-rowindex={index + 1} className="drow dhead" style={style}>
          <HeadCells row={row} left={left} right={right} spoken />
        </div>
      );
    }
    const { element, cells } = row;
    const columns: number[] = [];
    for (let at = left; at < Math.min(right, cells.length); at += 1) columns.push(at);
    if (active >= 0 && !columns.includes(active)) columns.push(active);
    return (
      <div role="row" aria-rowindex={index + 1} className="drow" style={style}>
        <div role="rowheader" aria-colindex={1} className="dname" title={element.name}>
          <span>{element.name}</span>
          {element.compulsory && (
            <b className="must">
              <span aria-hidden="true">*</span>
              <span className="vh">{t("data.compulsory")}</span>
            </b>
          )}
          {element.unit !== "" && <small>{element.unit}</small>}
        </div>
        {columns.map((at) => (
          <Cell
            key={at}
            cell={cells[at] as GridCell}
            at={at}
            width={element.type === "text" && cells.length === 1 ? Math.max(2, wide) * COLUMN : undefined}
            shown={shown}
            onActive={onActive}
            box={at === active ? box : null}
          />
        ))}
      </div>
    );
  },
  (before, after) => before.box === null && after.box === null && before.active === after.active && before.row === after.row && before.index === after.index && before.left === after.left && before.right === after.right && before.shown === after.shown && before.onActive === after.onActive,
);

interface CellProps {
  cell: GridCell;
  at: number;
  width: number | undefined;
  shown: (code: string) => ShownCell;
  onActive: (code: string) => void;
  box: React.ReactNode;
}

// Of a row that comes into sight further to the right only the new cells are drawn.
const Cell = memo(function Cell({ cell, at, width, shown, onActive, box }: CellProps) {
  const value = shown(cell.code);
  const { type } = cell.element;
  const on = box !== null;
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box inside has the focus and all the keys.
    <div
      role="gridcell"
      aria-colindex={at + 2}
      aria-selected={on}
      data-cell={cell.code}
      className={`dcell${type === "text" ? " wordy" : ""}${on ? " on" : ""}${value.given ? " given" : ""}${value.fault !== "" || value.level === "hard" ? " err" : value.level === "soft" ? " war" : ""}`}
      style={{ left: behind(at), width }}
      onClick={on ? undefined : () => onActive(cell.code)}
    >
      <CellMarks value={value} />
      {on ? box : <span className="v">{value.raw !== "" ? value.raw : type === "number" ? toPeople(value.value) : value.value}</span>}
    </div>
  );
});

export const markKey = (mark: Mark): Key => `data.mark.${mark}`;

function CellMarks({ value }: { value: ShownCell }) {
  const bad = value.fault !== "" || value.level === "hard";
  return (
    <>
      {value.mark !== "" && (
        <u className={`mk-${value.mark}`} role="img" aria-label={t(markKey(value.mark))}>
          {value.mark}
        </u>
      )}
      {(bad || value.level === "soft") && (
        <>
          <Shape level={bad ? 5 : 3} />
          <span className="vh">{t(bad ? "data.bad" : "data.odd")}</span>
        </>
      )}
      {value.comment !== "" && (
        <span className="cm" role="img" aria-label={t("data.commented")}>
          ✎
        </span>
      )}
    </>
  );
}

function HeadCells({ row, left, right, spoken }: { row: GridRow & { kind: "head" }; left: number; right: number; spoken: boolean }) {
  const role = spoken ? "columnheader" : undefined;
  return (
    <>
      <div role={role} aria-colindex={spoken ? 1 : undefined} className="dname">
        {row.section === "" ? t("data.element") : row.section}
      </div>
      {row.columns.slice(left, right).map((name, at) => (
        <div key={left + at} role={role} aria-colindex={spoken ? left + at + 2 : undefined} className="dcell" style={{ left: behind(left + at) }} title={name}>
          {name === "" ? t("data.value") : name}
        </div>
      ))}
    </>
  );
}

interface BoxProps {
  cell: GridCell;
  shown: ShownCell;
  readOnly: boolean;
  wantsFocus: { current: boolean };
  keys: (event: KeyboardEvent, moving: boolean, commit: () => void) => boolean;
  onCommit: (raw: string) => void;
  onPaste: (text: string) => void;
}

/** The box of the active cell. Until something is typed the keys move; the first letter replaces what stood there. */
function Box({ cell, shown, readOnly, wantsFocus, keys, onCommit, onPaste }: BoxProps) {
  const held = shown.raw !== "" ? shown.raw : cell.element.type === "number" ? toPeople(shown.value) : shown.value;
  const [draft, setDraft] = useState<string | null>(null);
  const [caret, setCaret] = useState(false);
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    box.current?.focus({ preventScroll: true });
    box.current?.select();
  }, [wantsFocus]);
  const commit = () => {
    if (draft !== null && draft !== held) onCommit(draft);
    setDraft(null);
    setCaret(false);
  };
  const props = {
    ref: box,
    "data-cellbox": true,
    "aria-label": [cell.name, cell.element.unit, cell.element.compulsory ? t("data.compulsory") : "", shown.mark === "" ? "" : t(markKey(shown.mark)), shown.fault].filter((each) => each !== "").join(", "),
    "aria-invalid": shown.fault !== "" || shown.level === "hard",
    autoComplete: "off",
    spellCheck: false,
    readOnly,
    value: draft ?? held,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onFocus: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => event.target.select(),
    onBlur: commit,
    onDoubleClick: () => setCaret(true),
    onPaste: (event: ClipboardEvent) => {
      const text = event.clipboardData.getData("text/plain");
      if (readOnly || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) return;
      event.preventDefault();
      onPaste(text);
    },
    onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (event.nativeEvent.isComposing) return;
      const moving = draft === null && !caret;
      if (event.key === "Escape" && !moving) {
        setDraft(null);
        setCaret(false);
        requestAnimationFrame(() => box.current?.select());
        event.preventDefault();
        event.stopPropagation();
      } else if ((event.key === "Delete" || event.key === "Backspace") && moving && !readOnly) {
        if (held !== "") onCommit("");
        event.preventDefault();
      } else if (event.key === "Enter" && event.ctrlKey) {
        setCaret(true);
        box.current?.setSelectionRange(held.length, held.length);
        event.preventDefault();
      } else if (keys(event, moving, commit)) event.preventDefault();
    },
  };
  return cell.element.type === "text" ? <textarea rows={1} {...props} /> : <input inputMode="decimal" {...props} />;
}
