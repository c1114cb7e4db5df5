// Morning briefs of the small province, and the meeting on one of them. Nobody of them lives, and no telephone is anybody's.
import { ago, directives, ref } from "./data.mjs";

const line = (key, code, what, more = {}) => ({
  kind: "work", key, code, what, severity: 2, unit: ref("H23.STNMT", "Sở Tài nguyên và Môi trường"), person: { id: "acc_02", name: "Giám đốc Sở" }, phone: "02200000001",
  since: ago(600), due: ago(120), told: "", promise: "", extended: 0, link: `work/${key}`, stale: false, ...more,
});

export const content = {
  title: "BẢN TIN GIAO BAN SÁNG", issuer: "TRUNG TÂM GIÁM SÁT, ĐIỀU HÀNH", cut_at: ago(60), since: ago(1500), meeting: "2024-07-02", kept: 1, broken: 1,
  promises: [line("dir_01", "CD-24-0001", "Đối chiếu giải ngân với Kho bạc", { promise: "broken", extended: 1, link: "directives/dir_01" }), line("dir_02", "CD-24-0002", "Thông 3 miệng cống", { promise: "kept", link: "directives/dir_02" })],
  figures: [
    { code: "KB-07", name: "giải ngân", value: "38,4", unit: "%", compared: "hôm qua 38,4", light: "watch", word: "Chậm", owner: "Sở Kế hoạch và Đầu tư", at: ago(7000), stale: true },
    { code: "SC-01", name: "sự cố đang mở", value: "5", unit: "", compared: "hôm qua 3", light: "", word: "", owner: "Trung tâm", at: ago(60), stale: false },
  ],
  changes: [line("inc_01", "SC-24-0001", "Sự cố mới: ngập sâu trên 15 cm", { kind: "incident", link: "incidents/inc_01", due: null })],
  late: [line("wrk_01", "PA-24-0001", "Nước thải đổ ra mương nội đồng", { told: "Phó Chủ tịch trực" }), line("wrk_02", "PA-24-0002", "Đèn đường tắt 400 m", { phone: "" })],
  today: [line("wrk_03", "SC-24-0002", "Khắc phục 3 điểm ngập", { due: ago(-300) })],
  doubts: [line("air-files", "air-files", "Không khí Kinh Môn: CŨ TỪ 05:00", { kind: "feed", stale: true, person: null, phone: "", due: null, link: "feeds/air-files" })],
  more: { promises: 0, changes: 0, late: 9, today: 0, doubts: 0 },
};

const brief = (day, state, more = {}) => ({
  id: `brf_${day}`, number: `BT-24-0${day.slice(8)}1`, day, unit: ref("H23", "UBND tỉnh"), state, version: 1, digest: "0123456789abcdef".repeat(4), composed_at: ago(60),
  signed_at: state === "composed" ? null : ago(50), signed_by: state === "composed" ? "" : "Trưởng ca", sent_at: state === "sent" ? ago(40) : null, sent_by: state === "sent" ? "Trưởng ca" : "", met: false,
  intact: true, content, versions: [{ no: 1, digest: "0123456789abcdef".repeat(4), at: ago(60), by: "" }],
  actions: ["compose", "sign", "send", "meet", "remind"].map((verb) => ({ verb, allowed: true, why: "" })), ...more,
});

export const briefs = [brief("2024-07-03", "sent", { met: true }), brief("2024-07-02", "composed")];
export const meeting = { number: "GB-24-0001", day: "2024-07-03", open: true, began_at: ago(30), began_by: "Lãnh đạo", ended_at: null, live: content, decisions: [{ no: 1, words: "Kiểm tra @canbo mai", at: ago(20), by: "Lãnh đạo", directive: directives[0] }, { no: 2, words: "", at: ago(10), by: "Lãnh đạo", directive: null }] };
export const people = [{ login: "canbo", name: "Cán bộ môi trường", unit: ref("H23.STNMT", "Sở Tài nguyên và Môi trường") }];
export const heard = { what: "Kiểm tra", person: { id: "acc_02", name: "Cán bộ môi trường" }, unit: ref("H23.STNMT", "Sở Tài nguyên và Môi trường"), due: ago(-1500), result: "Báo cáo", missing: [] };
