import { lang } from "../text";

// React Aria speaks some words of its own, to screen readers only ("Dismiss" at the end of a pop-up,
// "Clear search"). It brings thirty languages but not Vietnamese. It looks first for words left on the
// window under these two symbols, which is the hook it offers for server-rendered pages; this file
// must be imported before the first component is drawn. A package missing here is an error at the first
// use of its component, which the browser tests would show.

const WORDS = {
  "@react-aria/overlays": { dismiss: "Đóng" },
  "@react-aria/searchfield": { "Clear search": "Xoá chữ đã gõ" },
  "@react-aria/autocomplete": { collectionLabel: "Gợi ý" },
  "@react-aria/menu": { longPressMessage: "Nhấn giữ, hoặc bấm Alt và mũi tên xuống, để mở trình đơn" },
  "@react-aria/tree": { expand: "Mở ra", collapse: "Thu lại" },
  "@react-aria/gridlist": { hasActionAnnouncement: "dòng này làm được việc", hasLinkAnnouncement: (args: Record<string, string>) => `dòng này dẫn tới ${args["link"] ?? ""}` },
  "@react-aria/grid": {
    select: "Chọn",
    selectedAll: "Đã chọn tất cả.",
    selectedItem: (args: Record<string, string>) => `Đã chọn ${args["item"] ?? ""}.`,
    deselectedItem: (args: Record<string, string>) => `Đã bỏ chọn ${args["item"] ?? ""}.`,
    selectedCount: (args: Record<string, string | number>) => `Đã chọn ${args["count"] ?? 0} mục.`,
    longPressToSelect: "Nhấn giữ để chọn.",
  },
};

if (lang === "vi") {
  const page = window as unknown as Record<symbol, unknown>;
  page[Symbol.for("react-aria.i18n.locale")] = "vi-VN";
  page[Symbol.for("react-aria.i18n.strings")] = WORDS;
}
