// A stand-in for the binary while developing the console: the built files under the same strict
// content policy, the small province as API, and a live line that sends one value every two seconds.
//   node test/fake/server.mjs [port]

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "./answers.mjs";
import { NOW, stations } from "./data.mjs";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".woff": "font/woff" };
export const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function startFake(port = 0) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    if (url.pathname === "/api/v1/live") return live(request, response);
    if (url.pathname.startsWith("/api/v1/")) return api(url, request, response);
    return file(url.pathname, response);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

function api(url, request, response) {
  request.resume();
  request.on("end", () => {
    const path = url.pathname.slice("/api/v1".length);
    const body = request.method === "GET" ? answer(path, url.searchParams) : request.method === "DELETE" ? null : (answer(path.replace(/\/(acknowledge|take|close|evidence|notes|steps.*)$/, ""), url.searchParams) ?? {});
    if (body === undefined) {
      response.writeHead(404, { "Content-Type": "application/problem+json" });
      response.end(JSON.stringify({ title: "Không thấy", status: 404, detail: "Không thấy mục này.", key: "not_found", fault_id: "KB-7F2A" }));
      return;
    }
    response.writeHead(body === null ? 204 : 200, { "Content-Type": "application/json" });
    response.end(body === null ? undefined : JSON.stringify(path === "/alerts/alr_02/incident" ? answer("/incidents/inc_01") : body));
  });
}

function live(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const started = Date.now();
  const at = () => new Date(Date.parse(NOW) + Date.now() - started).toISOString();
  response.write(`event: hello\ndata: ${JSON.stringify({ now: at() })}\n\n`);
  let cursor = 0;
  const timer = setInterval(() => {
    cursor += 1;
    const item = { station: stations[0].code, parameter: "PM2.5", value: 30 + (cursor % 20), unit: "µg/m³", at: at(), received: at(), status: "00", feed: "air-push" };
    response.write(`id: ${cursor}\nevent: observations\ndata: ${JSON.stringify({ items: [item] })}\n\n`);
  }, 2000);
  request.on("close", () => clearInterval(timer));
}

function file(pathname, response) {
  if (!pathname.startsWith("/console")) {
    response.writeHead(302, { Location: "/console/" });
    response.end();
    return;
  }
  const wanted = normalize(join(DIST, pathname.slice("/console".length)));
  const found = wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, "index.html");
  response.writeHead(200, { "Content-Type": TYPES[extname(found)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  createReadStream(found).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startFake(Number(process.argv[2] ?? 5180));
  console.log(`http://127.0.0.1:${server.address().port}/console/`);
}
