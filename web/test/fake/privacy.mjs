// Requests of persons about their data, breaches and plans to erase, of the small province. Nobody of them lives.

import { ago } from "./data.mjs";

const VPUB = { code: "H23", name: "Tỉnh Hải Dương" };
const act = (number, clause = "", mark = "VERIFIED") => ({ act: number, number, clause, title: "Bảo vệ dữ liệu cá nhân", mark, to: "" });
const legalClock = (what, hours) => ({ for: what, seconds: hours * 3600, legal: [act("13/2023/NĐ-CP")], mark: "KNOWLEDGE high" });
const can = (allowed, verbs, why = "Hãy xác định người yêu cầu trước") => verbs.map((verb) => ({ verb, allowed: allowed.includes(verb), why: allowed.includes(verb) ? "" : why }));
const VERBS = ["identify", "search", "decide", "answer", "refuse", "export", "letter"];
const agreed = (more = {}) => ({
  purpose: "answer-by-code", name: "Xem thư trả lời bằng mã theo dõi", words: "Tôi đồng ý cho xem thư trả lời, có tên tôi, trên mạng bằng mã theo dõi.", how: "web", at: ago(1500), by: "",
  withdrawn_at: null, withdrawn_how: "", withdrawn_by: "", ...more,
});
const piece = (kind, kind_name, id, title, why, outcome = "", words = "") => ({ kind, kind_name, id, title, why, at: ago(90000), outcome, words, agreed: [] });

const request = (n, asks, name, state, due, more = {}) => ({
  id: `prv_0${n}`, number: `DL-24-000${n}`, asks, name, state, unit: VPUB, filed_at: ago(1500), due: ago(-due), late: due < 0, ended_at: null,
  words: "", phones: ["0900 000 00" + n], emails: [], codes: [], clock: legalClock(asks, 72), work: `wrk_p${n}`, work_number: `VI-24-100${n}`, identified: null, searched_at: null, agreed: [], pieces: [], answer: "", basis: "", ended_by: "",
  actions: can(["identify", "refuse"], VERBS), ...more,
});
const identified = { how: "call-back", words: "Gọi lại số trong phản ánh", at: ago(600), by: "Phụ trách dữ liệu" };

export const privacyRequests = [
  request(1, "delete", "Bà Mẫu Thị Một", "searched", 2800, {
    words: "Xin xoá số điện thoại của tôi.", codes: ["PA-24-0003"], identified, searched_at: ago(500), agreed: [agreed(), agreed({ at: ago(1600), withdrawn_at: ago(1550), withdrawn_how: "phone", withdrawn_by: "Phụ trách dữ liệu" })],
    pieces: [piece("incident.signal", "Tin báo qua điện thoại hoặc trực tiếp", "sig_07", "call", "phone"), piece("notify.delivery", "Nhật ký gửi tin", "dlv_09", "sms", "phone", "erased"), piece("account.person", "Tài khoản người dùng", "acc_09", "H23.SYT", "name", "not-theirs", "Người trùng tên")],
    actions: can(["search", "decide", "refuse", "export"], VERBS, "Còn 1 mục chưa quyết định"),
  }),
  request(2, "see", "Ông Mẫu Văn Hai", "filed", -30),
  request(3, "object", "Cô Mẫu Thị Ba", "identified", 700, { words: "Không muốn nhận tin nữa.", identified, actions: can(["search", "refuse"], VERBS) }),
  request(4, "correct", "", "answered", 0, {
    late: false, identified, searched_at: ago(5000), ended_at: ago(4000), ended_by: "Phụ trách dữ liệu", answer: "Địa chỉ đã được sửa.\nCảm ơn ông bà.", phones: [],
    pieces: [piece("notify.address", "Địa chỉ nhận tin", "adr_04", "email", "email", "corrected", "Đổi tên miền")], actions: can(["export", "letter"], VERBS, "Yêu cầu DL-24-0004 đã trả lời"),
  }),
];

export const privacyHeld = {
  kind: "incident.signal", kind_name: "Tin báo qua điện thoại hoặc trực tiếp", id: "sig_07", title: "call", why: "phone", at: ago(90000), keeps: "",
  fields: [{ name: "Nội dung", value: "Bà Một, 0900 000 001, báo cây đổ", other: false }, { name: "Người báo là", value: "người dân", other: true }],
};

export const privacyRegister = {
  clocks: [...["see", "correct", "delete", "object", "breach"].map((each) => legalClock(each, 72))],
  purposes: [{ code: "answer-by-code", name: "Xem thư trả lời bằng mã theo dõi", words: agreed().words, kinds: ["Yêu cầu về dữ liệu cá nhân"], legal: [], mark: "PROJECT CHOICE" }],
};

const breach = (n, what, more = {}) => ({
  id: `brc_0${n}`, number: `VP-24-000${n}`, what, kinds: ["họ tên", "điện thoại"], people: 12, unit: VPUB, happened_at: ago(400), found_at: ago(300), due: ago(-4020), told: null, late: false, open: true, ended_at: null,
  recorded_by: "Phụ trách dữ liệu", clock: legalClock("breach", 72), told_all: [], measures: "", work: `wrk_b${n}`, actions: can(["tell"], ["tell", "close"], "VP-24-0001 chưa báo cơ quan chuyên trách của Bộ Công an"), ...more,
});
export const breaches = [
  breach(1, "Gửi nhầm danh sách trực sang hộp thư của đơn vị khác"),
  breach(2, "Mất máy tính bảng của tổ kiểm tra", { people: 0, found_at: ago(9000), due: ago(4680), late: true, told: ago(4500), told_all: [{ at: ago(4500), whom: "authority", words: "Công văn 12/CV", by: "Lãnh đạo" }], open: false, ended_at: ago(3000), measures: "Đã xoá máy từ xa.", actions: can([], ["tell", "close"], "VP-24-0002 đã đóng") }),
];

const kept = (kind, name, days, from, more = {}) => ({ kind, name, days, from, notice: 7, why: "Đủ cho khiếu nại", legal: [act("91/2025/QH15", "Điều 14")], mark: "PROJECT CHOICE", plan: null, last: null, held_back: 0, ...more });
const plan = (id, found, due, more = {}) => ({ id, found, more: false, planned_at: ago(3000), due: ago(-due), erased: 0, state: "planned", ended_at: null, ...more });
export const retention = [
  kept("account.person", "Tài khoản người dùng", 1096, "kể từ lần dùng cuối, khi tài khoản đã bị khoá"),
  kept("incident.signal", "Tin báo qua điện thoại hoặc trực tiếp", 1826, "kể từ khi nhận, khi không vụ việc nào đang mở dùng đến", { plan: plan("swp_01", 214, 7000), held_back: 1 }),
  kept("notify.delivery", "Nhật ký gửi tin", 365, "kể từ khi gửi", { last: plan("swp_00", 1200, 0, { erased: 1198, state: "done", ended_at: ago(20000) }) }),
  kept("report.reporter", "Người gửi phản ánh", 0, "kể từ khi phản ánh kết thúc", { why: "", legal: [], mark: "" }),
];
export const retentionPieces = [
  { kind: "incident.signal", id: "sig_01", title: "call", at: ago(2700000), held: null },
  { kind: "incident.signal", id: "sig_02", title: "walk-in", at: ago(2690000), held: { words: "Đang tranh chấp", by: "Phụ trách dữ liệu", at: ago(100), until: null } },
];
