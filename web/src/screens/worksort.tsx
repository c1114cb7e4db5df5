import { useEffect, useId, useLayoutEffect, useRef, useState, type FormEvent } from "react";
import { useUnitsOn } from "../data/lineage";
import { useSession } from "../data/session";
import { escalateWork, sortWork, undoSorting, type Verb } from "../data/triage";
import type { BulkResult, Unit, Work } from "../data/types";
import { useWork } from "../data/work";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { lettersOn } from "../shell/keys";
import { matches, t, type Key } from "../text";

export type SortVerb = "accept" | "hand-on" | "duplicate" | "question" | "not-ours";

/** The letters of sorting, by their place; none of them moves, undoes or leads elsewhere. */
export const SORT_KEYS: Record<string, SortVerb | "pause" | "escalate"> = { KeyN: "accept", KeyC: "hand-on", KeyT: "duplicate", KeyH: "question", KeyB: "not-ours", KeyP: "pause", KeyE: "escalate" };

type Body = Parameters<typeof sortWork>[0];

/** What was refused, in the server's words. */
export const whyNot = (results: BulkResult[]) =>
  results
    .filter((each) => !each.done)
    .map((each) => [each.why, ...each.faults.map((fault) => fault.text)].join(" "))
    .join(" ");

/**
 * Sorting: a verb acts at once or asks in a dialog, moves on to the next item, and can be undone for ten
 * seconds. moved is called before the request, so that who works by keys never waits for it.
 */
export function useSorter(items: Work[], moved: (ids: string[]) => void, back: (id: string) => void) {
  const dialog = useDialog();
  const say = useSay();
  const [fault, setFault] = useState("");

  async function send(body: Body) {
    setFault("");
    const results = await sortWork(body);
    const done = results.filter((each) => each.done);
    if (done.length > 0) {
      const number = done.length === 1 ? (done[0]?.number ?? "") : t("triage.many", { count: done.length });
      say(t(`triage.done.${body.verb}` as Key, { number }), async () => {
        const undone = await undoSorting(done.map((each) => each.undo));
        setFault(whyNot(undone));
        const first = undone.find((each) => each.done);
        if (first === undefined) return;
        say(t("triage.undone", { number: undone.length === 1 ? first.number : t("triage.many", { count: undone.filter((each) => each.done).length }) }));
        back(first.id);
      });
    }
    return results;
  }

  /** Without a dialog: on to the next item first; what was refused brings one back. */
  async function atOnce(verb: Verb, ids: string[]) {
    moved(ids);
    const results = await send({ verb, ids }).catch((error: unknown) => {
      setFault(error instanceof Error ? error.message : String(error));
      return [];
    });
    const refused = results.find((each) => !each.done);
    if (refused !== undefined) {
      setFault(whyNot(results));
      back(refused.id);
    }
  }

  function start(verb: SortVerb | "escalate", ids: string[]) {
    const first = items.find((each) => each.id === ids[0]);
    if (ids.length === 0) return;
    if (verb === "accept") return void atOnce("accept", ids);
    const title = ids.length > 1 ? t("triage.many", { count: ids.length }) : (first?.number ?? "");
    const form = {
      ids,
      onSend: async (body: Omit<Body, "ids">) => {
        const results = await send({ ...body, ids });
        const refused = whyNot(results);
        if (refused !== "" && results.every((each) => !each.done)) throw new Error(refused);
        setFault(refused);
        dialog.close();
        moved(results.filter((each) => each.done).map((each) => each.id));
      },
      onCancel: dialog.close,
    };
    const word = `${t(`triage.${verb}` as Key)}: ${title}`;
    if (verb === "hand-on") dialog.show(word, <UnitForm {...form} owner={ids.length === 1 ? (first?.owner.code ?? "") : ""} />);
    else if (verb === "duplicate") dialog.show(word, <OriginalForm {...form} items={items} />);
    else if (verb === "escalate") dialog.show(t("triage.escalate.title", { number: title }), <EscalateForm id={ids[0] ?? ""} onDone={() => { dialog.close(); say(t("triage.escalated", { number: title })); }} onCancel={dialog.close} />);
    else dialog.show(word, <LineForm {...form} verb={verb} />);
  }
  return { start, fault };
}

interface FormProps {
  ids: string[];
  onSend: (body: Omit<Body, "ids">) => Promise<void>;
  onCancel: () => void;
}

