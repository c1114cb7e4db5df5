// A small province for the tests and for developing the console without a server: the wire's shapes
// with invented content ("dữ liệu mẫu"), standing still at one moment.

export const NOW = "2024-07-03T09:42:00+07:00";
const now = Date.parse(NOW);
const MINUTE = 60_000;

/** ago(90) is the instant ninety minutes before NOW, written as the wire writes it. */
export const ago = (minutes) => new Date(now - minutes * MINUTE).toISOString();
export const ref = (code, name) => ({ code, name });

const STNMT = ref("H23.STNMT", "Sở Tài nguyên và Môi trường");
const STTTT = ref("H23.STTTT", "Sở Thông tin và Truyền thông");
const TPHD = ref("288", "Thành phố Hải Dương");
const KINHMON = ref("292", "Thị xã Kinh Môn");
const CHILINH = ref("290", "Thành phố Chí Linh");
const NINHGIANG = ref("299", "Huyện Ninh Giang");
const PROVINCE = ref("30", "Tỉnh Hải Dương");

const READ = ["area.read", "unit.read", "station.read", "observation.read", "alert.read", "feed.read", "quarantine.read", "quarantine.release", "feed.edit", "incident.read", "incident.read_signal", "work.read", "roster.read", "notify.own", "notify.read_log", "notify.configure", "handover.read", "directive.read", "playbook.read", "rule.read", "rule.try", "account.read", "pack.read", "pack.apply", "calendar.read", "calendar.edit", "observation.retain", "ledger.read", "exercise.read", "warning.read", "privacy.read", "consent.read", "report.read", "report.read_private", "dataset.read", "indicator.read", "publish.read", "publish.approve"];
const DO = ["playbook.propose", "alert.acknowledge", "alert.silence", "incident.open", "incident.signal", "incident.join", "incident.run", "incident.command", "incident.note", "incident.step", "incident.close", "work.evidence", "work.close", "work.take", "rule.edit", "warning.draft", "warning.approve", "exercise.run", "warning.confirm", "handover.write", "directive.give", "directive.report", "handover.stand_in", "privacy.handle", "consent.hold", "report.take", "report.classify", "report.handle", "report.moderate", "report.approve"];

