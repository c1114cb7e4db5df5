import { API, Problem, Unreachable } from "./client";
import { lang, t } from "../text";

/**
 * download fetches a file that the server makes and hands it to the browser. It is asked for by
 * script and not by a link, so that its headings come in the language of the console and a refusal
 * can be said in words.
 */
export function download(file: string, query: Record<string, string>): Promise<void> {
  const asked = Object.entries(query).filter(([, value]) => value !== "");
  return downloadFrom(`/exports/${file}?${new URLSearchParams(asked).toString()}`, file);
}

/** downloadFrom does the same for any address of the API; file is the name where the server gives none. */
export async function downloadFrom(path: string, file: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${API}${path}`, { credentials: "same-origin", headers: { "Accept-Language": lang } });
  } catch (cause) {
    throw new Unreachable(t("fault.unreachable"), { cause });
  }
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as object);
  const name = named(response.headers.get("Content-Disposition") ?? "") ?? file;
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file by then; a minute is kept for slow disks.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * named reads the name of a file in Content-Disposition (RFC 6266): in quotes, as a bare word, or as filename*, where a
 * name that is not ASCII comes percent-encoded.
 */
export function named(disposition: string): string | undefined {
  const spelt = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (spelt !== undefined) return decodeURIComponent(spelt);
  const [, quoted, bare] = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^";\s]+))/i.exec(disposition) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? bare;
}