/** React Aria gives focus to the dialog's own first stop; the box is what the person came for. */
export function useFirst<T extends HTMLElement>() {
  const box = useRef<T>(null);
  useEffect(() => box.current?.focus(), []);
  return box;
}

/** One line of words; Enter sends it. */
function LineForm({ verb, onSend, onCancel }: FormProps & { verb: "question" | "not-ours" }) {
  const [words, setWords] = useState(verb === "not-ours" ? t("triage.words.notOurs") : "");
  const form = useForm(() => undefined);
  const box = useFirst<HTMLInputElement>();
  const label: Key = verb === "question" ? "triage.question.words" : "triage.words";
  const send = (event: FormEvent) => void form.send(event, { words: words.trim() === "" ? t("form.needed", { label: t(label) }) : "" }, () => onSend({ verb, words: words.trim() }));
  return (
    <form className="words" onSubmit={send} noValidate>
      {verb === "question" && <p className="muted">{t("triage.question.hint")}</p>}
      <Field label={t(label)} fault={form.fault("words")}>
        {(props) => <input {...props} ref={box} className="input" autoComplete="off" value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t(`triage.send.${verb}`)} onCancel={onCancel} />
    </form>
  );
}

const MOST = 8;

/** A unit by some letters of its name: the first that fits is taken, the arrows choose another. */
function UnitForm({ owner, onSend, onCancel }: FormProps & { owner: string }) {
  const units = useUnitsOn("");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [words, setWords] = useState(t("triage.words.unit"));
  const box = useFirst<HTMLInputElement>();
  const leads = useSession().data?.grants.some((grant) => grant.role === "leader" || grant.role === "shift-leader") ?? false;
  const form = useForm(() => undefined);
  const hits: Unit[] = typed.trim() === "" ? [] : (units.data?.items ?? []).filter((each) => each.code !== owner && matches(`${each.name} ${each.code}`, typed)).slice(0, MOST);
  const chosen = hits[Math.min(at, hits.length - 1)];
  const send = (event: FormEvent) =>
    void form.send(event, { unit: chosen === undefined ? t("form.needed", { label: t("triage.toUnit") }) : "", words: words.trim() === "" ? t("form.needed", { label: t("triage.words") }) : "" }, () =>
      onSend({ verb: "hand-on", unit: chosen?.code ?? "", words: words.trim() }),
    );
  return (
    <form className="words" onSubmit={send} noValidate>
      <p className="muted">{t(leads ? "work.handOn.leads" : "work.handOn.hint")}</p>
      <Field label={t("triage.toUnit")} fault={form.fault("unit")}>
        {(props) => (
          <input
            {...props}
            className="input"
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-hits`}
            aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.code}`}
            ref={box}
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
              event.preventDefault();
              setAt(Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
            }}
          />
        )}
      </Field>
      <p className="muted" role="status">
        {typed.trim() === "" ? t("triage.toUnit.hint") : chosen === undefined ? t("table.nohit", { typed }) : t("triage.toUnit.first", { unit: chosen.name })}
      </p>
      <ul id={`${id}-hits`} role="listbox" aria-label={t("triage.toUnit")} className="choices">
        {hits.map((each, n) => (
          <li key={each.code} id={`${id}-${each.code}`} role="option" aria-selected={each === chosen} onPointerDown={() => setAt(n)}>
            {each.name}
          </li>
        ))}
      </ul>
      <Field label={t("triage.words")} fault={form.fault("words")}>
        {(props) => <input {...props} className="input" autoComplete="off" value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("triage.send.hand-on")} onCancel={onCancel} />
    </form>
  );
}

/** The original of a duplicate: what looks like it first, the likeliest chosen; any other open item by its words. */
function OriginalForm({ ids, items, onSend, onCancel }: FormProps & { items: Work[] }) {
  const query = useWork(ids[0] ?? "");
  return (
    <Loaded query={query} what={t("noun.workOne")} lines={2}>
      {(item) => <Originals ids={ids} alike={(item.proposal?.alike ?? []).filter((each) => !ids.includes(each.id))} items={items} onSend={onSend} onCancel={onCancel} />}
    </Loaded>
  );
}

interface Named {
  id: string;
  number: string;
  title: string;
}

