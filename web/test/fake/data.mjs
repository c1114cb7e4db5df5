// A small province for the tests and for developing the console without a server: the wire's shapes
// with invented content ("dữ liệu mẫu"), standing still at one moment.

export const NOW = "2024-07-03T09:42:00+07:00";
const now = Date.parse(NOW);
const MINUTE = 60_000;

/** ago(90) is the instant ninety minutes before NOW, written as the wire writes it. */
export const ago = (minutes) => new Date(now - minutes * MINUTE).toISOString();
const ref = (code, name) => ({ code, name });

const STNMT = ref("H23.STNMT", "Sở Tài nguyên và Môi trường");
const STTTT = ref("H23.STTTT", "Sở Thông tin và Truyền thông");
const TPHD = ref("288", "Thành phố Hải Dương");
const KINHMON = ref("292", "Thị xã Kinh Môn");
const CHILINH = ref("290", "Thành phố Chí Linh");
const NINHGIANG = ref("299", "Huyện Ninh Giang");
const PROVINCE = ref("30", "Tỉnh Hải Dương");

const READ = ["area.read", "unit.read", "station.read", "observation.read", "alert.read", "feed.read", "quarantine.read", "quarantine.release", "feed.edit", "incident.read", "work.read", "roster.read", "playbook.read", "rule.read", "rule.try", "account.read", "pack.read", "pack.apply", "calendar.read", "calendar.edit", "observation.retain", "ledger.read", "warning.read"];
const DO = ["alert.acknowledge", "incident.open", "incident.note", "incident.step", "incident.close", "work.evidence", "work.close", "work.take", "rule.edit", "warning.draft", "warning.approve", "warning.confirm"];

export const me = {
  id: "acc_01",
  name: "mau-truc-ban-truong",
  unit: STTTT,
  grants: [{ role: "shift-leader", role_name: "Trực ban trưởng", unit: ref("H23", "Tỉnh Hải Dương"), area: PROVINCE, now: "", undecided: false }],
  verbs: [...READ, ...DO],
  sample: true,
  frame: "12/2019",
  version: "0.1.0",
  now: NOW,
};

const levels = [["Tốt", 50], ["Trung bình", 100], ["Kém", 150], ["Xấu", 200], ["Rất xấu", 300], ["Nguy hại", 500]];
const COLOURS = ["#00E400", "#FFFF00", "#FF7E00", "#FF0000", "#8F3F97", "#7E0023"];

function aqi(value, freshness = "new") {
  const level = levels.findIndex(([, top]) => value <= top) + 1;
  return { value, level, level_name: levels[level - 1][0], colour: COLOURS[level - 1], at: ago(42), parameter: "PM2.5", method: "VN_AQI-1459/2019", freshness };
}

const PARAMETERS = [["PM2.5", 38.4, "µg/m³"], ["PM10", 61.2, "µg/m³"], ["SO2", 12.5, "µg/m³"], ["NO2", 24.1, "µg/m³"], ["CO", 1850.9, "µg/m³"], ["O3", 71, "µg/m³"]];

function station(code, name, area, lon, lat, index, extra = {}) {
  const { minutes = 2, freshness = "live" } = extra;
  return {
    code, name, type: "air", area, owner: STNMT, lon, lat, feeds: ["air-files", "air-push"], sample: true, actions: ["correct", "mark"].map((verb) => ({ verb, allowed: true, why: "" })),
    latest: PARAMETERS.map(([parameter, value, unit], n) => ({ parameter, value: Math.round(value * (0.7 + index / 100) * 10) / 10, unit, at: ago(minutes), received: ago(minutes - 1), status: n === 5 ? "01" : "00", feed: n < 3 ? "air-files" : "air-push", freshness })),
    aqi: index === 0 ? null : aqi(index, freshness === "live" ? "new" : freshness),
  };
}

export const stations = [
  station("HD_TPHD_KHI001", "Trạm không khí TP Hải Dương", TPHD, 106.326, 20.94, 78),
  station("HD_CLINH_KHI002", "Trạm không khí Chí Linh", CHILINH, 106.385, 21.12, 86),
  station("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn", KINHMON, 106.53, 21.01, 112),
  station("HD_NGIANG_KHI004", "Trạm không khí Ninh Giang", NINHGIANG, 106.34, 20.73, 42),
  station("HD_KMON_KHI005", "Trạm không khí Phú Thứ, Kinh Môn", KINHMON, 106.49, 20.99, 64, { minutes: 152, freshness: "old" }),
];

