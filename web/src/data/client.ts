import { lang, t } from "../text";

// The one place that speaks HTTP. Everything a screen may learn about a refusal is in Problem:
// the server's words for people, the fields at fault, and the short id that is also in its log.

export const API = "/api/v1";

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

export type Query = Record<string, string | number | undefined>;

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call<T>("GET", path + search(query), undefined, signal);
}

export async function send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  return call<T>(method, path, body === undefined ? undefined : JSON.stringify(body));
}

async function call<T>(method: string, path: string, body?: string, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { "Accept-Language": lang };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(API + path, { method, headers, body: body ?? null, signal: signal ?? null, credentials: "same-origin" });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Unreachable(t("fault.unreachable"), { cause });
  }
  if (!answer.ok) throw new Problem(answer.status, await problemBody(answer));
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

async function problemBody(answer: Response): Promise<ProblemBody> {
  try {
    return (await answer.json()) as ProblemBody;
  } catch {
    // A proxy in between may answer with a page; its text is of no use to people.
    return {};
  }
}

function search(query: Query): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") words.set(name, String(value));
  }
  const text = words.toString();
  return text === "" ? "" : "?" + text;
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
