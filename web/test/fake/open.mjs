// Open data of the small province.
const row = (code, title, state, more = {}) => ({
  code, title, unit: { code: "H23.SYT", name: "Sở Y tế" }, state, changed: false, ended: false, rhythm: "Hằng tháng", rows: state === "proposed" ? 0 : 1274, hidden: state === "proposed" ? 0 : 219,
  approved_at: state === "proposed" ? null : "2024-07-01T09:00:00+07:00", changed_at: state === "proposed" ? null : "2024-07-03T08:10:00+07:00", trouble: "", taken: state === "published" ? 41 : 0, ...more,
});

export const openSets = [
  row("benh-truyen-nhiem", "Bệnh truyền nhiễm theo tháng", "published"),
  row("dan-so-ho-ngheo", "Dân số, hộ và hộ nghèo theo năm", "withdrawn", { unit: { code: "H23.SKHDT", name: "Sở Kế hoạch và Đầu tư" } }),
  row("truong-lop-hoc-sinh", "Trường, lớp, học sinh theo năm học", "proposed", { unit: { code: "H23.SGDDT", name: "Sở Giáo dục và Đào tạo" } }),
];

const cell = (said, quality = "final", note = "") => ({ said, quality, note });
const dayAt = (n) => new Date(Date.UTC(2024, 5, 4 + n)).toISOString().slice(0, 10);

export const openSet = (code) => {
  const set = openSets.find((each) => each.code === code);
  if (set === undefined) return undefined;
  return {
    ...set, about: "Số ca mắc bệnh truyền nhiễm theo tháng, của tỉnh và từng huyện.", easy: "Mỗi tháng có bao nhiêu người mắc bệnh lây.", theme: "Y tế", licence: "CC-BY-4.0", licence_at: "https://creativecommons.org/licenses/by/4.0/",
    contact: "Sở Y tế, yte@thanhdong.example", below: 5, counted: ["ca", "người"], rule_mark: "PROJECT CHOICE", basis: "Dự án chọn", mark: "PROJECT CHOICE", role: set.state === "proposed" ? "" : "Quản lý dữ liệu",
    by_unit: { code: "H23.STTTT", name: "Sở Thông tin và Truyền thông" }, issued_at: set.approved_at, withdrawn_at: set.state === "withdrawn" ? "2024-07-02T10:00:00+07:00" : null, words: set.state === "withdrawn" ? "Nguồn sai" : "",
    digest: "a".repeat(64), no_preview: "",
    preview: {
      period: "202406", periods: [{ code: "202406", name: "tháng 6/2024" }, { code: "202405", name: "tháng 5/2024" }], rows: 1274, hidden: 219,
      columns: [{ code: "BTN-T:sxh.mac", name: "Sốt xuất huyết Dengue, Mắc", unit: "ca" }, { code: "SXH-100K", name: "Tỷ suất mắc sốt xuất huyết trong tháng", unit: "ca/100.000 người" }],
      lines: [
        { area: { code: "30", name: "Tỉnh Hải Dương" }, level: 0, cells: [cell("62"), cell("3,3", "carried", "có phần lấy từ kỳ trước")] },
        { area: { code: "288", name: "Thành phố Hải Dương" }, level: 1, cells: [cell("", "small", "<5"), cell("", "derived", "ẩn vì tính từ số bị ẩn")] },
        { area: { code: "290", name: "Thành phố Chí Linh" }, level: 1, cells: [cell("20"), cell("12,1", "carried", "có phần lấy từ kỳ trước")] },
        { area: { code: "291", name: "Huyện Nam Sách" }, level: 1, cells: [cell("", "guarded", "ẩn để không tính ngược ra số nhỏ"), cell("", "waiting", "chưa được duyệt")] },
      ],
    },
    log: [{ at: "2024-06-30T08:00:00+07:00", name: "", said: "gói đề xuất" }, { at: "2024-07-01T09:00:00+07:00", name: "Quản lý dữ liệu mẫu", said: "duyệt, công bố" }],
    use: Array.from({ length: 30 }, (_, n) => ({ day: dayAt(n), page: n % 3, csv: n % 4 === 0 ? 2 : 0, json: n % 7 === 0 ? 1 : 0, xlsx: n % 5 === 0 ? 1 : 0 })),
    actions: [{ verb: "approve", allowed: set.state !== "published", why: set.state === "published" ? "Bộ benh-truyen-nhiem đã công bố" : "" }, { verb: "withdraw", allowed: set.state !== "withdrawn", why: set.state === "withdrawn" ? "Bộ dan-so-ho-ngheo đã thôi công bố" : "" }],
  };
};
