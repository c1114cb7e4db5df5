import { describe, expect, it } from "vitest";
import { addAfter, arrange, EMPTY_STEP, move, removeAt, type StepDraft } from "./playbookdraft";

const step = (name: string, part: Partial<StepDraft> = {}): StepDraft => ({ ...EMPTY_STEP, title: { vi: name, en: name }, ...part });
const steps = [step("a", { answers: [{ title: {}, to: 3, end: false }, { title: {}, to: 0, end: true }] }), step("b", { then: 4 }), step("c"), step("d")];
const names = (list: StepDraft[]) => list.map((each) => each.title?.vi).join("");
const ways = (list: StepDraft[]) => list.map((each) => [...(each.answers ?? []).map((answer) => answer.to), each.then].join(","));

describe("steps of a playbook", () => {
  it("keeps ways when a step comes in between", () => {
    const list = addAfter(steps, 0);
    expect(names(list)).toBe("abcd");
    expect(ways(list)).toEqual(["4,0,0", "0", "5", "0", "0"]);
  });
  it("keeps ways when steps change places", () => {
    const list = move(steps, 2, 1);
    expect(names(list)).toBe("abdc");
    expect(ways(list)).toEqual(["4,0,0", "3", "0", "0"]);
    expect(move(steps, 0, -1)).toBe(steps);
  });
  it("leads to the next step where the target went", () => {
    expect(ways(removeAt(steps, 2))).toEqual(["0,0,0", "3", "0"]);
    expect(ways(arrange(steps, [0]))).toEqual(["0,0,0"]);
  });
});
