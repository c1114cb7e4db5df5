// Runs before the first picture, so that a dark desk is never white for a moment. A file of our own,
// because the content policy allows nothing inline; the choice itself is made in src/style/theme.ts.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("thanhdong.theme");
  } catch {
    // Storage is switched off on this machine: as the system has it.
  }
  var system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  var wall = new URLSearchParams(location.search).get("man-hinh") === "tv";
  document.documentElement.dataset.theme = wall ? "dark" : choice === "light" || choice === "dark" ? choice : system;
})();
