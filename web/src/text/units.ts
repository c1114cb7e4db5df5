// The wire carries measuring units in plain letters (ug/Nm3); people read µg/Nm³. An index has none: "1".
export function unitWords(unit: string): string {
  return unit === "1" ? "" : unit.replace(/^u(?=g|m|S)/, "µ").replace(/m3\b/, "m³").replace(/m2\b/, "m²");
}

/** What is measured, and in what: "PM2.5, µg/Nm³". */
export const measured = (parameter: string, unit: string): string => [parameter, unitWords(unit)].filter((words) => words !== "").join(", ");

/** Where there is room for one line only: the abbreviations that offices use for themselves. */
const SHORT: [RegExp, string][] = [
  [/^Uỷ ban nhân dân/, "UBND"],
  [/^Trung tâm/, "TT"],
  [/^Văn phòng/, "VP"],
  [/ thành phố /, " TP "],
  [/ thị xã /, " TX "],
  [/tài nguyên và môi trường/i, "TN&MT"],
  [/nông nghiệp và phát triển nông thôn/i, "NN&PTNT"],
  [/thông tin và truyền thông/i, "TT&TT"],
  [/kế hoạch và đầu tư/i, "KH&ĐT"],
  [/giáo dục và đào tạo/i, "GD&ĐT"],
];
export const shortUnit = (name: string): string => SHORT.reduce((words, [long, short]) => words.replace(long, short), name);

/** On a map there is room for "TP Chí Linh" and "Nam Sách", as on the province's own maps. */
export function shortArea(name: string): string {
  return name
    .replace(/^Thành phố /, "TP ")
    .replace(/^Thị xã /, "TX ")
    .replace(/^Huyện /, "")
    .replace(/ (city|town|district)$/, "");
}