export const me = {
  drill: null,
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
    resolved_at: state === "resolved" ? ago(1) : null, owner: STNMT, area: KINHMON, feed: "air-files", playbook, incident: null, group: { id: "grp_01", number: "NH-24-0001" },
    labels: [{ name: "rule", value: "air.pm25_high" }, { name: "station", value: "HD_KMON_KHI003" }], muted: false, mutes: [], flapping: false, quiet_at: null, raised: 0, raised_at: null, stale_at: state === "acknowledged" ? ago(-65) : null, link: "",
    actions: state === "resolved" ? [bar("acknowledge", "Cảnh báo đã hết lúc 09:41."), bar("open_incident", "Cảnh báo đã hết lúc 09:41.")] : allow("acknowledge", "raise", "silence", "open_incident"), ...extra,
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
export const silences = [
  {
    id: "sil_01", number: "TC-24-0003", maintenance: false, matchers: [{ name: "station", op: "=", value: "HD_CLINH_KHI002" }], comment: "Hiệu chuẩn máy đo bụi, chờ nhà thầu", owner: STNMT, area: KINHMON, by: "Trực ban trưởng",
    created_at: ago(40), starts: ago(40), ends: ago(-138), state: "active", ended_by: "", hides: 2, hid: 3, actions: allow("end"),
  },
];
export const maintenances = [
  {
    id: "mnt_01", number: "BT-24-0001", matchers: [{ name: "feed", op: "=", value: "air-files" }], comment: "Sao lưu máy chủ trạm", owner: STNMT, area: KINHMON, by: "Cán bộ quan trắc",
    starts: ago(-600), ends: ago(-660), every: "week", until: ago(-60000), next: ago(-600), actions: allow("end"),
  },
];
export const groups = [
  {
    id: "grp_01", number: "NH-24-0001", title: "PM2.5 cao tại Nhị Chiểu và 4 cảnh báo khác", labels: [{ name: "rule", value: "air.pm25_high" }], severity: 4, count: 5, firing: 3, owner: STNMT, area: KINHMON,
    began_at: ago(55), notified_at: ago(54), notices: 1,
  },
];
export const hide = { count: 1, first: [] };
export const alertSettings = {
  groupings: [{ code: "dia-ban", name: "Theo đơn vị, huyện và luật", match: [], by: ["unit", "district", "rule"], wait_seconds: 30, interval_seconds: 300, repeat_seconds: 14400, many: 4, mark: "PROJECT CHOICE" }],
  inhibitions: [{ code: "nguon-cap-mat", name: "Nguồn cấp mất thì trạm của nó im", source: [{ name: "breach", op: "=", value: "silent" }], target: [{ name: "kind", op: "=", value: "silence" }], equal: ["feed"], mark: "PROJECT CHOICE" }],
  stale: [5, 4, 3, 2, 1].map((severity) => ({ severity, seconds: 3600 * (6 - severity) })), flaps: 4, window_seconds: 3600, quiet_seconds: 1800, longest_seconds: 604800, labels: ["rule", "station"], mark: "PROJECT CHOICE",
};
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

const gathered = [
  { kind: "alert", id: "alr_01", number: "CB-24-0001", words: "PM2.5 cao tại Nhị Chiểu", place: "Trạm không khí Nhị Chiểu, Kinh Môn", lon: 106.54, lat: 21.02, at: ago(55), source: "", reliability: "", origin: true, why: "", by: "", via: null },
  { kind: "call", id: "sig_01", number: "", words: "Khói mù cả chợ", place: "chợ Nhị Chiểu", lon: null, lat: null, at: ago(40), source: "người bán hàng", reliability: "C2", origin: false, why: "cách 400 m, cách 12 phút, cùng loại", by: "Trực ban trưởng", via: null },
];
export const incidentProposals = [{ signal: { ...gathered[1], id: "sig_02", words: "Đốt rơm rạ cạnh trạm" }, incident: null, why: "cách 900 m, cách 5 phút" }];
export const incidentTypes = [
  { ...ref("o-nhiem-khong-khi", "Ô nhiễm không khí"), playbook: null, mark: "PROJECT CHOICE" },
  { ...ref("chay-no", "Cháy, nổ"), playbook: null, mark: "PROJECT CHOICE" },
];
export const signals = [
  { id: "sig_03", kind: "call", type: null, words: "Có mùi khét ở cầu Phú Lương", place: "cầu Phú Lương", lon: null, lat: null, at: ago(8), source: "lái xe", reliability: "", owner: STNMT, area: TPHD, taken_at: ago(7), taken_by: "Trực ban trưởng", aside: "", incident: null, actions: allow("open", "aside") },
];
const report = (no, sent) => ({
  no, due: ago(-60), sent_at: sent, by: sent === null ? "" : "Trực ban trưởng", situation: "Bụi mịn cao tại Nhị Chiểu. 2 tín hiệu.", done: "08:10 Xong bước 1", next: "Bước 2: tìm nguồn", needs: "2 xe phun nước",
  figures: { severity: 4, signals: 2, alerts_alive: 1, steps_done: 1, steps_all: 3, objectives_met: 0, objectives_all: 1, resources_out: 1, resources_here: 0 },
});
export const sitreps = { draft: report(2, null), sent: [report(1, ago(30))] };

function incident(n, number, title, severity, area, lon, lat, due, state = "soon") {
  return {
    id: `inc_0${n}`, number, title, severity, state: "open", owner: STNMT, area, subject: { kind: "station", ...ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn") }, station: ref("HD_KMON_KHI003", "Trạm không khí Nhị Chiểu, Kinh Môn"), lon, lat,
    opened_at: ago(121), opened_by: "hệ thống, theo luật", closed_at: null, closed_reason: "", alerts: n === 1 ? [alerts[0]] : [],
    work: { id: `wrk_0${n}`, number: `CV-24-000${n}`, due: ago(-due), clock: clock(state, due * 60) }, playbook: { ...playbook, steps: steps.map((step) => ({ ask: "", answers: [], answer: "", place: "on", past_by: 0, then: 0, ...step })) }, log, evidence: n === 1 ? evidence : [],
    type: ref("o-nhiem-khong-khi", "Ô nhiễm không khí"), place: "", lead: null, sitrep_due: ago(-60), sitrep_minutes: 240, findings: [], review: null,
    signals: n === 1 ? gathered : [], followers: [], related: n === 1 ? [{ id: "inc_02", number: "SC-24-0193", title: "Trạm không khí Phú Thứ mất tín hiệu", severity: 3, state: "open" }] : [],
    roles: n === 1 ? [{ role: "commander", person: { id: "acc_01", name: "Trực ban trưởng" }, from: ago(110), to: null }] : [],
    objectives: n === 1 ? [{ no: 1, words: "Hết khói trước 17 giờ", at: ago(100), by: "Trực ban trưởng", met_at: null, met_by: "" }] : [],
    resources: n === 1 ? [{ no: 1, what: "xe phun nước", amount: 2, giver: "Công ty môi trường đô thị", state: "asked", asked_at: ago(50), there_at: null, released_at: null, by: "Trực ban trưởng" }] : [],
    actions: [...allow("note", "step", "evidence", "run", "command", "grade", "join"), n === 1 ? allow("close")[0] : bar("close", "Cần ít nhất một bằng chứng trước khi đóng.")],
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
    next_step: { label: "Nhận việc", verb: "take" }, escalates_to: "Uỷ ban nhân dân tỉnh Hải Dương", raised_to: "", paused_until: null, reopened: 0, pauses: [], requests: [], evidence: [], log, proposal: null, duplicate_of: null, duplicates: [],
    chain: { told: [], walk: "untaken", next: { station: "duty", unit: STNMT }, next_at: ago(-20), deputies: ["Phó Chủ tịch"], deputy_unit: "Uỷ ban nhân dân tỉnh Hải Dương", named: true },
    actions: [...allow("take", "evidence", "pause", "extend", "hand-on", "escalate", "duplicate", "question", "not-ours"), bar("close", "Cần ít nhất một bằng chứng trước khi đóng.")],
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

const told = (n, station, unit, name, minutes, doubled = false) => ({ step: n, at: ago(minutes), walk: "untaken", station, unit, name, doubled });
Object.assign(works.find((each) => each.id === "wrk_01"), {
  proposal: { unit: STTTT, of: 14, among: 20, alike: [{ id: "wrk_03", number: "CV-24-0003", title: "Đốt rơm rạ dọc Quốc lộ 5" }] },
  duplicates: [{ id: "wrk_08", number: "CV-24-0008", title: "Khói bụi tại Nhị Chiểu" }],
  actions: allow("evidence", "close", "hand-on", "escalate", "duplicate", "question", "not-ours"),
  chain: {
    told: [told(1, "duty", STNMT, "Trực môi trường", 90), told(2, "head", STNMT, "", 60), told(2, "head", ref("H23", "Uỷ ban nhân dân tỉnh Hải Dương"), "Lãnh đạo", 60, true)],
    walk: "late", next: { station: "deputy", unit: ref("", "") }, next_at: ago(-30), deputies: ["Phó Chủ tịch"], deputy_unit: "Uỷ ban nhân dân tỉnh Hải Dương", named: true,
  },
});

export const workViews = [
  { id: "wvw_01", name: "Mức cao chưa ai nhận", unit: null, filter: { view: "all", done: false, kind: "", unit: "", severity: 4, clock: "", untaken: true, q: "", sort: "severity" }, may_change: true },
  { id: "wvw_02", name: "Của cả sở", unit: STNMT, filter: { view: "unit", done: false, kind: "", unit: "", severity: 0, clock: "", untaken: false, q: "", sort: "due" }, may_change: false },
];
const loaded = (unit, open, late, oldest, done, onTime, load) => ({ unit, open, late, oldest, done, on_time: onTime, load });
export const workLoad = { items: [loaded(STNMT, 23, 3, ago(9000), 40, 36, 31.5), loaded(STTTT, 9, 0, ago(2000), 12, 12, 6.5), loaded(ref("H23.SYT", "Sở Y tế"), 0, 0, null, 0, 0, 0)], method: "Mỗi việc đang mở được tính theo thời gian thường mất của việc cùng loại, cùng mức." };

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
  hidden: { silences: 1, maintenance: 0, alerts: 2, inhibited: 0 },
  silences,
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
  on_duty: [{ unit: ref("H23.SYT", "Sở Y tế"), shift: "Ca đêm", until: ago(-558), gap: "leave" }, { unit: STTTT, shift: "Ca ngày", until: ago(-558), gap: "" }],
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

const procedureStep = (no, title, more = {}) => ({
  no, title, role: "officer", role_name: "Chuyên viên", unit: STNMT, limit_minutes: 90, evidence: false, evidence_wanted: "", ask: "", answers: [], then: 0, legal: [], ...more,
});
const procedure = {
  code: "KB-KK-01", version: 2, title: "Xử lý ô nhiễm không khí", owner: STNMT, from: "2024-07-01", to: "", in_force: true, mark: "PROJECT CHOICE", origin: "local",
  put_at: ago(9000), put_by: "Lê Thị Lan", short: "A1B2C3", waiting: 1,
  flags: [{ act: "BVMT-2020", clause: "Điều 12", what: "amended", words: "BVMT-2020 Điều 12 đã sửa đổi", at: ago(600) }],
  steps: [
    procedureStep(1, "Kiểm tra số đo có tin được không", {
      role: "duty", role_name: "Trực ban", limit_minutes: 15, ask: "Số đo có tin được không?",
      answers: [{ key: "A", title: "Có", to: 0, end: false }, { key: "B", title: "Không", to: 3, end: false }],
      legal: [{ act: "BVMT-2020", number: "72/2020/QH14", clause: "Điều 12", title: "Bảo vệ môi trường không khí", mark: "KNOWLEDGE medium", to: "" }],
    }),
    procedureStep(2, "Tìm nguồn gây ô nhiễm quanh trạm", { evidence: true, evidence_wanted: "Ảnh hiện trường có giờ chụp" }),
    procedureStep(3, "Ghi nguyên nhân, việc đã làm, kết quả", { limit_minutes: 480 }),
  ],
};
export const playbooks = [procedure, { ...procedure, code: "KB-NG-01", title: "Trạm mất nguồn số liệu", version: 1, origin: "pack", from: "", flags: [], waiting: 0, put_by: "" }];
const alike = (vi) => ({ vi, en: vi });
const procedureDraft = {
  title: alike(procedure.title), owner: "H23.STNMT", limit_minutes: 0, from: "", to: "", mark: "PROJECT CHOICE",
  steps: procedure.steps.map((step) => ({
    title: alike(step.title), role: step.role, unit: "H23.STNMT", limit_minutes: step.limit_minutes, legal: step.legal.map(({ act, clause }) => ({ act, clause })), evidence: alike(step.evidence_wanted),
    ask: alike(step.ask), answers: step.answers.map(({ title, to, end }) => ({ title: alike(title), to, end })), then: step.then,
  })),
};
const procedureChanges = ["Bước 2, thời hạn: từ “1 giờ” thành “1 giờ 30 phút”", "Thêm bước 3: Ghi nguyên nhân, việc đã làm, kết quả"];
export const proposals = [{
  id: "pbp_01", number: "KB-24-0001", code: "KB-KK-01", title: procedure.title, base: 2, newest: 2, state: "proposed", revision: 2, why: "Một giờ không đủ để tới hiện trường", case: { id: "inc_01", number: "SC-24-0001" },
  owner: STNMT, by: "Lê Thị Lan", created_at: ago(300), changed_at: ago(200), changed_by: "Lê Thị Lan", version: 0, draft: procedureDraft, changes: procedureChanges, meanwhile: [], faults: [],
  moves: [{ at: ago(300), by: "Lê Thị Lan", what: "begun", words: "" }, { at: ago(200), by: "Lê Thị Lan", what: "proposed", words: "" }],
  actions: ["edit", "propose", "approve", "return", "withdraw"].map((verb) => ({ verb, allowed: verb !== "propose", why: "" })),
}];
export const playbookOne = (code) => {
  const found = playbooks.find((each) => each.code === code);
  const line = { from: "", to: "", counts: false, origin: "pack", put_at: ago(90000), put_by: "", why: "", short: "0F1E2D", changes: [] };
  return found && {
    playbook: found, newest: 2, draft: procedureDraft, proposals, method: "Bước đúng hạn tính đủ điểm; bước trễ hoặc bỏ qua có lý do tính nửa.",
    versions: [{ ...line, version: 2, counts: true, origin: "local", put_by: "Lê Thị Lan", why: "Một giờ không đủ", changes: procedureChanges, from: "2024-07-01" }, { ...line, version: 1 }],
    drills: [{ exercise: "exr_01", name: "Diễn tập quý 2", version: 1, started_at: ago(50000), ended_at: ago(49900), points: 83, steps: 3, on_time: 2, late: 1, skipped: 0, missing: 0, lost: ["Bước 2 trễ 12 phút: Tìm nguồn gây ô nhiễm quanh trạm"] }],
    actions: [{ verb: "propose", allowed: true, why: "" }, { verb: "review", allowed: true, why: "" }],
  };
};
export const playbookTried = { faults: [], changes: procedureChanges };
export const law = [{ code: "BVMT-2020", number: "72/2020/QH14", title: "Luật Bảo vệ môi trường 2020", mark: "KNOWLEDGE high", from: "2022-01-01", to: "", clauses: [{ clause: "Điều 12", text: "Bảo vệ môi trường không khí", mark: "KNOWLEDGE medium" }] }];

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
export const exerciseScripts = [{ code: "air", name: "Đợt ô nhiễm không khí", about: "Số liệu dựng", playbook: "KB-01", speed: 4, lasts_s: 7200, steps: 2, sample: true }];
export const exercises = [
  {
    id: "exr_01", number: "DT-24-0001", name: "Diễn tập không khí ca tối", state: "planned", archived: false, script: "Đợt ô nhiễm không khí", sample: true, playbook: "KB-01", owner: STTTT, area: KINHMON, speed: 4, planned_by: "Trưởng ca",
    started_at: null, ended_at: null, inside: null, lasts_s: 7200, size: 0, people: [{ id: "acc_01", name: "Phạm Đức Anh" }], report: null, actions: allow("start", "drop"),
    steps: [{ after_s: 0, kind: "message", words: "Diễn tập bắt đầu", played_at: null, fault: "" }, { after_s: 300, kind: "call", words: "Có người gọi: khói mù cả xóm", played_at: null, fault: "" }],
  },
];
export const templates = [
  { code: "air", name: "Ô nhiễm không khí", playbooks: ["KB-KK-01"], levels: [ref("bad", "rất xấu"), ref("worst", "nguy hại")], mark: "PROJECT CHOICE" },
  { code: "flood", name: "Lũ, đê điều", playbooks: [], levels: [ref("watch", "Nước sông lên, cần theo dõi")], mark: "PROJECT CHOICE" },
];
export const filled = { level: "bad", content: { ...content, drawn: [], drawn_name: both("", ""), contact: "", incident: "" } };
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

export const deputies = [
  { id: "dep_01", unit: rosterRow.owner, person: an, deputy: binh, from: "2024-07-02", to: "2024-07-06", may_edit: true },
  { id: "dep_02", unit: rosterRow.owner, person: binh, deputy: an, from: "2024-07-20", to: "2024-07-22", may_edit: false },
];

const duty = (shift, name, who, mine = false) => ({ roster: "TTDH", shift, name, day: "2024-07-03", start: ago(162), end: ago(-558), person: { id: `acc_${shift}`, name: who }, planned: { id: `acc_${shift}`, name: who }, why: "", gap: "", mine });
const handoverLine = (section, key, number, title, severity, extra = {}) => ({
  section, key, number, title, severity, owner: STNMT, person: "", since: ago(300), due: ago(-300), resumes: null, extended: false, must: severity >= 4, why: severity >= 4 ? "severe" : "", read_at: null, veiled: false, ...extra,
});
const handoverLines = [
  handoverLine("incident", "inc_01", "SC-24-0192", "Bụi mịn cao tại Nhị Chiểu, Kinh Môn", 4),
  handoverLine("incident", "inc_02", "SC-24-0193", "Trạm không khí Phú Thứ mất tín hiệu", 3, { person: "Trực ban" }),
  handoverLine("late", "wrk_04", "CV-24-0004", "Trạm không khí Cẩm Giàng gửi sai đơn vị đo", 3, { due: ago(82), must: true, why: "late" }),
  handoverLine("promise", "wrk_02", "CV-24-0002", "Gọi lại cho xã Bạch Đằng", 2, { extended: true, must: true, why: "hand" }),
  handoverLine("held", "wrk_03", "CV-24-0003", "Đốt rơm rạ dọc Quốc lộ 5", 2, { resumes: ago(-900) }),
  handoverLine("gap", "gap/TTDH/DEM/2024-07-04", "TTDH", "Trực Trung tâm điều hành, Ca đêm", 0, { owner: STTTT, must: true, why: "gap" }),
  handoverLine("note", "hnt_01", "", "Máy phát số 2 hỏng, thợ đến lúc 20:00", 0, { owner: STTTT, person: "Trực ban trưởng", due: null, must: true, why: "note" }),
];
function handover(n, state, extra = {}) {
  const signed = (who, minutes) => ({ turns: state === "done" ? [] : [duty("NGAY", "Ca ngày", who, who === "Trực ban trưởng")], signed_by: who, signed_at: ago(minutes), reason: "" });
  const waits = (shift, name, who, mine) => ({ turns: [duty(shift, name, who, mine)], signed_by: "", signed_at: null, reason: "" });
  const lines = state === "done" ? handoverLines.map((line) => ({ ...line, read_at: line.must ? ago(20) : null })) : handoverLines;
  return {
    id: `hov_0${n}`, number: `BG-24-000${n}`, roster: ref("TTDH", "Trực Trung tâm điều hành"), owner: STTTT, state, at: ago(-558), until: ago(-1278), opened_at: ago(60), opened_by: "Trực ban trưởng",
    out: state === "open" ? waits("NGAY", "Ca ngày", "Trực ban trưởng", true) : signed("Trực ban trưởng", 40), in: state === "done" ? signed("Trực ban", 15) : waits("DEM", "Ca đêm", "Trực ban", false), unsigned: state === "offered",
    lines, more: 3, must: 5, unread: state === "offered" ? 5 : 0,
    changes: state === "open" ? [] : [{ what: "gone", line: handoverLines[2], due: null }, { what: "moved", line: handoverLines[3], due: ago(-700) }, { what: "new", line: handoverLine("incident", "inc_03", "SC-24-0194", "Mất điện trạm bơm An Thổ", 4), due: null }],
    remark: state === "done" ? "Đã nhận đủ, theo dõi tiếp trạm bơm." : "", log: [{ at: ago(60), by: "Trực ban trưởng", kind: "opened", text: "Mở sổ" }],
    digest: state === "open" ? "" : "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", seal: state === "done" ? "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" : "", intact: true,
    actions: [["write", state === "open"], ["sign-out", state === "open"], ["take-back", state === "offered"], ["tick", state === "offered"], ["sign-in", false]].map(([verb, allowed]) => ({ verb, allowed, why: allowed ? "" : verb === "sign-in" && state === "offered" ? "Còn 5 mục phải đọc chưa được đánh dấu đã đọc" : "Sổ đã đổi trạng thái.", stands_in: false })), ...extra,
  };
}
export const handovers = [handover(3, "open"), handover(2, "offered"), handover(1, "done")];
export const handoverPosts = [{ roster: ref("TTDH", "Trực Trung tâm điều hành"), owner: STTTT, sheet: handovers[0], at: null, out: [], in: [], may_open: true, why: "" }];

function directive(n, title, state, due, extra = {}) {
  return {
    id: `dir_0${n}`, number: `CD-24-000${n}`, parent: "", title, source: { kind: "meeting", words: "Giao ban tuần 27", day: "2024-07-01" }, giver: ref("H23", "Tỉnh Hải Dương"), given_at: ago(2900), given_by: "Lãnh đạo", given_by_me: n !== 1,
    doer: STNMT, person: { id: "acc_02", name: "Chuyên viên" }, state, percent: 40, due: ago(-due), late: due < 0, work: `wrk_0${n}`, work_number: `CV-24-000${n}`, proofs: n === 2 ? 1 : 0, ended_at: null,
    result: "Báo cáo có ảnh từng lò và biên bản đo", responsibility: "Giám đốc Sở chịu trách nhiệm trước Chủ tịch", clock: clock(due < 0 ? "late" : "ok", due * 60), evidence: n === 2 ? evidence : [], parts: [],
    log: [{ at: ago(2900), by: "Lãnh đạo", kind: "give", text: "Giao chỉ đạo" }, { at: ago(300), by: "Chuyên viên", kind: "report", text: "Báo cáo tiến độ 40%: đã kiểm tra 5 lò" }],
    actions: [["report", state === "open"], ["hand-in", false], ["part", state === "open"], ["accept", state === "handed-in"], ["send-back", state === "handed-in"], ["withdraw", true]].map(([verb, allowed]) => ({ verb, allowed, why: allowed ? "" : "Cần ít nhất một bằng chứng trước khi nộp kết quả." })),
    item_actions: allow("evidence", "extend"), ...extra,
  };
}
export const directives = [
  directive(1, "Kiểm tra 12 lò gạch ở Kinh Môn", "open", 2900),
  directive(2, "Thay cảm biến hỏng ở trạm Phú Thứ", "handed-in", 600),
  directive(3, "Báo cáo nguồn cấp chậm kỳ tháng 6", "open", -300, { source: { kind: "leader" } }),
];
directives[0].parts = [directive(4, "Khám bụi phổi cho công nhân lò", "open", 2000, { parent: "dir_01", doer: ref("H23.SYT", "Sở Y tế") })];

const noticeOf = (id, kind, severity, title, more = {}) => ({
  id, kind, severity, number: "SC-24-0192", title, text: `Mức ${severity}. Sở Tài nguyên và Môi trường. Thị xã Kinh Môn. Hạn 17:00 03/07/2024.`, href: "/work/wrk_01", at: ago(20), read: null, wants: "take", acknowledged: null, ...more,
});
export const notices = [
  noticeOf("ntc_04", "escalated", 5, "Chưa ai nhận: Sự cố SC-24-0192"),
  noticeOf("ntc_03", "soon", 3, "Còn 4 giờ: Việc VI-24-0031", { wants: "seen" }),
  noticeOf("ntc_02", "alert", 4, "12 cảnh báo: Bụi mịn cao", { read: ago(60), acknowledged: ago(58), href: "/alerts" }),
  noticeOf("ntc_01", "roster", 2, "Đã đồng ý đổi ca ngày 06/07/2024", { read: ago(300), wants: "seen", href: "/roster" }),
];
const noticeKinds = ["alert", "escalated", "approval", "work", "soon", "late", "request", "situation", "roster"];
export const noticeRules = {
  version: 2, lang: "vi", quiet: true, from: "22:00", to: "06:00", push_key: "BPuk", each: noticeKinds.map((kind) => ({ kind, channels: kind === "escalated" ? ["webpush", "email", "sms"] : ["webpush"], least: kind === "alert" ? 3 : 1, when: kind === "soon" ? "working" : "always" })),
  channels: [{ name: "webpush", on: true, typed: false, webpush: true }, { name: "email", on: true, typed: true, webpush: false }, { name: "sms", on: true, typed: true, webpush: false }, { name: "zalo", on: false, typed: true, webpush: false }, { name: "webhook", on: false, typed: false, webpush: false }],
  addresses: [{ id: "adr_01", channel: "email", address: "an…@haiduong.gov.vn", label: "", added: ago(9000), verified: true }, { id: "adr_02", channel: "sms", address: "+84…678", label: "Điện thoại trực", added: ago(3), verified: false }],
};
const deliveryOf = (id, state, channel, more = {}) => ({
  id, person: an, unit: { code: "H23.STTTT.TTDH", name: "Trung tâm Giám sát, điều hành đô thị thông minh" }, channel, kind: "escalated", number: "SC-24-0192", title: "Chưa ai nhận: Sự cố SC-24-0192", severity: 5, state, held_for: "", cause: "", tries: 1,
  made: ago(20), due: ago(20), sent: null, doubled: false, actions: [{ verb: "retry", allowed: state === "failed", why: state === "failed" ? "" : "Lần gửi này đã đến nơi" }], ...more,
});
export const deliveries = [
  deliveryOf("dlv_04", "failed", "sms", { cause: "Cổng tin nhắn từ chối tin này" }),
  deliveryOf("dlv_03", "waiting", "email", { cause: "Máy chủ thư hẹn thử lại (451)", tries: 3, due: ago(-4) }),
  deliveryOf("dlv_02", "held", "zalo", { held_for: "quiet", due: ago(-300) }),
  deliveryOf("dlv_01", "sent", "webpush", { sent: ago(19), doubled: true }),
];
export const deliveryCounts = [{ channel: "sms", state: "failed", count: 1, oldest: ago(20) }, { channel: "email", state: "waiting", count: 1, oldest: ago(20) }, { channel: "webpush", state: "sent", count: 41, oldest: ago(900) }];
const fieldOf = (name, form, more = {}) => ({ name, form, secret: false, required: false, choices: [], value: "", known: false, ...more });
export const channels = [
  { channel: "email", on: true, version: 3, saved: ago(9000), saved_by: "Quản trị", fields: [fieldOf("host", "line", { required: true, value: "mail.haiduong.gov.vn" }), fieldOf("port", "number", { required: true, value: "587" }), fieldOf("security", "choice", { required: true, value: "starttls", choices: ["starttls", "tls", "none"] }), fieldOf("password", "line", { secret: true, known: true }), fieldOf("cap", "number", { value: "0" })] },
  { channel: "sms", on: false, version: 0, saved: null, saved_by: "", fields: [fieldOf("url", "line", { required: true }), fieldOf("body", "lines")] },
];
