// The wire carries measuring units in plain letters (ug/Nm3); people read µg/Nm³.
export function unitWords(unit: string): string {
  return unit.replace(/^u(?=g|m|S)/, "µ").replace(/m3\b/, "m³").replace(/m2\b/, "m²");
}

/** On a map there is room for "TP Chí Linh" and "Nam Sách", as on the province's own maps. */
export function shortArea(name: string): string {
  return name
    .replace(/^Thành phố /, "TP ")
    .replace(/^Thị xã /, "TX ")
    .replace(/^Huyện /, "")
    .replace(/ (city|town|district)$/, "");
}
