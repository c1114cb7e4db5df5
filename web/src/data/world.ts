// Which world this console shows: the real one, or that of an exercise, whose addresses all lie below its own.

const found = typeof location === "undefined" ? null : /^(\/exercise\/[A-Za-z0-9_]+)\/console(?:\/|$)/.exec(location.pathname);

/** "/exercise/exr_…" inside an exercise, empty in the real world. */
export const WORLD = found?.[1] ?? "";

export const CONSOLE = `${WORLD}/console`;

/** What this machine keeps of one world is never shown in another. */
export const keptAs = (name: string) => (WORLD === "" ? name : `${name}@${WORLD}`);
