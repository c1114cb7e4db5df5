import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Problem } from "../data/client";
import { t } from "../text";
import { Button } from "./button";

interface ReasonProps {
  id: string;
  label: string;
  send: string;
  required: boolean;
  /** What happens when it is sent, said before it is. */
  hint?: string;
  icon?: ReactNode;
  look?: "pri" | "warn" | "";
  onSend: (words: string) => Promise<unknown>;
  onCancel?: () => void;
}

/** One box of words and one button: notes, reasons to close, reasons to skip. */
export function WordsForm({ id, label, send, required, hint, icon, look = "pri", onSend, onCancel }: ReasonProps) {
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (required && words.trim() === "") {
      setFault(t("form.needed", { label }));
      box.current?.focus();
      return;
    }
    setBusy(true);
    setFault("");
    try {
      await onSend(words.trim());
      setWords("");
    } catch (error) {
      setFault(faultWords(error));
      box.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="words" onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        ref={box}
        rows={2}
        value={words}
        aria-invalid={fault !== ""}
        aria-describedby={`${id}-fault ${id}-hint`}
        onChange={(event) => setWords(event.target.value)}
      />
      {hint !== undefined && (
        <small id={`${id}-hint`} className="muted">
          {hint}
        </small>
      )}
      <p id={`${id}-fault`} className="fault" role="alert">
        {fault}
      </p>
      <div className="b">
        <Button type="submit" look={look} disabled={busy}>
          {icon}
          {busy ? t("form.sending") : send}
        </Button>
        {onCancel !== undefined && <Button onClick={onCancel}>{t("form.cancel")}</Button>}
      </div>
    </form>
  );
}

export interface Ids {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

/** A labelled box with its hint and the words of its fault, tied to it for who hears the page. */
export function Field({ label, fault, hint = "", children }: { label: string; fault: string; hint?: string; children: (ids: Ids) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": fault !== "", "aria-describedby": `${id}-h ${id}-f` })}
      {hint !== "" && (
        <small id={`${id}-h`} className="muted">
          {hint}
        </small>
      )}
      {fault !== "" && (
        <p id={`${id}-f`} className="fault">
          {fault}
        </p>
      )}
    </div>
  );
}

/** A refusal in the server's own words, with each field's fault and the short code for the helper. */
export function faultWords(error: unknown): string {
  if (error instanceof Problem) {
    const fields = error.faults.map((fault) => fault.message).join(" ");
    const code = error.faultId === "" ? "" : " " + t("state.error.code", { code: error.faultId });
    return `${error.message} ${fields}`.trim() + code;
  }
  return error instanceof Error ? error.message : String(error);
}
