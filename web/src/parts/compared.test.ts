import { expect, test } from "vitest";
import { differences, lay } from "./compared";

const HOUR = 3600_000;
const row = (at: string, mean: number) => ({ at, mean });

test("a period without a value is a gap in that series only", () => {
  const from = Date.parse("2024-07-03T07:00:00+07:00");
  const laid = lay(
    [
      { code: "A", rows: [row("2024-07-03T07:00:00+07:00", 10), row("2024-07-03T09:00:00+07:00", 30)] },
      { code: "B", rows: [row("2024-07-03T07:00:00+07:00", 14), row("2024-07-03T08:00:00+07:00", 20)] },
    ],
    from,
    from + 3 * HOUR,
    HOUR,
  );
  expect(laid.times.length).toBe(3);
  expect(laid.values).toEqual([[10, null, 30], [14, 20, null]]);
  const [a, b] = differences(laid);
  expect(a).toMatchObject({ count: 2, mean: 20, apart: 0, shared: 2 });
  expect(b).toMatchObject({ count: 2, mean: 17, min: 14, max: 20, apart: 4, shared: 1 });
});

test("days begin at midnight in Viet Nam", () => {
  const from = Date.parse("2024-07-01T00:00:00+07:00");
  expect(lay([], from, from + 2 * 24 * HOUR, 24 * HOUR).times[0]).toBe(from);
});
