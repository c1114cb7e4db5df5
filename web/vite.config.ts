import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The console is served by the binary under /console/ with a strict content policy:
// nothing inline, nothing from another host. So no asset is turned into a data: address
// and the preload polyfill, which Vite would write into the page, is left out.
export default defineConfig({
  base: "/console/",
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500, // MapLibre alone is 1.1 MB and is only loaded with a map.
  },
  server: {
    proxy: { "/api": process.env["THANHDONG_API"] ?? "http://127.0.0.1:8080" },
  },
  test: { include: ["src/**/*.test.ts", "test/**/*.test.ts"], environment: "node", testTimeout: 60_000 }, // some read every source: slow on a busy machine, not wrong
});
