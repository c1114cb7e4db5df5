import { useId, useLayoutEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Problem } from "../data/client";
import { partsOf, t } from "../text";
import { Button } from "./button";
import { faultWords } from "./forms";

/** The instant as the field wants it, in the province's time, to the second. */
export function toField(at: string): string {
  const p = partsOf(at);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}`;
}

/** What the field says, as an instant. */
export const fromField = (words: string) => (words === "" ? "" : `${words.length === 16 ? `${words}:00` : words}+07:00`);

/** A field with its label and the fault that stands at it. */
export function Field({ label, fault, children }: { label: string; fault: string; children: (props: { id: string; "aria-invalid": boolean; "aria-describedby": string }) => ReactNode }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": fault !== "", "aria-describedby": `${id}-fault` })}
      <p id={`${id}-fault`} className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

/** One form that keeps what was typed when the server refuses, and says at the field what is wrong. */
export function useForm(onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const form = useRef<Element | null>(null);
  useLayoutEffect(() => {
    // Who sent a form that was refused is put where the first thing is to be mended.
    if (Object.keys(faults).length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  async function send(event: FormEvent, check: Record<string, string>, work: () => Promise<void>) {
    event.preventDefault();
    form.current = event.currentTarget;
    const wrong = Object.fromEntries(Object.entries(check).filter(([, words]) => words !== ""));
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      await work();
      onDone();
    } catch (error) {
      const fields = error instanceof Problem ? error.faults : [];
      setFaults(fields.length > 0 ? Object.fromEntries(fields.map((each) => [each.path, each.message])) : { form: faultWords(error) });
    } finally {
      setBusy(false);
    }
  }
  return { busy, fault: (name: string) => faults[name] ?? "", send };
}

/** What stands below every form: the fault that belongs to no field, sending and giving up. */
export function FormEnd({ form, send, onCancel }: { form: ReturnType<typeof useForm>; send: string; onCancel: () => void }) {
  return (
    <>
      <p className="fault" role="alert">
        {form.fault("form")}
      </p>
      <div className="b">
        <Button type="submit" look="pri" disabled={form.busy}>
          {form.busy ? t("form.sending") : send}
        </Button>
        <Button onClick={onCancel}>{t("form.cancel")}</Button>
      </div>
    </>
  );
}
