// Figures of the small province: one of diseases with a target, one of people, and a list of others of which one is missing here. Nothing of it happened.

import { ago } from "./data.mjs";

const ref = (code, name) => ({ code, name });
const PROVINCE = ref("30", "Tỉnh Hải Dương");
const BELOW = [ref("288", "Thành phố Hải Dương"), ref("290", "Thành phố Chí Linh"), ref("292", "Thị xã Kinh Môn"), ref("299", "Huyện Ninh Giang")];

const value = (area, period, name, said, more = {}) => ({
  key: `${area.code}.${period}`, area, period, period_name: name, boundaries: "", value: said === null ? null : String(said), said: said === null ? "chưa có số nộp" : `${String(said).replace(".", ",")} ca/100.000 người`,
  estimated: false, provisional: false, carried: "", at: ago(9000), correct: 0.95, complete: 0.83, clean: 1, live: 0.9, light: said === null ? "" : said > 20 ? "red" : said > 10 ? "amber" : "green", target: 10, outlier: false, break: false, ...more,
});

const month = (n) => [`${2022 + Math.floor((6 + n) / 12)}${String(((6 + n) % 12) + 1).padStart(2, "0")}`, `tháng ${((6 + n) % 12) + 1}/${2022 + Math.floor((6 + n) / 12)}`];
const months = Array.from({ length: 24 }, (_, n) => month(n));
const series = (area, on) => months.map(([period, name], n) => value(area, period, name, n === 3 ? null : 4 + ((n * 7) % 23), { provisional: n === 23, carried: n > 17 ? "2023-01-01" : "", outlier: n === 20, break: n === 23, boundaries: on, estimated: on !== "", key: `${area.code}.${period}${on === "" ? "" : `.${on}`}` }));

const one = (code, name, group, more) => ({
  code, name, group, owner: ref("H23.SYT", "Sở Y tế"), unit: "ca/100.000 người", decimals: 1, period: "month", formula: 'value("BTN-T", "sxh.mac") / value("DS-N", "dan_so")', direction: "down", method: "Số mắc chia dân số trung bình của năm.",
  targets: [{ area: "", from: "2019-01-01", to: "", value: 10, near: 10, hold: 2, basis: "Dự án chọn" }], basis: "Công thức do dự án chọn", mark: "PROJECT CHOICE", frames: [ref("health-communicable", "ISO 37120, một phần")], latest: series(PROVINCE, "")[23], ...more,
});
export const indicators = [
  one("SXH-100K", "Tỷ suất mắc sốt xuất huyết trong tháng", "Y tế"),
  one("DANSO", "Dân số trung bình", "Dân số, hộ", { unit: "người", decimals: 0, period: "year", direction: "none", targets: [], frames: [], owner: ref("H23.SKHDT", "Sở Kế hoạch và Đầu tư"),
    latest: value(PROVINCE, "2023", "năm 2023", 1946820, { said: "1.946.820 người", light: "", target: null }) }),
  one("HONGHEO", "Tỷ lệ hộ nghèo", "Dân số, hộ", { unit: "%", period: "year", frames: [], latest: value(PROVINCE, "2023", "năm 2023", null, { correct: null, complete: 0, clean: null, live: null, at: null }) }),
];

const latestIn = (area) => (area === "30" ? indicators : indicators.map((each) => ({ ...each, latest: null })));
export const indicatorList = (area) => latestIn(area ?? "30");
export const indicatorOne = (code) => indicators.map((each) => ({ ...each, latest: null })).find((each) => each.code === code);

/** Before the areas of the small province were founded there is no answer. */
export function indicatorValues(query) {
  const on = query.get("boundaries") ?? "";
  if (on !== "" && on < "2000-01-01") return undefined;
  if (query.get("below") === "true") return { items: BELOW.map((area, n) => value(area, "202406", "tháng 6/2024", n === 3 ? null : 8 + n * 9)), forecast: [], method: "" };
  const ahead = [["202407", "tháng 7/2024"], ["202408", "tháng 8/2024"]].map(([period, name], n) => ({ period, name, value: String(14 + n * 6), low: String(9 + n * 6), high: String(19 + n * 6) }));
  return { items: series(PROVINCE, on), forecast: ahead, method: "Dự báo theo cùng kỳ năm trước cộng mức đổi bình quân; 12 kỳ gần nhất sai trung bình 3,2 ca/100.000 người" };
}

const step = (words, said, args = []) => ({ words, value: said, args });
export const pedigree = {
  value: series(PROVINCE, "")[23], formula: indicators[0].formula,
  steps: step("÷", "0.000126", [step("Sốt xuất huyết Dengue, Mắc, tháng 6/2024", "245"), step("Dân số trung bình, năm 2023", "1946820")]),
  sources: [
    { set: "set_02", number: "BC-24-0002", form: ref("BTN-T", "Bệnh truyền nhiễm trong tháng"), unit: ref("H23.UB290", "Uỷ ban nhân dân thành phố Chí Linh"), period: "tháng 6/2024", cell: "Sốt xuất huyết Dengue, Mắc", state: "submitted", value: "12", counts: "12", shared: false },
    { set: "set_03", number: "BC-24-0003", form: ref("BTN-T", "Bệnh truyền nhiễm trong tháng"), unit: ref("H23.UB290", "Uỷ ban nhân dân thành phố Chí Linh"), period: "tháng 5/2024", cell: "Sốt xuất huyết Dengue, Mắc", state: "locked", value: "40", counts: "23.5", shared: true },
  ],
  hidden: 3, print: "SXH-100K/30.202406/7F2A",
};

export const frames = [{ code: "ISO37120", name: "ISO 37120, một phần", basis: "Tên mục nhớ lại", mark: "KNOWLEDGE low", missing: 1, items: [
  { code: "health-communicable", name: "Bệnh truyền nhiễm", indicator: "SXH-100K" }, { code: "health-beds", name: "Giường bệnh trên 100.000 dân", indicator: "" }] }];

const page = (id, title, more) => ({ id, title, made: false, unit: ref("", ""), by: "", at: null, version: 0, dropped: false, may_change: false, indicators: 3,
  parts: [{ kind: "tiles", indicators: ["SXH-100K", "DANSO", "HONGHEO"] }, { kind: "series", indicators: ["SXH-100K"] }, { kind: "areas", indicators: ["SXH-100K"] }, { kind: "pivot", indicators: ["SXH-100K", "CU"] }], ...more });
export const dashboards = [
  page("dsh_01", "Bệnh trong tháng", { made: true, by: "Chuyên viên", at: ago(4000), version: 3, may_change: true }),
  page("dsh_02", "Của Sở Y tế", { made: true, unit: ref("H23.SYT", "Sở Y tế"), by: "Trưởng phòng", at: ago(9000), version: 1 }),
  page("group.y-te", "Y tế"),
];
export const dashboardFigures = indicators.map((each) => ({ indicator: each, items: each.period === "month" ? series(PROVINCE, "").slice(-13) : [each.latest], below: each.period === "month" ? BELOW.map((area, n) => value(area, "202406", "tháng 6/2024", n === 3 ? null : 8 + n * 9)) : [] }));
