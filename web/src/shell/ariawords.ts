import { lang } from "../text";

// React Aria speaks some words of its own, to screen readers only ("Dismiss" at the end of a pop-up,
// "Clear search"). It brings thirty languages but not Vietnamese. It looks first for words left on the
// window under these two symbols, which is the hook it offers for server-rendered pages; this file
// must be imported before the first component is drawn.

const WORDS = {
  "@react-aria/overlays": { dismiss: "Đóng" },
  "@react-aria/searchfield": { "Clear search": "Xoá chữ đã gõ" },
  "@react-aria/autocomplete": { collectionLabel: "Gợi ý" },
  "@react-aria/breadcrumbs": { breadcrumbs: "Đường dẫn" },
};

if (lang === "vi") {
  const page = window as unknown as Record<symbol, unknown>;
  page[Symbol.for("react-aria.i18n.locale")] = "vi-VN";
  page[Symbol.for("react-aria.i18n.strings")] = WORDS;
}
