import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/data/schema.gen.ts"] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  a11y.flatConfigs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // The keyboard list and the role it plays are set where a table's rows are given focus.
      "jsx-a11y/no-noninteractive-tabindex": ["error", { tags: [], roles: ["region", "tabpanel"] }],
    },
  },
  {
    // Only src/data speaks to the server: elsewhere there is no fetch, no EventSource, no address.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/data/**"],
    rules: {
      "no-restricted-globals": ["error", "fetch", "EventSource", "XMLHttpRequest", "WebSocket"],
      "no-restricted-imports": ["error", { patterns: [{ group: ["**/data/client"], importNames: ["get", "send", "upload", "API"], message: "Ask through a noun of src/data." }] }],
    },
  },
  { files: ["**/*.{js,mjs}"], ...ts.configs.disableTypeChecked },
  { files: ["public/**"], languageOptions: { globals: { document: "readonly", localStorage: "readonly", location: "readonly", matchMedia: "readonly", URLSearchParams: "readonly", URL: "readonly", self: "readonly" } } },
  { files: ["scripts/**", "test/**/*.mjs"], languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly", URLSearchParams: "readonly", setInterval: "readonly", clearInterval: "readonly" } } },
);
