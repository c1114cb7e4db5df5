// Citizens' reports of the small province: all states, with and without a place, pictures and a reporter. Nobody of them lives.

import { ago } from "./data.mjs";

const ref = (code, name) => ({ code, name });
const UB288 = ref("H23.UB288", "Uỷ ban nhân dân thành phố Hải Dương");
const DESK = ref("H23.STTTT.TTDH", "Trung tâm Giám sát, điều hành");
const TPHD = ref("288", "Thành phố Hải Dương");
const BINHHAN = ref("10510", "Phường Bình Hàn");
const ROAD = ref("ha_tang_giao_thong", "Đường hỏng");
const RUBBISH = ref("moi_truong", "Môi trường");
const VERBS = ["assign", "reject", "merge", "part", "start", "ask", "return", "draft", "resolve", "reopen", "approve", "withdraw", "redact", "photo", "ban"];
const can = (allowed, why) => VERBS.map((verb) => ({ verb, allowed: allowed.includes(verb), why: allowed.includes(verb) ? "" : why }));

const row = (n, state, words, more = {}) => ({
  id: `rep_0${n}`, number: `PA-24-000${n}`, source: "web", category: ROAD, words, address: "12 Nguyễn Lương Bằng", lon: 106.32 + n / 100, lat: 20.94, owner: UB288, area: BINHHAN, state, outcome: "",
  private: false, approved: false, callback: false, flags: [], received_at: ago(60 * n), due: ago(-600 + 60 * n), late: false, reopened: 0, ...more,
});

const line = (minutes, by, kind, text, shown = true) => ({ at: ago(minutes), by, kind, text, shown });
const photo = (n, more = {}) => ({ sha: `a${n}`.padEnd(64, "0"), name: `anh-${n}.jpg`, type: "image/jpeg", size: 812_000, at: ago(70), href: `/api/v1/reports/rep_02/pictures/a${n}`, original: `/api/v1/reports/rep_02/originals/a${n}`, cannot: "", public: false, boxes: [], ...more });
const work = (n) => ({ id: "wrk_01", number: `VI-24-200${n}`, clock: { state: "ok", seconds: 36000, working: true }, person: null, actions: [{ verb: "take", allowed: true, why: "" }, { verb: "evidence", allowed: true, why: "" }] });

const whole = (r, more = {}) => ({
  ...r, answers: [], reporter: { name: "Bà Mẫu Thị Một", phone: "0900000001", email: "" }, hidden: false, main: null, merged: [], reason: "", answer: "", easy: "", draft: { answer: "", easy: "" },
  published: { words: r.words, answer: "", edited: false }, rating: 0, resolved_at: null, ended_at: null, photos: [], proof: [], proposed: null, twins: [], visit: null, work: null,
  log: [line(60, "Người báo", "receive", "Đã tiếp nhận")], actions: can(["photo", "ban", "redact", "approve"], `${r.number} chưa đến bước này`), ...more,
});

const rows = [
  row(1, "received", "Nắp cống vỡ trước cổng trường, trẻ em đi qua rất nguy hiểm.\nĐã báo tổ dân phố.", { owner: DESK, source: "hotline", callback: true, flags: [{ code: "many", name: "Nhiều tin từ một nơi gửi" }] }),
  row(2, "in_progress", "Ổ gà to giữa đường", { approved: true, reopened: 1 }),
  row(3, "resolved", "Rác đổ trộm cuối ngõ 5", { category: RUBBISH, area: TPHD, lon: null, lat: null }),
  row(4, "assigned", "Đèn đường không sáng ba tối nay", { late: true, due: ago(90), source: "open311" }),
  row(5, "closed", "Biển báo bị che khuất", { outcome: "confirmed" }),
  row(6, "closed", "Vỉa hè bong gạch", { outcome: "unanswered" }),
  row(7, "need_info", "Mùi khét buổi tối", { category: RUBBISH, private: true }),
  row(8, "rejected", "Xin số điện thoại bệnh viện", { owner: DESK, address: "" }),
];

