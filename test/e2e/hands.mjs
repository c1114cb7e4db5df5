// What the hands do, counted from the browser's own trusted events alone: a click or a tap is one; a run
// of typing with the key that ends it is one; a run of keys that only move, with the key that then acts,
// is one; so is a key combination. A letter outside a field is a verb and one by itself, J and K move. Page loads are counted beside them.

/** Counts from the next page of this context on; the count lives as long as its window. */
export async function countHands(context) {
  await context.addInitScript(() => {
    let phase = "closed";
    const add = (groups, loads) => {
      const kept = JSON.parse(sessionStorage.getItem("hands") ?? '{"groups":0,"loads":0}');
      sessionStorage.setItem("hands", JSON.stringify({ groups: kept.groups + groups, loads: kept.loads + loads }));
    };
    const keep = (more) => add(more, 0);
    add(0, 1);
    const MOVES = new Set(["Tab", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp"]);
    const onKey = (event) => {
      if (!event.isTrusted || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      const field = event.target instanceof HTMLElement && event.target.closest("textarea,input:not([type=checkbox]):not([type=radio])") !== null;
      if (event.ctrlKey || event.metaKey || event.altKey) {
        keep(1);
        phase = "closed";
      } else if (event.key.length === 1 && field) {
        if (phase !== "typing") keep(1);
        phase = "typing";
      } else if (MOVES.has(event.key) || event.code === "KeyJ" || event.code === "KeyK") {
        if (phase === "closed") keep(1);
        phase = phase === "typing" ? "closed" : "moving";
      } else {
        if (phase === "closed") keep(1);
        phase = "closed";
      }
    };
    const onPointer = (event) => {
      if (!event.isTrusted) return;
      keep(1);
      phase = "closed";
    };
    addEventListener("keydown", onKey, { capture: true });
    addEventListener("pointerdown", onPointer, { capture: true });
  });
}

/** Sets the count to nothing: the work begins here, signed in and at home. */
export const atHome = (page) =>
  page.evaluate(() => sessionStorage.setItem("hands", JSON.stringify({ groups: 0, loads: 0 })));

export const hands = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem("hands")));
