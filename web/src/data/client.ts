import createClient from "openapi-fetch";
import { lang, t } from "../text";
import type { paths } from "./schema.gen";
import { CONSOLE, WORLD } from "./world";

// The one place that speaks HTTP. Everything a screen may learn about a refusal is in Problem:
// the server's words for people, the fields at fault, and the short id that is also in its log.

export const API = `${WORLD}/api/v1`;

export class Problem extends Error {
  readonly status: number;
  readonly key: string;
  readonly faults: { path: string; key: string; message: string }[];
  readonly faultId: string;

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title || t("fault.status", { status: String(status) }));
    this.status = status;
    this.key = body.key ?? "";
    this.faults = body.faults ?? [];
    this.faultId = body.fault_id ?? "";
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  key?: string;
  faults?: { path: string; key: string; message: string }[];
  fault_id?: string;
}

/** Unreachable is the fault of the line, not of the server: no answer came back at all. */
export class Unreachable extends Error {}

/** The server's operations, typed by its own document: `ask(api.GET("/alerts/{id}", …))`. */
export const api = createClient<paths>({ baseUrl: API, credentials: "same-origin", headers: { "Accept-Language": lang } });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** ask turns an answer into its data or into the fault that a screen can show. */
export async function ask<T>(question: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await question;
  } catch (cause) {
    // Asking was given up by the screen itself; the query library knows what to do with that.
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Unreachable(t("fault.unreachable"), { cause });
  }
  if (!answer.response.ok) throw new Problem(answer.response.status, problemBody(answer.error));
  return answer.data as T;
}

/**
 * Whether the server serves another console than the one that runs here, as after an upgrade. Its
 * page names the script it starts with, and that name changes with any file of the console. Without
 * a line nothing is known, and the answer is no.
 */
export const upgraded = (): Promise<boolean> =>
  fetch(`${CONSOLE}/`, { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : null))
    .then(
      (served) => served !== null && !served.includes(document.querySelector("script[type=module][src]")?.getAttribute("src") ?? ""),
      () => false,
    );

/** A proxy in between may answer with a page instead of a problem; its text is of no use to people. */
function problemBody(error: unknown): ProblemBody {
  return typeof error === "object" && error !== null ? error : {};
}

/**
 * upload sends one file and reports how much has left. It uses XMLHttpRequest because fetch still
 * cannot tell the progress of what it sends, and a photo over a village line takes a while.
 */
export function upload<T>(path: string, file: Blob, name: string, note: string, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", API + path);
    request.setRequestHeader("Accept-Language", lang);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => reject(new Unreachable(t("fault.unreachable")));
    request.onload = () => {
      let body: unknown = {};
      try {
        body = request.responseText === "" ? {} : JSON.parse(request.responseText);
      } catch {
        body = {};
      }
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(new Problem(request.status, body as ProblemBody));
    };
    const form = new FormData();
    form.append("file", file, name);
    if (note !== "") form.append("note", note);
    request.send(form);
  });
}
