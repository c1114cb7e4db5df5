import { useState } from "react";
import { faultWords } from "./forms";
import { useSay } from "./say";

/** One thing done at once: what it was is said, with the way back where there is one; a refusal stays on the screen. */
export function useAct() {
  const say = useSay();
  const [fault, setFault] = useState("");
  async function act(work: () => Promise<unknown>, words = "", undo?: () => Promise<unknown>): Promise<void> {
    setFault("");
    try {
      await work();
      if (words === "") return;
      say(words, undo === undefined ? undefined : () => undo().catch((error: unknown) => setFault(faultWords(error))));
    } catch (error) {
      setFault(faultWords(error));
    }
  }
  return { act, fault };
}