function Originals({ ids, alike, items, onSend, onCancel }: FormProps & { alike: Named[]; items: Work[] }) {
  const [typed, setTyped] = useState("");
  const found: Named[] = typed.trim() === "" ? alike : items.filter((each) => !ids.includes(each.id) && matches(`${each.number} ${each.subject.number} ${each.title}`, typed)).slice(0, MOST);
  const [picked, setPicked] = useState("");
  const original = found.some((each) => each.id === picked) ? picked : (found[0]?.id ?? "");
  const form = useForm(() => undefined);
  const name = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => {
    (box.current?.querySelector<HTMLElement>("input[type=radio]:checked") ?? box.current?.querySelector<HTMLElement>("input"))?.focus();
  }, []);
  const send = (event: FormEvent) => void form.send(event, { original: original === "" ? t("form.needed", { label: t("triage.original") }) : "" }, () => onSend({ verb: "duplicate", original }));
  return (
    <form className="words" onSubmit={send} noValidate>
      <p className="muted">{t("triage.original.hint")}</p>
      <fieldset ref={box} className="originals">
        <legend>{t("triage.original")}</legend>
        {found.map((each) => (
          <label key={each.id}>
            <input type="radio" name={name} checked={each.id === original} onChange={() => setPicked(each.id)} /> <b>{each.number}</b> {each.title}
          </label>
        ))}
        {found.length === 0 && <p className="muted">{t("triage.original.none")}</p>}
        <Field label={t("triage.original.find")} fault={form.fault("original")}>
          {(props) => <input {...props} className="input" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </fieldset>
      <FormEnd form={form} send={t("triage.send.duplicate")} onCancel={onCancel} />
    </form>
  );
}

/** Escalating says first whom it tells. */
function EscalateForm({ id, onDone, onCancel }: { id: string; onDone: () => void; onCancel: () => void }) {
  const query = useWork(id);
  return (
    <Loaded query={query} what={t("noun.workOne")} lines={2}>
      {({ chain }) => <Escalation id={id} chain={chain} onDone={onDone} onCancel={onCancel} />}
    </Loaded>
  );
}

function Escalation({ id, chain, onDone, onCancel }: { id: string; chain: Work["chain"]; onDone: () => void; onCancel: () => void }) {
  const [words, setWords] = useState("");
  const form = useForm(onDone);
  const box = useFirst<HTMLInputElement>();
  return (
    <form className="words" onSubmit={(event) => void form.send(event, {}, () => escalateWork(id, words.trim()))} noValidate>
      <p>
        {chain.deputies.length === 0
          ? t("triage.escalate.nobody")
          : t(chain.named ? "triage.escalate.to" : "triage.escalate.none", { names: chain.deputies.join(", "), unit: chain.deputy_unit })}
      </p>
      <Field label={t("triage.words")} fault={form.fault("words")}>
        {(props) => <input {...props} ref={box} className="input" autoComplete="off" value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("triage.escalate")} onCancel={onCancel} />
    </form>
  );
}

const TYPING = "input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable=true],[role=menu]";
const G_WAITS_MS = 1500;

/** The letters act with focus in the list or in the detail, never while somebody types or after G. */
export function useSortKeys(act: (verb: SortVerb | "pause" | "escalate", target: HTMLElement) => boolean, select: (target: HTMLElement) => boolean): void {
  const latest = useRef({ act, select });
  latest.current = { act, select };
  useEffect(() => {
    let gAt = -G_WAITS_MS;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(event.target instanceof HTMLElement)) return;
      const target = event.target;
      if (target.closest(TYPING) !== null || document.querySelector("[role=dialog]") !== null || !lettersOn()) return;
      const afterG = event.timeStamp - gAt < G_WAITS_MS;
      gAt = event.code === "KeyG" ? event.timeStamp : -G_WAITS_MS;
      if (afterG || target.closest(".queue") === null) return;
      if (event.code === "Space" && target.matches("[data-row]")) {
        if (latest.current.select(target)) event.preventDefault();
        return;
      }
      const verb = SORT_KEYS[event.code];
      if (verb !== undefined && latest.current.act(verb, target)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** What may be done to the chosen ones at once. */
export function ChosenBar({ count, start, onClear }: { count: number; start: (verb: SortVerb) => void; onClear: () => void }) {
  return (
    <div className="chosen" role="group" aria-label={t("triage.selected", { count })}>
      <b role="status">{t("triage.selected", { count })}</b>
      {(["accept", "hand-on", "duplicate", "question", "not-ours"] as const).map((verb) => (
        <Button key={verb} small onClick={() => start(verb)}>
          {t(`triage.${verb}`)}
        </Button>
      ))}
      <Button small look="quiet" onClick={onClear}>
        {t("triage.clear")}
      </Button>
    </div>
  );
}
