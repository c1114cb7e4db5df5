// Numbers as people in Viet Nam write them. The server has the same function (know/dataset/number.go); both are held to know/dataset/testdata/numbers.json.

export type Read = { value: string } | { key: "no_number" | "unsure_number" | "too_exact" | "below" | "above" };

const POINTS = /^\d{1,3}(\.\d{3})+$/;
const COMMAS = /^\d{1,3}(,\d{3})+$/;
const DIGITS = /^\d+$/;

/** A number of people, 1.234,5, as machines write it, 1234.5. */
export function fromPeople(said: string, decimals: number): Read {
  let s = said.trim().replace(/[ \u00a0\u202f]/g, "").replace(/−/g, "-");
  if (s === "") return { value: "" };
  let sign = "";
  if (s.startsWith("-")) {
    sign = "-";
    s = s.slice(1);
  }
  const points = s.split(".").length - 1;
  const commas = s.split(",").length - 1;
  let whole = s;
  let part: string | undefined;
  if (points > 0 && commas > 0) {
    const mark = s.lastIndexOf(".") > s.lastIndexOf(",") ? "." : ",";
    const at = s.indexOf(mark);
    [whole, part] = [s.slice(0, at), s.slice(at + 1)];
    if (part === "" || part.includes(mark) || !(mark === "," ? POINTS : COMMAS).test(whole)) return { key: "no_number" };
    whole = whole.replace(/[.,]/g, "");
  } else if (commas === 1) {
    [whole, part] = s.split(",") as [string, string];
  } else if (commas > 1) {
    if (!COMMAS.test(s)) return { key: "no_number" };
    whole = s.replace(/,/g, "");
  } else if (points > 0) {
    const grouped = POINTS.test(s) && !s.startsWith("0");
    if (grouped && points === 1 && decimals >= 3) return { key: "unsure_number" };
    if (grouped) whole = s.replace(/\./g, "");
    else if (points === 1) [whole, part] = s.split(".") as [string, string];
    else return { key: "no_number" };
  }
  if (!DIGITS.test(whole) || (part !== undefined && !DIGITS.test(part))) return { key: "no_number" };
  return { value: sign + whole + (part === undefined ? "" : `.${part}`) };
}

export interface Limits {
  decimals: number;
  min: number | null;
  max: number | null;
}

/** What was typed into a cell, held to its limits. */
export function readCell(said: string, limits: Limits): Read {
  const read = fromPeople(said, limits.decimals);
  if ("key" in read || read.value === "") return read;
  const exact = (read.value.split(".")[1] ?? "").replace(/0+$/, "");
  if (exact.length > limits.decimals) return { key: "too_exact" };
  const number = Number(read.value);
  if (limits.min !== null && number < limits.min) return { key: "below" };
  if (limits.max !== null && number > limits.max) return { key: "above" };
  return { value: tidy(read.value) };
}

/** 007.50 is 7.5, as the server says it back. */
function tidy(value: string): string {
  const [whole = "", part = ""] = value.replace("-", "").split(".");
  const kept = part.replace(/0+$/, "");
  const plain = (whole.replace(/^0+(?=\d)/, "") || "0") + (kept === "" ? "" : `.${kept}`);
  return value.startsWith("-") && plain !== "0" ? `-${plain}` : plain;
}

/** A number of machines as the grid shows it: 1.234,5, whatever the language, for so it is typed too. */
export function toPeople(value: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
  if (found === null) return value;
  const [, sign = "", whole = "", part] = found;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ".") + (part === undefined ? "" : `,${part}`);
}
