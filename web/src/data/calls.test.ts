import { expect, it } from "vitest";
import { bodyOf, EMPTY_CALL, newCall, NOWHERE, readCalls, waits, type Call } from "./calls";
import { Problem, Unreachable } from "./client";

const NOW = Date.parse("2024-07-03T09:00:00+07:00");
const call = (more: Partial<Call>): Call => ({ ...newCall(), at: new Date(NOW - 3600_000).toISOString(), ...more });

it("what was typed comes back after a reload, also what an older console did not know", () => {
  const kept = call({ draft: { ...EMPTY_CALL, words: "Nắp cống vỡ" }, state: "waiting" });
  const older = JSON.parse(JSON.stringify(kept)) as { place?: unknown; draft: { email?: string } };
  delete older.place;
  delete older.draft.email;
  expect(readCalls(JSON.stringify([older]), NOW)).toEqual([{ ...kept, place: NOWHERE }]);
});

it("a code that was told a day ago is forgotten, a call that waits never is", () => {
  const old = { at: new Date(NOW - 2 * 24 * 3600_000).toISOString() };
  const found = readCalls(JSON.stringify([call({ ...old, state: "taken" }), call({ ...old, state: "waiting" }), call({ ...old, state: "writing" })]), NOW);
  expect(found.map((each) => each.state)).toEqual(["waiting", "writing"]);
});

it("a spoilt store is an empty one", () => {
  for (const stored of [null, "", "{", "{}", "[{]"]) expect(readCalls(stored, NOW)).toEqual([]);
});

it("a call goes to the unit that was named, else as proposed, else to the desk, and with its like to neither", () => {
  const sent = (draft: Partial<Call["draft"]>) => {
    const { unit, proposed, into } = bodyOf(call({ draft: { ...EMPTY_CALL, ...draft } }));
    return { unit, proposed, into };
  };
  expect(sent({})).toEqual({ unit: "", proposed: true, into: "" });
  expect(sent({ unit: "H23.SXD" })).toEqual({ unit: "H23.SXD", proposed: false, into: "" });
  expect(sent({ unit: "H23.SXD", desk: true })).toEqual({ unit: "", proposed: false, into: "" });
  expect(sent({ unit: "H23.SXD", into: "rep_1" })).toEqual({ unit: "", proposed: false, into: "rep_1" });
});

it("the place that was read out of the words is sent, and no half of a point", () => {
  const placed = bodyOf(call({ draft: { ...EMPTY_CALL, lat: "20,9", lon: "106,3" }, place: { area: "10510", lat: 20.9, lon: 106.3 } }));
  expect([placed.area, placed.lat, placed.lon]).toEqual(["10510", 20.9, 106.3]);
  expect("lat" in bodyOf(call({ place: { area: "", lat: 20.9, lon: null } }))).toBe(false);
});

it("a cut line and a tired server are waited for; a refusal is told", () => {
  const refused = (status: number) => new Problem(status, {});
  expect([new Unreachable("x"), refused(503), refused(429), refused(401)].every(waits)).toBe(true);
  expect([refused(422), refused(403), refused(409), new Error("x")].some(waits)).toBe(false);
});