/** Outlines are rough boxes: enough to see that the map draws them. */
const box = (code, name, west, south, east, north) => ({
  type: "Feature",
  properties: { code, name, kind: "district", parent: "30", schematic: true, source: "sơ hoạ" },
  geometry: { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
});
export const boundaries = {
  type: "FeatureCollection",
  features: [
    box("290", "Thành phố Chí Linh", 106.3, 21.05, 106.5, 21.22),
    box("291", "Nam Sách", 106.27, 20.97, 106.42, 21.05),
    box("292", "TX Kinh Môn", 106.42, 20.95, 106.62, 21.05),
    box("288", "TP Hải Dương", 106.27, 20.88, 106.4, 20.97),
    box("295", "Cẩm Giàng", 106.12, 20.9, 106.27, 21.02),
    box("299", "Ninh Giang", 106.25, 20.68, 106.45, 20.78),
    box("298", "Tứ Kỳ", 106.35, 20.78, 106.52, 20.88),
  ],
};

const allow = (...verbs) => verbs.map((verb) => ({ verb, allowed: true, why: "" }));
const bar = (verb, why) => ({ verb, allowed: false, why });
const playbook = { code: "KB-01", version: 1, title: "Bụi mịn vượt ngưỡng" };

function alert(n, title, severity, state, at, extra = {}) {
  return {
    id: `alr_0${n}`, number: `CB-24-000${n}`, title, rule: ref("air.pm25_high", "PM2.5 cao kéo dài"), condition: "PM2.5 trung bình giờ lớn hơn 50 µg/m³, kéo dài 1 giờ",
    expression: "mean > 50", breach: "", rule_version: 1, subject: { kind: "station", ...ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn") }, station: ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn"), lon: 106.53, lat: 21.01, parameter: "PM2.5", severity, state, value: 62.4, unit: "µg/m³",
    observed_at: ago(at - 2), since: ago(at + 60), fired_at: ago(at), acknowledged_at: state === "firing" ? null : ago(at - 5), acknowledged_by: state === "firing" ? "" : "Trực ban",
    resolved_at: state === "resolved" ? ago(1) : null, owner: STNMT, area: KINHMON, feed: "air-files", playbook, incident: null,
    actions: state === "resolved" ? [bar("acknowledge", "Cảnh báo đã hết lúc 09:41."), bar("open_incident", "Cảnh báo đã hết lúc 09:41.")] : allow("acknowledge", "open_incident"), ...extra,
  };
}
export const alerts = [
  alert(1, "PM2.5 cao tại Nhị Chiểu", 4, "acknowledged", 55, { incident: { id: "inc_01", number: "SC-24-0192" } }),
  alert(2, "Trạm Phú Thứ mất tín hiệu", 3, "firing", 20, { parameter: "", condition: "Không có số đo trong 2 giờ", value: null, unit: "", parameter_: "" }),
  alert(3, "PM10 cao tại TP Hải Dương", 2, "resolved", 130),
  alert(4, "Nguồn cấp mất kết nối · Tệp trạm không khí (Thông tư 10/2021)", 3, "firing", 12, {
    rule: null, expression: "", breach: "silent", subject: { kind: "feed", ...ref("air-files", "Tệp trạm không khí (Thông tư 10/2021)") }, station: null, lon: null, lat: null,
    parameter: "", value: null, unit: "", condition: "hẹn 5 phút một lần, nhưng không gửi gì trong 15 phút",
  }),
];
alerts[1].parameter = "PM2.5";
alerts[1].unit = "µg/m³";

const clock = (state, seconds, working = false) => ({ state, seconds, working });
const steps = [
  ["Xác minh bằng trạm gần nhất", "duty", "VN_AQI-1459/2019", "mục 2", 40],
  ["Báo Sở Tài nguyên và Môi trường và lãnh đạo trực", "shift-leader", "Luật BVMT 72/2020/QH14", "Điều 14", 30],
  ["Kiểm tra nguồn thải trong bán kính 2 km", "officer", "Luật BVMT 72/2020/QH14", "Điều 12", null],
  ["Chụp ảnh hiện trường, đo lại", "officer", "", "", null],
].map(([title, role, act, clause, done], index) => ({
  no: index + 1, title, role, role_name: { duty: "Trực ban", "shift-leader": "Trực ban trưởng", officer: "Chuyên viên" }[role], unit: STNMT, legal: act === "" ? [] : [{ act, clause, title: "Luật Bảo vệ môi trường", mark: "KNOWLEDGE high" }], limit_minutes: 60, due: ago(-60 - index * 30),
  evidence: index === 3, evidence_wanted: index === 3 ? "Ảnh hiện trường có giờ chụp" : "", done_at: done === null ? null : ago(done), done_by: done === null ? "" : "Trực ban trưởng", skipped_reason: "",
}));
const log = [
  { at: ago(55), by: "", kind: "opened", text: "Mở từ cảnh báo CB-24-0001, luật PM2.5 cao kéo dài" },
  { at: ago(50), by: "Trực ban trưởng", kind: "taken", text: "Giao Sở Tài nguyên và Môi trường, hạn 11:30" },
  { at: ago(40), by: "Trực ban", kind: "step", text: "Trạm gần nhất cũng tăng, xác minh xong" },
  { at: ago(12), by: "Chuyên viên", kind: "evidence", text: "Thêm ảnh hiện trường" },
];
export const evidence = [{ id: "evd_01", name: "hien-truong.jpg", type: "application/pdf", size: 245_760, sha: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", by: "Chuyên viên", at: ago(12), href: "/api/v1/files/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }];

function incident(n, number, title, severity, area, lon, lat, due, state = "soon") {
  return {
    id: `inc_0${n}`, number, title, severity, state: "open", owner: STNMT, area, subject: { kind: "station", ...ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn") }, station: ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn"), lon, lat,
    opened_at: ago(121), opened_by: "hệ thống, theo luật", closed_at: null, closed_reason: "", alerts: n === 1 ? [alerts[0]] : [],
    work: { id: `wrk_0${n}`, number: `CV-24-000${n}`, due: ago(-due), clock: clock(state, due * 60) }, playbook: { ...playbook, steps }, log, evidence: n === 1 ? evidence : [],
    actions: [...allow("note", "step", "evidence"), n === 1 ? allow("close")[0] : bar("close", "Cần ít nhất một bằng chứng trước khi đóng.")],
  };
}
export const incidents = [
  incident(1, "SC-24-0192", "Bụi mịn cao tại Nhị Chiểu, Kinh Môn", 4, KINHMON, 106.54, 21.02, 108),
  incident(2, "SC-24-0193", "Trạm không khí Phú Thứ mất tín hiệu", 3, KINHMON, 106.48, 20.98, 190),
  incident(3, "SC-24-0190", "Đốt rơm rạ dọc Quốc lộ 5", 2, TPHD, 106.35, 20.91, 1600, "ok"),
];

function work(n, title, severity, due, state, extra = {}) {
  return {
    id: `wrk_0${n}`, number: `CV-24-000${n}`, kind: "incident", title, subject: { kind: "incident", id: `inc_0${n}`, number: `SC-24-019${n}` }, severity, owner: STNMT,
    person: null, area: KINHMON, opened_at: ago(121), due: ago(-due), closed_at: null, state: "open", clock: clock(state, due * 60),
    next_step: { label: "Nhận việc", verb: "take" }, escalates_to: "Uỷ ban nhân dân tỉnh Hải Dương", raised_to: "", paused_until: null, reopened: 0, pauses: [], requests: [], evidence: [], log, actions: [...allow("take", "evidence", "pause", "extend", "hand-on"), bar("close", "Cần ít nhất một bằng chứng trước khi đóng.")],
    why_visible: "Bạn là Trực ban trưởng của tỉnh; việc này thuộc Sở Tài nguyên và Môi trường, địa bàn Thị xã Kinh Môn.", ...extra,
  };
}
export const works = [
  work(4, "Trạm không khí Cẩm Giàng gửi sai đơn vị đo", 4, -82, "late", { area: TPHD }),
  work(5, "Rà soát nguồn cấp chậm kỳ tháng 6", 2, -400, "late", { clock: clock("late", -9 * 3600, true), person: { id: "acc_02", name: "Chuyên viên" } }),
  work(1, "Bụi mịn cao tại Nhị Chiểu, Kinh Môn", 4, 108, "soon", { evidence, person: { id: "acc_01", name: "Trực ban trưởng" }, actions: allow("evidence", "close"), next_step: { label: "Đóng việc", verb: "close" }, subject: { kind: "incident", id: "inc_01", number: "SC-24-0192" } }),
  work(2, "Trạm không khí Phú Thứ mất tín hiệu", 3, 190, "soon", { next_step: { label: "Gọi người trực", verb: "take" } }),
  work(3, "Đốt rơm rạ dọc Quốc lộ 5", 2, 1600, "ok", { area: TPHD }),
  work(7, "Thay cảm biến PM10 tại Sao Đỏ", 2, 2600, "pause", {
    clock: clock("pause", 6 * 3600, true), paused_until: ago(-1400), next_step: null, actions: allow("evidence", "resume", "hand-on"),
    pauses: [{ reason: "Chờ vật tư, thiết bị", words: "Cảm biến đang nhập khẩu", began: ago(90), ended: ago(-1400), by: "Chuyên viên" }],
    requests: [{ wish: "more-time", hours: 16, unit: STNMT, words: "Hàng về chậm", state: "refused", asked_at: ago(300), asked_by: "Chuyên viên", decided_at: ago(200), decided_by: "Lãnh đạo sở", answer: "Mượn cảm biến dự phòng" }],
  }),
  work(6, "Kiểm định cảm biến quý III tại Ninh Giang", 2, 3200, "ok", { area: NINHGIANG }),
];

export const workReasons = [
  { code: "cho-vat-tu", use: "pause", name: "Chờ vật tư, thiết bị", hours: 80, basis: "", mark: "PROJECT CHOICE" },
  { code: "nhieu-co-quan", use: "extension", name: "Cần nhiều cơ quan phối hợp", hours: 120, basis: "", mark: "PROJECT CHOICE" },
];

function feed(code, name, connector, health, minutes, extra = {}) {
  return {
    code, name, owner: STNMT, connector, cadence_s: 300, due_hour: null, health, last_received: ago(minutes), last_observed: ago(minutes + 1),
    counts: { accepted: 8640, duplicate: 12, corrected: 3, quarantined: 5 }, stations: stations.length, quarantine_open: 3,
    parameters: PARAMETERS.map(([n, , unit]) => ({ name: n, unit, min: 0, max: 1000 })), mark: "PROJECT CHOICE", ...extra,
  };
}
export const feeds = [
  feed("air-files", "Tệp trạm không khí", "filedrop", "on_time", 2),
  feed("air-push", "Trạm không khí gửi qua mạng", "push", "on_time", 1),
  feed("air-mqtt", "Trạm không khí qua MQTT", "mqtt", "late", 152, { counts: { accepted: 120, duplicate: 0, corrected: 0, quarantined: 0 }, quarantine_open: 0 }),
];
const held = (n, parameter, raw, reason, message) => ({ id: `qua_0${n}`, received: ago(30 + n), first: ago(90 + n), times: 1, cell: "", state: "open", decision: "", form: "circular", station: "HD_TPHD_KHI001", parameter, raw, reason, message, origin: "HD_TPHD_KHI001_20240703091000.txt, dòng 3" });
export const quarantine = [
  held(1, "PM2.5", "PM2.5\t-12.0\tug/m3\t00", "feed.out_of_range", "Giá trị −12 nằm ngoài khoảng 0 đến 1.000 µg/m³."),
  held(2, "PM10", "PM10\t60.1\tppm\t00", "feed.wrong_unit", "Đơn vị ppm không phải đơn vị của hợp đồng (µg/m³)."),
  held(3, "CO", "CO\tNaN\tug/m3\t00", "feed.not_a_number", "Giá trị NaN không phải là số."),
  { ...held(4, "", "gio,ma,bui\n03/07/2024 07:00,KHI001,0.02\n03/07/2024 07:05,KHI001,0.03\n", "feed.bad_file", "Cả tệp không đọc được theo hợp đồng nguồn cấp: thiếu hoặc lặp cột tram, luc"), form: "file", station: "", origin: "air-files/tram-1.csv" },
];

export const contract = {
  code: "air-files", rev: 3, saved: ago(9000), by: "Quản trị dữ liệu",
  draft: {
    name: { vi: "Tệp trạm không khí", en: "Air station files" }, unit: "H23.STNMT", area: "30", connector: "filedrop", cadence_s: 300, playbook: "KB-NG-01", mark: "PROJECT CHOICE",
    parameters: PARAMETERS.map(([n, , unit]) => ({ name: n, unit, min: 0, max: 1000 })),
    mapping: { format: "csv", station: { column: "tram" }, time: { column: "luc", form: "dd/MM/yyyy HH:mm" }, values: [{ column: "bui", parameter: "PM2.5", unit: "mg/m3" }] },
  },
};

const tile = (code, label, value, unit, note, owner, minutes, freshness, href, link) => ({ code, label, value, unit, note, owner, source: "alert", at: ago(minutes), freshness, action: { label: link, href } });
export const overview = {
  tiles: [
    tile("SC-01", "Sự cố đang mở", 3, "", "thêm 1 từ 06:00", STTTT, 0, "live", "/console/incidents", "Xem 3 sự cố"),
    tile("CB-01", "Cảnh báo đang báo", 2, "", "1 chưa tiếp nhận", STNMT, 0, "live", "/console/alerts", "Xem cảnh báo"),
    tile("CV-02", "Việc quá hạn", 2, "", "trên 6 đang mở", STTTT, 0, "live", "/console/work", "Xem 2 việc"),
    tile("QT-01", "VN_AQI cao nhất", 112, "", "Nhị Chiểu, Kinh Môn", STNMT, 42, "new", "/console/stations/HD_KMON_KHI003", "Xem trạm"),
    tile("QT-02", "PM2.5 trung bình", 38.4, "µg/m³", "5 trạm", STNMT, 5, "new", "/console/stations", "Xem trạm"),
    tile("NC-01", "Nguồn cấp đúng kỳ", 66.7, "%", "2 trên 3", STTTT, 152, "old", "/console/feeds", "Xem nguồn cấp"),
  ],
  incidents,
  late_by_unit: [
    { unit: ref("H23.UB288", "UBND Thành phố Hải Dương"), count: 4, oldest_due: ago(1500) },
    { unit: STNMT, count: 2, oldest_due: ago(400) },
    { unit: ref("H23.UB299", "UBND huyện Ninh Giang"), count: 1, oldest_due: ago(40) },
  ],
  feeds,
  now: NOW,
};

export const areas = [PROVINCE, TPHD, CHILINH, KINHMON, NINHGIANG].map((area, n) => ({ ...area, kind: n === 0 ? "province" : n < 3 ? "city" : "district", parent: n === 0 ? "" : "30", from: n === 1 ? "2019-12-01" : null, to: null, km2: [1668.2, 111.68, 282.91, 165.33, 136.8][n], mark: "KNOWLEDGE high" }));
export const units = [ref("H23", "Tỉnh Hải Dương"), STTTT, STNMT, ref("H23.SYT", "Sở Y tế"), ref("H23.UB288", "UBND Thành phố Hải Dương")].map((unit, n) => ({ ...unit, kind: ["province", "department", "department", "department", "committee"][n], parent: n === 0 ? "" : "H23", from: null, to: null, mark: "PROJECT CHOICE", area: n === 4 ? TPHD : PROVINCE }));
export const accounts = [me, { ...me, id: "acc_02", name: "mau-chuyen-vien", unit: STNMT, grants: [{ role: "officer", role_name: "Chuyên viên", unit: STNMT, area: PROVINCE, now: "", undecided: false }] }].map(({ id, name, unit, grants }, n) => ({ id, name, login: name, sample: true, unit, grants, state: n === 0 ? "active" : "suspended", created_at: ago(9000), last_seen: n === 0 ? ago(3) : null }));
export const packs = [{ name: "haiduong", version: "1.0.0", title: "Tỉnh Hải Dương, khung 12/2019", applied_at: ago(9000), parts: ["areas", "units", "calendar", "boundaries"] }, { name: "air", version: "1.0.0", title: "Không khí: QCVN 05, VN_AQI", applied_at: ago(8990), parts: ["rules", "playbooks", "feeds", "stations"] }];
export const ledger = [["incident.open", "inc_01"], ["alert.acknowledge", "alr_01"], ["work.take", "wrk_01"], ["work.evidence", "wrk_01"]].map(([verb, subject], n) => ({ seq: 1204 - n, at: ago(n * 11), actor: { id: "acc_01", name: "mau-truc-ban-truong" }, verb, subject, unit: "H23.STNMT", position: 1204 - n, sealed: n > 0, link: "c1a9" }));

/** A day of five-minute values, or hours, that rise over the limit in the morning. */
const person = { id: "acc_07", name: "Phạm Thu Hà" };
export const history = {
  station: "HD_TPHD_KHI001", parameter: "PM2.5", now: { at: ago(5), value: 41.5, unit: "µg/m³", status: "00", feed: "@hand", mark: "verified" },
  earlier: [{ at: ago(5), value: 415, unit: "µg/m³", status: "00", feed: "air-files", replaced: ago(2), by: person, reason: "Trạm gửi nhầm dấu phẩy thập phân" }],
  marks: [{ from: ago(60), to: ago(0), mark: "verified", reason: "Đã đối chiếu với thiết bị chuẩn", by: person, made: ago(1) }], actions: [],
};

export function series(hourly, code = "") {
  // Each station lies a little higher than the one before it.
  const above = 6 * (Number(code.slice(-1)) || 0);
  const count = hourly ? 72 : 288;
  const width = hourly ? 60 : 5;
  return Array.from({ length: count }, (_, n) => {
    // Hours begin on the hour; NOW is 42 minutes into one.
    const at = ago((count - n) * width + (hourly ? 42 : 0));
    const value = Math.round((34 + 18 * Math.sin(n / (hourly ? 8 : 40)) + (n % 7) + (hourly ? above : 0)) * 10) / 10;
    return hourly ? { at, mean: value, min: value - 6, max: value + 9, count: 12, unit: "µg/m³" } : { at, value, unit: "µg/m³", status: n % 60 === 30 ? "01" : "00", feed: "air-files" };
  });
}

/** One day of all stations, in the shape of the wire; what is later than NOW has no period. */
export function replay(parameter, date, every) {
  const minutes = every === "PT15M" ? 15 : 60;
  const from = Date.parse(`${date}T00:00:00+07:00`);
  const steps = [];
  for (let at = from; at < from + 24 * 60 * MINUTE && at <= now; at += minutes * MINUTE) steps.push(new Date(at).toISOString());
  const index = parameter === "VN_AQI";
  return {
    parameter, date, every, rolled: false, steps,
    levels: index ? levels.map(([name, to], n) => ({ level: n + 1, name, from: n === 0 ? 0 : levels[n - 1][1] + 1, to, colour: COLOURS[n] })) : [],
    stations: stations.map((each, n) => ({
      code: each.code, unit: index ? "1" : "µg/m³",
      // The fourth station was silent in the early hours.
      values: steps.map((_, at) => (n === 3 && at < steps.length / 3 ? null : Math.round(40 + n * 14 + 30 * Math.sin(at / 4 + n)))),
      counts: steps.map((_, at) => (n === 3 && at < steps.length / 3 ? 0 : minutes / 5)),
    })),
  };
}

const rule = (code, name, parameter, when, reading, extra = {}) => ({
  code, name, kind: "value", condition: `${parameter}: ${when}`, reading, when, clear: "", parameter, over: "newest", feed: "", hold_s: 600, silence_s: 0, severity: 4, owner: STNMT,
  playbook: "KB-KK-01", opens_incident: true, mark: "PROJECT CHOICE", version: 2, state: "on", off_why: "", put_at: ago(9000), put_by: "", firing: 0, fired: 7, last_fired: ago(300), may_edit: true, ...extra,
});

export const rules = [
  rule("KK-PM25-CAO", "PM2.5 tăng rất cao", "PM2.5", "value > 150", "PM2.5 lớn hơn 150 µg/Nm³, kéo dài 10 phút", { firing: 1 }),
  rule("KK-AQI-XAU", "VN_AQI giờ từ mức Xấu", "VN_AQI", "value > 150", "VN_AQI lớn hơn 150", { hold_s: 0, fired: 0, last_fired: null }),
  rule("KK-PM25-LAN-CAN", "PM2.5 cao hơn các trạm lân cận", "PM2.5", 'value > neighbours("median", 20) + 100', "PM2.5 lớn hơn PM2.5 trung vị của các trạm cùng loại trong 20 km cộng 100", { state: "off", off_why: "chờ thêm trạm lân cận", severity: 2 }),
];

const draftOf = ({ code, name, kind, when, clear, parameter, over, feed, hold_s, silence_s, severity, owner, playbook, opens_incident, mark }) => ({
  code, name: { vi: name, en: name }, kind, when, clear, parameter, over, feed, hold_s, silence_s, severity, owner: owner.code, playbook, opens_incident, legal: [], mark,
});

export const ruleOne = (code) => {
  const found = rules.find((each) => each.code === code);
  return found && { rule: found, draft: draftOf(found) };
};

export const playbooks = [{ code: "KB-KK-01", version: 1, title: "Xử lý ô nhiễm không khí", from: null, to: null, in_force: true, mark: "PROJECT CHOICE", steps: [] }];

export const ruleChecked = { faults: [], reading: { vi: "PM2.5 lớn hơn 150 µg/Nm³, kéo dài 10 phút", en: "PM2.5 above 150 µg/Nm³, held for 10 minutes" }, unit: "ug/Nm3" };

export const ruleTried = {
  stations: 5, total: 5, values: 43000, next: "",
  findings: [[40000, 39900, 188.2], [22000, 21700, 231.4], [9000, null, 164.9]].map(([from, to, highest], n) => ({
    station: ref(stations[n].code, stations[n].name), fired_at: ago(from), since: ago(from + 10), resolved_at: to === null ? null : ago(to), value: 155.1, highest,
  })),
};
const dayOf = (day, kind, name, extra = {}) => ({ day, kind, other: "", name, name_vi: name, name_en: name, mark: "VERIFIED", source: "", edited_by: "", edited_at: null, given: "", contradicted: false, ...extra });
export const calendar = {
  year: 2024, known: true, years: [2019, 2020, 2021, 2022, 2023, 2024, 2025], plan: "b7c1", weekdays: ["mon", "tue", "wed", "thu", "fri"], hours: ["07:30–11:30", "13:00–17:00"], mark: "COMPUTED", source: "",
  days: [
    dayOf("2024-01-01", "holiday", "Tết Dương lịch"),
    ...["2024-02-09", "2024-02-10", "2024-02-11", "2024-02-12", "2024-02-13"].map((day) => dayOf(day, "holiday", "Tết Nguyên đán", { mark: "PROJECT CHOICE" })),
    dayOf("2024-04-29", "swap", "Nghỉ liền 30/4 và 1/5", { other: "2024-05-04" }),
    dayOf("2024-05-04", "worked", "Nghỉ liền 30/4 và 1/5", { other: "2024-04-29" }),
    dayOf("2024-09-02", "holiday", "Quốc khánh 2/9"),
    dayOf("2024-09-03", "holiday", "Quốc khánh, ngày liền kề", { source: "Thông báo 01/TB-UBND", edited_by: "Cán bộ dữ liệu mẫu", edited_at: ago(600), given: "ngày thường theo tuần làm việc", contradicted: true }),
  ],
};
export const keeping = [
  { parameter: "PM2.5", series: 12, raw_days: 400, hourly_days: 3650, reason: "Đủ cho báo cáo năm", set_by: "Vũ Thị Hạnh", set_at: ago(300), needs: [{ kind: "rule", name: "KK-PM25-CAO", days: 29 }, { kind: "derived", name: "VN_AQI", days: 2 }], removal: { state: "running", before: ago(576000), planned: 812000, removed: 240000, kept_back: 0, hours: 4000, joined: 0, started: ago(12), ended: null } },
  { parameter: "PM10", series: 12, raw_days: 0, hourly_days: 0, reason: "", set_by: "", set_at: null, needs: [], removal: null },
  { parameter: "SO2", series: 9, raw_days: 90, hourly_days: 0, reason: "Ít dùng", set_by: "Vũ Thị Hạnh", set_at: ago(90000), needs: [], removal: { state: "done", before: ago(130000), planned: 0, removed: 1440, kept_back: 3, hours: 24, joined: 48, started: ago(700), ended: ago(699) } },
];
export const keepingPlan = { plan: "9a7c", parameter: "PM10", raw_days: 400, hourly_days: 0, raw_days_now: 0, hourly_days_now: 0, series: 12, values: 812000, hours: 0, first: ago(2000000), last: ago(576000), bytes: 3200000, needs: [] };

export const placePlan = {
  plan: "c0de",
  ended: [{ code: "H23.A", name: "Sở A", kind: "department", path: "UBND tỉnh", above: "" }],
  begun: [{ code: "H23.B", name: "Sở B", kind: "department", path: "UBND tỉnh", above: "" }],
  moved: [],
  lines: [{ old: { code: "H23.A", name: "Sở A" }, new: { code: "H23.B", name: "Sở B" }, share: 1, people: null }],
  holds: [{ name: "work", text: "3 việc đang mở", count: 3 }],
  undecided: [],
};
export const calendarPlan = { plan: "b7c1", days: [{ day: "2024-09-03", before: "ngày thường theo tuần làm việc", after: "nghỉ lễ: Quốc khánh" }], moves: 14, steps: 3, items: [{ id: "wrk_01", number: "VI-24-0001", title: "Bụi mịn cao", owner: STNMT, due: ago(-600), to: ago(-2040) }], hidden: 2 };
export const changes = [{ code: "288", what: "ended", before: { name: "Thành phố Hải Dương", kind: "city", parent: PROVINCE, from: "2019-12-01", to: "" }, after: null, into: [], out: [], note: "chưa rõ đơn vị kế thừa" }];
export const knownPacks = [{ name: "air", version: "1.1.0", title: "Không khí: QCVN 05, VN_AQI", about: "", frame: "", sample: false, needs: ["haiduong"], applied: "1.0.0", newer: true }];

const both = (vi, en) => ({ vi, en });
const content = {
  categories: ["Env", "Health"], event: both("Ô nhiễm không khí", "Air pollution"), response_types: ["Avoid", "Monitor"], urgency: "Immediate", severity: "Severe", certainty: "Observed",
  audience: both("", ""), headline: both("Không khí rất xấu ở Kinh Môn, ở trong nhà đến 18 giờ", "Very bad air in Kinh Môn, stay indoors until 18:00"),
  description: both("Bụi mịn PM2.5 tại Nhị Chiểu gấp ba mức cho phép từ 8 giờ sáng.", "PM2.5 at Nhị Chiểu has been three times the limit since 8 in the morning."),
  instruction: both("Đóng cửa, đeo khẩu trang khi phải ra ngoài. Trường cho học sinh nghỉ hoạt động ngoài trời.", "Keep windows shut, wear a mask outside. Schools stop outdoor activities."),
  easy: both("Không khí bẩn. Hãy ở trong nhà.", "The air is dirty. Stay inside."), areas: ["292"],
  drawn: [[[21.03, 106.44], [21.03, 106.56], [20.97, 106.5], [21.03, 106.44]].map(([lat, lon]) => ({ lat, lon }))], drawn_name: both("Quanh mỏ đá Nhị Chiểu", "Around the Nhị Chiểu quarry"),
  onset: null, expires: ago(-500), contact: "1022", web: "", incident: "SC-24-0192",
};
const forms = [["vi", "CẢNH BÁO", "Thị xã Kinh Môn, Quanh mỏ đá Nhị Chiểu"], ["en", "WARNING", "Thị xã Kinh Môn, Around the Nhị Chiểu quarry"]].map(([lang, kind, where]) => ({
  lang, sms: `${kind}: ${content.headline[lang]}. ${where}. ${content.instruction[lang]} 18:02, 03/07/2024. TC-24-0003`, sms_parts: 4, sms_plain: "CANH BAO: Khong khi rat xau o Kinh Mon", plain_parts: 2,
  loudspeaker: `${content.headline[lang]}. ${content.easy[lang]}`, plain: `${content.headline[lang]}\n\n${content.description[lang]}\n\n${content.instruction[lang]}`, easy: content.easy[lang], where,
}));
const warning = (n, state, extra = {}) => ({
  id: `wrn_0${n}`, number: `TC-24-000${n}`, identifier: `TC-24-000${n}-aaaaaaaa`, state, type: "Alert", follows: "", headline: content.headline.vi, owner: STNMT, area: KINHMON, version: 2, content, published_at: null,
  moves: [{ at: ago(30), by: "Trực ban", state: "draft", words: "" }, ...(state === "draft" ? [{ at: ago(20), by: "Trực ban", state: "checked", words: "" }, { at: ago(12), by: "Trực ban trưởng", state: "draft", words: "Thiếu số điện thoại để hỏi" }] : [])],
  receipts: [], actions: allow("edit", "check", "withdraw"), forms, ...extra,
});
export const warnings = [
  warning(3, "draft", { id: "wrn_01" }),
  warning(2, "checked", { actions: [bar("approve", "Tin do bạn soạn hoặc kiểm tra: cần người thứ hai duyệt."), ...allow("return", "edit", "withdraw")] }),
  warning(1, "published", { id: "wrn_03", published_at: ago(900), type: "Update", follows: "wrn_02", receipts: [{ at: ago(880), by: "Phạm Thu Hà", unit: STTTT }], actions: allow("confirm", "update", "cancel"), content: { ...content, drawn: [], headline: both("Cúp nước khu đông TP Hải Dương", "No water in the east of Hải Dương") }, headline: "Cúp nước khu đông TP Hải Dương", area: TPHD }),
];

const an = { id: "acc_01", name: "Phạm Đức Anh" };
const binh = { id: "acc_02", name: "Lê Thanh Bình" };
const turnOf = (day, night, person, more = {}) => ({
  roster: "TTDH", shift: night ? "DEM" : "NGAY", name: night ? "Ca đêm" : "Ca ngày", day, start: `${day}T${night ? "19" : "07"}:00:00+07:00`,
  end: night ? new Date(Date.parse(`${day}T19:00:00+07:00`) + 12 * 60 * MINUTE).toISOString() : `${day}T19:00:00+07:00`, person, planned: person, why: "", gap: "", mine: false, ...more,
});
const fortnight = Array.from({ length: 14 }, (_, n) => new Date(Date.parse("2024-07-03T00:00:00Z") + n * 24 * 60 * MINUTE).toISOString().slice(0, 10));
const rosterTurns = fortnight.flatMap((day, n) => [
  turnOf(day, false, n < 5 ? an : binh, n === 2 ? { person: binh, why: "swap" } : { mine: n < 5 }),
  turnOf(day, true, n < 5 ? binh : an, n === 9 ? { gap: "leave" } : {}),
]);
const rosterGaps = rosterTurns.filter((turn) => turn.gap !== "");
const rosterRow = { code: "TTDH", name: "Trực Trung tâm điều hành", owner: { code: "H23.STTTT.TTDH", name: "Trung tâm Giám sát, điều hành đô thị thông minh" }, now: [rosterTurns[0]], gaps: rosterGaps.length };
const shiftOf = (code, vi, en, start, people) => ({ code, name: { vi, en }, start, minutes: 720, days: [1, 2, 3, 4, 5, 6, 7], first: "2024-01-01", every: 7, people });
export const rosters = [rosterRow];
export const roster = {
  ...rosterRow, version: 3, saved_at: ago(9000), saved_by: "Trưởng ca", from: "2024-07-03", to: "2024-07-17", turns: rosterTurns, missing: rosterGaps, people: [an, binh], may_edit: true, may_swap: true, calendar: "/api/v1/roster/TTDH.ics",
  draft: { name: { vi: "Trực Trung tâm điều hành", en: "Duty at the operations centre" }, owner: "H23.STTTT.TTDH", always: true, shifts: [shiftOf("NGAY", "Ca ngày", "Day shift", "07:00", [an.id, binh.id]), shiftOf("DEM", "Ca đêm", "Night shift", "19:00", [binh.id, an.id])] },
  leaves: [{ id: "lve_01", roster: "TTDH", person: an, from: "2024-07-12", to: "2024-07-13", stand_in: null }],
  swaps: [{ id: "swp_01", shift: "DEM", day: "2024-07-04", asker: binh, other: an, other_shift: "NGAY", other_day: "2024-07-06", state: "asked", asked_at: ago(50), answered_at: null, to_answer: true, mine: false }],
};
