import { ArrowDown, ArrowUp, Search } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { createSortedRowModel, rowSortingFeature, sortFns, tableFeatures, useTable, type ColumnDef, type SortingState } from "@tanstack/react-table";
import { matches, t } from "../text";

/** One column: what to show, and the plain text or number that searching and sorting go by. */
export interface Column<T> {
  id: string;
  head: string;
  text: (row: T) => string | number;
  cell?: (row: T) => ReactNode;
  /** The column that names the row; read out with every cell of it. */
  names?: boolean;
}

interface Props<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Where the rows are searched by the server, its own box is shown instead of ours. */
  search?: ReactNode;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

export function DataTable<T extends object>({ caption, columns, rows, rowKey, search }: Props<T>) {
  const [typed, setTyped] = useState("");
  const [sorting, setSorting] = useState<SortingState>([]);
  const found = useMemo(() => (typed === "" ? rows : rows.filter((row) => matches(columns.map((column) => String(column.text(row))).join(" "), typed))), [rows, columns, typed]);
  const defs = useMemo<ColumnDef<typeof features, T>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.head, accessorFn: column.text })),
    [columns],
  );
  const table = useTable({ features, data: found, columns: defs, state: { sorting }, onSortingChange: setSorting, getRowId: rowKey });
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <div data-keys="list">
      <div className="tools">
        {search ?? <SearchBox value={typed} onChange={setTyped} />}
        <p className="muted" role="status">
          {t("table.count", { shown: found.length, all: rows.length })}
        </p>
      </div>
      {/* A wide table scrolls inside its own box, which therefore must be reachable by keyboard. */}
      <div className="tscroll" role="region" aria-label={caption} tabIndex={0}>
        <table className="plain cards">
          <caption className="vh">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  return (
                    <th key={header.id} scope="col" aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}>
                      <button type="button" onClick={header.column.getToggleSortingHandler()}>
                        {byId.get(header.id)?.head}
                        {sorted === "asc" && <ArrowUp className="i" aria-hidden="true" />}
                        {sorted === "desc" && <ArrowDown className="i" aria-hidden="true" />}
                      </button>
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} data-row tabIndex={-1}>
                {columns.map((column) => {
                  const shown = column.cell?.(row.original) ?? column.text(row.original);
                  return column.names === true ? (
                    <th key={column.id} scope="row">
                      {shown}
                    </th>
                  ) : (
                    <td key={column.id} data-label={column.head}>
                      {shown}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {found.length === 0 && rows.length > 0 && <p className="nohit">{t("table.nohit", { typed })}</p>}
      </div>
    </div>
  );
}

export function SearchBox({ value, onChange, label = t("table.search") }: { value: string; onChange: (typed: string) => void; label?: string }) {
  return (
    <label className="searchbox">
      <Search className="i" aria-hidden="true" />
      <span className="vh">{label}</span>
      <input type="search" data-search value={value} placeholder={label} onChange={(event) => onChange(event.target.value)} />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
