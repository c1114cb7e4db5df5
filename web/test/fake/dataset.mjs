// What units of the small province hand in: a form of diseases, a set that is being filled in and one that waits for approval. Nothing of it happened.

import { ago } from "./data.mjs";

const ref = (code, name) => ({ code, name });
const SYT = ref("H23.SYT", "Sở Y tế");
const UB288 = ref("H23.UB288", "Uỷ ban nhân dân thành phố Hải Dương");
const UB290 = ref("H23.UB290", "Uỷ ban nhân dân thành phố Chí Linh");
const CELLS = [{ code: "mac", name: "Mắc" }, { code: "chet", name: "Tử vong" }];
const VERBS = ["enter", "submit", "approve", "return", "lock", "correct"];
const can = (allowed, why) => VERBS.map((verb) => ({ verb, allowed: allowed.includes(verb), why: allowed.includes(verb) ? "" : why }));

const element = (code, name, more = {}) => ({ code, name, section: "", type: "number", unit: "ca", decimals: 0, min: 0, max: null, compulsory: false, from: "", cells: CELLS, ...more });

const form = (code, name, owner, period) => ({ code, name, owner, period, elements: 4, units: 12, due_days: 7, due_hour: "17:00", basis: "Biểu do dự án chọn", mark: "PROJECT CHOICE" });
export const dataForms = [form("BTN-T", "Bệnh truyền nhiễm trong tháng", SYT, "month"), form("DS-N", "Dân số, lao động, hộ nghèo", ref("H23.SKHDT", "Sở Kế hoạch và Đầu tư"), "year")];

export const dataForm = {
  ...dataForms[0],
  version: 1,
  former: [],
  grid: [
    element("sxh", "Sốt xuất huyết Dengue", { section: "Bệnh nhóm B", compulsory: true }),
    element("tcm", "Tay - chân - miệng", { compulsory: true }),
    element("ty_le", "Hộ có bọ gậy", { section: "Phòng bệnh", unit: "%", decimals: 1, max: 100, cells: [{ code: "", name: "" }] }),
    element("nhan_xet", "Nhận xét, ổ dịch", { type: "text", unit: "", min: null, cells: [{ code: "", name: "" }] }),
  ],
  rules: [
    { code: "sxh_chet", name: "Sốt xuất huyết Dengue: tử vong không nhiều hơn mắc", hard: true, zero: false, needs: ["sxh.chet", "sxh.mac"], expr: { op: "<=", args: [{ op: "cell", name: "sxh.chet" }, { op: "cell", name: "sxh.mac" }] } },
    { code: "nhieu", name: "Tay - chân - miệng nhiều bất thường", hard: false, zero: false, needs: ["tcm.mac"], expr: { op: "<", args: [{ op: "cell", name: "tcm.mac" }, { op: "num", num: 100 }] } },
  ],
  levels: ["UBND cấp trên", "Sở Y tế"],
  assigned: [UB288, UB290],
};

const row = (n, state, unit, more = {}) => ({
  id: `set_0${n}`, number: `BC-24-000${n}`, form: ref("BTN-T", dataForms[0].name), period: "202406", period_name: "tháng 6/2024", unit, area: "288", state, level: 0, due: ago(-3000 * n), late: false, filled: 5,
  submitted_at: null, approved_at: null, locked_at: null, work: "wrk_01", version: 3, ...more,
});
const value = (name, said, source, more = {}) => ({ element: name.split(".")[0], option: name.split(".")[1] ?? "", value: said, comment: "", source, at: ago(40), by: "Công chức địa bàn mẫu", seen: 1, ...more });
const values = [value("sxh.mac", "12", "form BTN-TU.sxh ×4"), value("sxh.chet", "13", "hand", { seen: 2 }), value("tcm.mac", "120", "file"), value("tcm.chet", "0", "machine"), value("ty_le", "12.5", "feed LAY-MAU"), value("nhan_xet", "Một ổ dịch ở chợ", "sample", { comment: "đã xử lý" })];
const line = (minutes, by, kind, text) => ({ at: ago(minutes), by, kind, text });

export const valueSets = [
  { ...row(1, "open", UB288), values, broken: [], log: [line(90, "sys_dataset", "open", "Mở biểu")], actions: can(["enter", "submit"], "BC-24-0001 đang mở") },
  { ...row(2, "submitted", UB290, { submitted_at: ago(30), level: 1 }), values: values.map((v) => (v.element === "sxh" && v.option === "chet" ? { ...v, value: "0" } : v)), broken: [],
    log: [line(90, "sys_dataset", "open", "Mở biểu"), line(30, "Công chức địa bàn mẫu", "submit", "Nộp"), line(20, "Lãnh đạo mẫu", "approve", "Duyệt: UBND cấp trên")], actions: can(["approve", "return"], "BC-24-0002 đã nộp, chờ duyệt") },
  { ...row(3, "locked", UB290, { late: true, locked_at: ago(10) }), values, broken: [], log: [], actions: can(["correct"], "BC-24-0003 đã khoá, chỉ đính chính được") },
];
export const punctual = [UB288, UB290].map((unit, n) => ({ unit, owed: 12, handed: 12 - n, in_time: 10 - n }));
export const earlier = [{ period: "202405", period_name: "tháng 5/2024", value: "9", comment: "", source: "hand" }];
export const cellChanges = [{ kind: "put", before: "", after: "12", words: "", at: ago(40), by: "Công chức địa bàn mẫu" }];

// A form of a hundred elements with sixty cells each, and its set with every cell filled: what a grid has to bear.
const many = Array.from({ length: 60 }, (_, n) => ({ code: `c${n}`, name: `Xã ${n + 1}` }));
export const largeForm = { ...form("LON", "Biểu lớn", SYT, "month"), version: 1, former: [], rules: [], levels: ["Sở Y tế"], assigned: [UB288],
  grid: Array.from({ length: 100 }, (_, n) => element(`e${n}`, `Chỉ tiêu ${n + 1}`, { section: n % 20 === 0 ? `Mục ${n / 20 + 1}` : "", compulsory: true, cells: many })) };
export const largeSet = () => ({ ...valueSets[0], id: "set_large", number: "BC-24-0009", form: ref("LON", "Biểu lớn"),
  values: largeForm.grid.flatMap((each, at) => many.map((option, column) => value(`${each.code}.${option.code}`, String(at * 60 + column), column % 3 === 0 ? "form X.y ×1" : "hand"))) });
