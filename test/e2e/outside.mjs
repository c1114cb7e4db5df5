// What a story needs beside the keyboard: the state as the API tells it, and a device that sends.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./server.mjs";

/** Asks the API as the person who is signed in on the page. */
export async function ask(page, path, method = "GET", body = undefined) {
  const [status, answer] = await page.evaluate(
    async ([url, verb, json]) => {
      const reply = await fetch(url, { method: verb, headers: { "Accept-Language": "vi", "Content-Type": "application/json" }, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
      return [reply.status, await reply.json()];
    },
    [`/api/v1${path}`, method, body],
  );
  assert.ok(status === 200 || status === 201, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Sends to a feed with its device's key, as the sample's own simulator does. */
export async function send(server, feed, body, type = "application/json") {
  const { devices } = JSON.parse(await readFile(join(server.data, "sample.json"), "utf8"));
  const reply = await fetch(`${server.origin}/api/v1/feeds/${feed}/observations`, { method: "POST", headers: { Authorization: `Bearer ${devices[feed]}`, "Content-Type": type }, body });
  const answer = await reply.json();
  assert.equal(reply.status, 200, JSON.stringify(answer));
  return answer;
}

export const reading = (station, parameter, value, at = new Date()) => ({ station, parameter, value, unit: "ug/Nm3", at: at.toISOString() });

/** A work item whose limit counts working time: a finding that is not urgent opens it. */
export async function itemInWorkingTime(server, page, code, station) {
  const { draft } = await ask(page, "/rules/KK-AQI-KEM");
  await ask(page, `/rules/${code}`, "PUT", {
    version: 0,
    rule: { ...draft, code, name: { vi: `Bụi cao ${code}`, en: code }, parameter: "PM2.5", over: "newest", when: "value > 120", clear: "", hold_s: 0, severity: 2, opens_incident: true, legal: [], mark: "PROJECT CHOICE" },
  });
  await send(server, "air-push", JSON.stringify([reading(station, "PM2.5", 140)]));
  let item;
  await until(async () => (item = (await ask(page, "/work")).items.find((one) => one.title.includes(code) || one.title.includes("Bụi cao"))) !== undefined, 30_000, "the work item");
  return item;
}

/** Adds a photo to a work item, as the person who is signed in on the page. */
export async function prove(page, work, file) {
  const status = await page.evaluate(
    async ([url, name, type, bytes]) => {
      const form = new FormData();
      form.append("file", new Blob([Uint8Array.from(bytes)], { type }), name);
      return (await fetch(url, { method: "POST", body: form })).status;
    },
    [`/api/v1/work/${work}/evidence`, file.name, file.mimeType, [...file.buffer]],
  );
  assert.ok(status < 300, `the photo was answered with ${status}`);
}