export const reports = rows.map((r) => {
  switch (r.id) {
    case "rep_01":
      return whole(r, {
        proposed: UB288, work: work(1), answers: [{ code: "nguy_hiem", name: "Có ai đang bị thương không?", text: "Không" }], twins: [{ ...rows[1], metres: 40, alike: 62 }],
        actions: can(["assign", "reject", "merge", "approve", "redact", "photo", "ban"], "PA-24-0001 đang chờ phân loại"),
      });
    case "rep_02":
      return whole(r, {
        hidden: true, merged: ["PA-24-0009"], work: work(2), draft: { answer: "Đã vá mặt đường tại [vị trí]", easy: "Đường đã sửa." }, published: { words: "Ổ gà to giữa đường", answer: "", edited: true },
        photos: [photo(1, { public: true, boxes: [{ x: 0.4, y: 0.4, w: 0.2, h: 0.1 }] }), photo(2, { href: "", cannot: "Ảnh HEIC được giữ để tải về; trình duyệt không hiện được", type: "image/heic" })],
        log: [line(60, "Người báo", "receive", "Đã tiếp nhận"), line(50, "Trực ban trưởng", "assign", "Chuyển Uỷ ban nhân dân thành phố Hải Dương xử lý"), line(20, "Hệ thống", "reopen", "Người báo nói chưa xong: vẫn còn")],
        actions: can(["ask", "return", "draft", "withdraw", "redact", "photo", "ban"], "PA-24-0002 cần ảnh hoặc văn bản chứng minh việc đã xong"),
      });
    default:
      return whole(r, { reporter: null, hidden: r.id === "rep_03", answer: r.state === "resolved" ? "Đã thu gom rác." : "", easy: r.state === "resolved" ? "Rác đã dọn." : "" });
  }
});

const category = (code, name, group, keywords, more = {}) => ({ code, name, group, easy: "", keywords, severity: 3, private: false, stop: "", questions: [], ...more });
export const reportKinds = {
  categories: [
    category("ha_tang_giao_thong", "Đường hỏng", "Hạ tầng", ["ổ gà", "nắp cống", "đèn đường"], { easy: "Đường hỏng, ổ gà" }),
    category("moi_truong", "Môi trường", "Môi trường", ["rác", "khói", "mùi"]),
    category("nguy_hiem_truoc_mat", "Nguy hiểm trước mắt", "An toàn", ["hố ga", "dây điện"], {
      severity: 4, stop: "Gọi 114 khi có cháy, 115 khi có người bị thương.",
      questions: [{ code: "nguy_hiem", name: "Có ai đang bị thương không?", hint: "", datatype: "singlevaluelist", required: true, values: [{ key: "khong", name: "Không", stop: false }, { key: "co", name: "Có", stop: true }] }],
    }),
  ],
  templates: [{ code: "tl_da_va_duong", category: "ha_tang_giao_thong", name: "Đã sửa đường", words: "Đã vá mặt đường tại [vị trí] ngày [ngày].", easy: "Đường đã sửa." }],
  reasons: [{ code: "not-ours", name: "Không thuộc thẩm quyền của tỉnh" }, { code: "spam", name: "Tin rác" }],
};

export const reportPlan = { area: BINHHAN, unit: UB288, twins: [{ ...rows[1], metres: null, alike: 55 }] };

export const reportBans = [
  { id: "ban_01", kind: "phone", value: "0900000009", words: "Gọi quấy rối nhiều lần", by: "Trực ban trưởng", at: ago(3000), until: ago(-6000) },
  { id: "ban_02", kind: "sender", value: "", words: "Gửi tin rác", by: "Tổng đài viên", at: ago(200), until: ago(-9000) },
];

export const reportCounts = { waiting: 1, handled: 3, asked: 1, late: 1, ended: 3, all: 8 };
