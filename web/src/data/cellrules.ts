import type { DataElement, DataFormWhole } from "./types";

// The rules of a form over the values of its grid, without a line: the same answers as the server's (know/dataset/rule.go), held to the same cases in
// know/dataset/testdata/rules.json.

export interface Expr {
  op: string;
  num?: number;
  name?: string;
  args?: Expr[];
}

export interface Rule {
  zero: boolean;
  needs: string[];
  expr: Expr;
}

export const cellCode = (element: string, option: string) => (option === "" ? element : `${element}.${option}`);

const SLACK = 1e-9;
const truth = (is: boolean) => (is ? 1 : 0);

/** Whether a rule holds; not judged where a value that it needs is missing, or by nothing is divided. */
export function holds(rule: Rule, value: (name: string) => number | undefined): { holds: boolean; judged: boolean } {
  if (!rule.zero && rule.needs.some((name) => value(name) === undefined)) return { holds: true, judged: false };
  const found = evaluate(rule.expr, (name) => value(name) ?? 0);
  return Number.isFinite(found) ? { holds: found !== 0, judged: true } : { holds: true, judged: false };
}

function evaluate(expr: Expr, value: (name: string) => number): number {
  if (expr.op === "num") return expr.num ?? 0;
  if (expr.op === "el" || expr.op === "cell") return value(expr.name ?? "");
  const [left, right] = expr.args ?? [];
  const a = left === undefined ? NaN : evaluate(left, value);
  if (expr.op === "-x") return -a;
  if (expr.op === "!") return Number.isNaN(a) ? a : truth(a === 0);
  const b = right === undefined ? NaN : evaluate(right, value);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN;
  const near = Math.abs(a - b) <= SLACK * Math.max(1, Math.abs(a), Math.abs(b));
  switch (expr.op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "<":
      return truth(a < b && !near);
    case "<=":
      return truth(a < b || near);
    case ">":
      return truth(a > b && !near);
    case ">=":
      return truth(a > b || near);
    case "==":
      return truth(near);
    case "!=":
      return truth(!near);
    case "&&":
      return truth(a !== 0 && b !== 0);
    case "||":
      return truth(a !== 0 || b !== 0);
    default:
      return NaN;
  }
}

export interface CellValue {
  value: string;
  comment: string;
}

export interface Broken {
  /** Code of the rule; empty for a cell that must be filled. */
  rule: string;
  words: string;
  hard: boolean;
  explained: boolean;
  /** Where to go: the cells that it is about. */
  cells: string[];
}

/** What keeps a set from being handed in, or needs a comment. */
export function check(form: Pick<DataFormWhole, "grid" | "rules">, cell: (code: string) => CellValue | undefined, emptyWords: (element: DataElement, option: string) => string): Broken[] {
  const broken: Broken[] = [];
  const sums = new Map<string, number>();
  const cellsOf = new Map<string, string[]>();
  for (const element of form.grid) {
    for (const option of element.cells) {
      const code = cellCode(element.code, option.code);
      cellsOf.set(element.code, [...(cellsOf.get(element.code) ?? []), code]);
      const value = cell(code)?.value ?? "";
      if (value === "" && element.compulsory) broken.push({ rule: "", words: emptyWords(element, option.name), hard: true, explained: false, cells: [code] });
      if (value === "" || element.type !== "number") continue;
      const number = Number(value);
      if (code !== element.code) sums.set(code, number);
      sums.set(element.code, (sums.get(element.code) ?? 0) + number);
    }
  }
  for (const rule of form.rules) {
    const { holds: fine, judged } = holds({ zero: rule.zero, needs: rule.needs, expr: rule.expr as Expr }, (name) => sums.get(name));
    if (fine || !judged) continue;
    const cells = rule.needs.flatMap((name) => cellsOf.get(name) ?? [name]);
    broken.push({ rule: rule.code, words: rule.name, hard: rule.hard, explained: cells.some((code) => (cell(code)?.comment ?? "") !== ""), cells });
  }
  return broken;
}
