// Weekly and monthly reports of the small province, and the template of one.
import { ago, ref } from "./data.mjs";

const period = { code: "2024W26", name: "tuần 26 năm 2024 (24/06/2024 đến 30/06/2024)" };
const filled = { raw: "{{gio_hop}}", state: "unknown", part: "thân văn bản", near: "Họp lúc {{gio_hop}} tại trung tâm", now: "" };
const row = (id, state, more = {}) => ({
  id, number: `BK-24-000${id.slice(-1)}`, unit: ref("H23", "UBND tỉnh"), rhythm: "week", period, state, version: 2, digest: "0123456789abcdef".repeat(4), unknown: 1, composed_at: ago(60),
  signed_at: state === "draft" ? null : ago(50), signed_by: state === "draft" ? "" : "Lãnh đạo", withdrawn_at: state === "withdrawn" ? ago(20) : null, withdrawn_by: state === "withdrawn" ? "Lãnh đạo" : "",
  reason: state === "withdrawn" ? "Số của huyện sai" : "", title: "BÁO CÁO TUẦN", from: "2024-06-24", to: "2024-06-30", intact: true, template: 1,
  blocks: [
    { heading: true, words: "BÁO CÁO TUẦN", rows: [] },
    { heading: false, words: "Kỳ báo cáo: tuần 26 năm 2024", rows: [] },
    { heading: true, words: "I. CHỈ TIÊU CẦN CHÚ Ý", rows: [] },
    { heading: false, words: "", rows: [["TT", "Chỉ tiêu", "Kỳ này"], ["1", "Ca mắc sốt xuất huyết (ca)", "15"]] },
  ],
  figures: [{ code: "SXH-100K", print: "SXH-100K·30.202406·l7pttr", key: "30.202406", name: "Ca mắc sốt xuất huyết", value: "38,4", unit: "ca/100.000 người", period: "tháng 6/2024", before: "30,1", change: "tăng 8,3", light: "bad", word: "Chưa đạt", notes: "tạm tính", owner: "Sở Y tế", at: ago(100) },
    { code: "NGHEO", print: "", key: "30.2023", name: "Tỷ lệ hộ nghèo", value: "", unit: "%", period: "năm 2023", before: "", change: "", light: "", word: "", notes: "", owner: "Sở Lao động", at: null }],
  filled: [filled], versions: [{ no: 1, digest: "0123", at: ago(90), by: "" }, { no: 2, digest: "4567", at: ago(60), by: "Cán bộ" }],
  actions: ["compose", "sign", "withdraw"].map((verb) => ({ verb, allowed: state === "draft", why: "" })), ...more,
});

export const periodics = [row("per_1", "draft"), row("per_2", "signed", { unknown: 0, filled: [] }), row("per_3", "withdrawn")];
export const periodicSettings = ["week", "month"].map((rhythm) => ({ unit: ref("H23", "UBND tỉnh"), rhythm, title: rhythm === "week" ? "BÁO CÁO TUẦN" : "BÁO CÁO THÁNG", next: ago(-5000), periods: [period, { code: "2024W25", name: "tuần 25 năm 2024" }], compose: true }));
const version = (no, more) => ({ no, name: "mau-bao-cao-tuan.docx", note: "", back_to: null, unknown: 0, at: ago(600), by: "Cán bộ", ...more });
export const periodicTemplates = {
  unit: ref("H23", "UBND tỉnh"), rhythm: "week", title: "BÁO CÁO TUẦN", period, allowed: true, why: "",
  versions: [version(2, { back_to: 0 }), version(1, { unknown: 1, note: "Thêm giờ họp" }), version(0, { at: null, by: "" })],
  known: [
    { name: "ky", list: false, columns: [], parts: [], words: "Kỳ báo cáo", now: "tuần 26 năm 2024" },
    { name: "chi_tieu:SXH-100K", list: false, columns: [], parts: ["so", "ky_truoc"], words: "Ca mắc sốt xuất huyết", now: "38,4 ca/100.000 người" },
    { name: "viec_qua_han", list: true, columns: ["stt", "cau"], parts: [], words: "Việc quá hạn lúc hết kỳ", now: "3 dòng" },
  ],
};
export const periodicTried = { template: null, filled: [{ ...filled, raw: "{{ky}}", state: "known", now: "tuần 26 năm 2024" }, filled] };
