import { readCell, type Read } from "../data/cellnumber";
import { cellCode } from "../data/cellrules";
import type { DataElement, DataFormWhole } from "../data/types";

// The grid of a form as rows of cells, and the ways through it. Pure, so that each way is a line in the test.

export interface GridCell {
  code: string;
  element: DataElement;
  option: string;
  /** As it is called: the element and the option. */
  name: string;
}

export type GridRow = { kind: "head"; section: string; columns: string[] } | { kind: "cells"; element: DataElement; cells: GridCell[] };

export interface Grid {
  rows: GridRow[];
  columns: number;
  /** Every cell in the order of reading, with where it stands. */
  order: GridCell[];
  at: Map<string, { row: number; column: number }>;
}

export interface Place {
  row: number;
  column: number;
}

/** Elements one below the other; where a section begins, or the columns become others, a row of headings stands between. */
export function gridOf(form: Pick<DataFormWhole, "grid">): Grid {
  const rows: GridRow[] = [];
  const order: GridCell[] = [];
  const at = new Map<string, Place>();
  let before: string | null = null;
  for (const element of form.grid) {
    const columns = element.cells.map((option) => option.name);
    const kind = element.cells.map((option) => option.code).join("|");
    if (element.section !== "" || kind !== before) rows.push({ kind: "head", section: element.section, columns });
    before = kind;
    const cells = element.cells.map((option) => ({ code: cellCode(element.code, option.code), element, option: option.code, name: option.name === "" ? element.name : `${element.name}, ${option.name}` }));
    cells.forEach((cell, column) => at.set(cell.code, { row: rows.length, column }));
    rows.push({ kind: "cells", element, cells });
    order.push(...cells);
  }
  return { rows, columns: Math.max(1, ...rows.map((row) => (row.kind === "cells" ? row.cells.length : 0))), order, at };
}

export function cellAt(grid: Grid, place: Place): GridCell | undefined {
  const row = grid.rows[place.row];
  return row?.kind === "cells" ? row.cells[place.column] : undefined;
}

/** By arrows: headings are passed over, a shorter row is entered at its end, the border stays. */
export function move(grid: Grid, from: Place, down: number, right: number): Place {
  if (right !== 0) {
    const row = grid.rows[from.row];
    const last = row?.kind === "cells" ? row.cells.length - 1 : 0;
    return { row: from.row, column: Math.min(last, Math.max(0, from.column + right)) };
  }
  const step = down < 0 ? -1 : 1;
  let found = from.row;
  for (let left = Math.abs(down), row = from.row + step; left > 0 && row >= 0 && row < grid.rows.length; row += step) {
    if (grid.rows[row]?.kind !== "cells") continue;
    found = row;
    left -= 1;
  }
  const row = grid.rows[found];
  return { row: found, column: Math.min(from.column, row?.kind === "cells" ? row.cells.length - 1 : 0) };
}

/** The next cell that is to be filled by hand; what was filled in from elsewhere is passed over. Null at the end. */
export function nextToFill(grid: Grid, from: string, by: 1 | -1, given: (code: string) => boolean): GridCell | null {
  const here = grid.order.findIndex((cell) => cell.code === from);
  for (let at = here + by; at >= 0 && at < grid.order.length; at += by) {
    const cell = grid.order[at];
    if (cell !== undefined && !given(cell.code)) return cell;
  }
  return null;
}

export function readInto(cell: GridCell, said: string): Read {
  if (cell.element.type === "text") return { value: said.trim() };
  return readCell(said, { decimals: cell.element.decimals, min: cell.element.min, max: cell.element.max });
}

/** A block as a spreadsheet copies it: rows by line, cells by tab, a cell with line breaks in quotes. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const end = () => {
    rows[rows.length - 1]?.push(cell);
    cell = "";
  };
  const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < all.length; i += 1) {
    const sign = all[i] ?? "";
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (all[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") end();
    else if (sign === "\n") {
      end();
      rows.push([]);
    } else cell += sign;
  }
  end();
  return rows;
}

export interface Pasted {
  taken: { cell: GridCell; value: string; raw: string }[];
  refused: { cell: GridCell; raw: string; key: string }[];
  /** Cells of the block that lie outside the form. */
  outside: number;
}

/** Lays a block down with its first cell on a place. Headings of the grid are no lines of it; an empty cell of the block leaves the grid as it is. */
export function paste(grid: Grid, from: Place, block: string[][]): Pasted {
  const done: Pasted = { taken: [], refused: [], outside: 0 };
  let row = from.row;
  for (const line of block) {
    while (grid.rows[row]?.kind === "head") row += 1;
    line.forEach((raw, right) => {
      if (raw.trim() === "") return;
      const cell = cellAt(grid, { row, column: from.column + right });
      if (cell === undefined) {
        done.outside += 1;
        return;
      }
      const read = readInto(cell, raw);
      if ("key" in read) done.refused.push({ cell, raw, key: read.key });
      else done.taken.push({ cell, value: read.value, raw });
    });
    row += 1;
  }
  return done;
}
