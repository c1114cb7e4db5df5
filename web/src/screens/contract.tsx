import { CONSOLE } from "../data/world";
import { useState, type FormEvent, type ReactNode } from "react";
import { saveContract, tryContract, useContract, usePlaybooks, useQuarantine } from "../data/feeds";
import { Problem } from "../data/client";
import { may } from "../data/session";
import type { FeedContract, FeedDraft, Trial } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { severityWord } from "../parts/severity";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { hourOrDate, number, t, tMaybe } from "../text";
import { Page } from "./page";

/** The contract of a feed: edited, tried on a sample, then saved. */
export default function ContractScreen() {
  const code = useParam("code");
  const query = useContract(code);
  return (
    <Page
      title={t("contract.title")}
      aside={code}
      tools={
        <a className="btn" href={`${CONSOLE}/feeds/${code}/quarantine`}>
          {t("quarantine.title")}
        </a>
      }
    >
      <Loaded query={query} what={t("noun.contract")} lines={8}>
        {(data) => <Editor key={data.code} contract={data} />}
      </Loaded>
    </Page>
  );
}

interface Typed {
  draft: FeedDraft;
  parameters: string;
  mapping: string;
  keys: string;
}

const pretty = (value: unknown) => (value === undefined || value === null ? "" : JSON.stringify(value, null, 1));

function Editor({ contract }: { contract: FeedContract }) {
  const me = useMe();
  const now = useNow();
  const playbooks = usePlaybooks();
  const held = useQuarantine(contract.code, { state: "open", reason: "" });
  const [rev, setRev] = useState(contract.rev);
  const [typed, setTyped] = useState<Typed>(() => ({
    draft: contract.draft,
    parameters: pretty(contract.draft.parameters),
    mapping: pretty(contract.draft.mapping),
    keys: pretty(contract.draft.keys),
  }));
  const [sample, setSample] = useState("");
  const [trial, setTrial] = useState<Trial | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [said, setSaid] = useState("");
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const mine = may(me, "feed.edit");

  const change = (part: Partial<FeedDraft>) => setTyped((before) => ({ ...before, draft: { ...before.draft, ...part } }));

  /** What is typed, as the server takes it; null when one of the boxes is no JSON. */
  function read(): FeedDraft | null {
    const wrong: Record<string, string> = {};
    const box = (name: "parameters" | "mapping" | "keys"): unknown => {
      const words = typed[name].trim();
      if (words === "") return undefined;
      try {
        return JSON.parse(words) as unknown;
      } catch (error) {
        wrong[name] = t("contract.notJson", { why: error instanceof Error ? error.message : "" });
        return undefined;
      }
    };
    const parameters = box("parameters") ?? [];
    const draft: FeedDraft = { ...typed.draft, parameters: parameters as FeedDraft["parameters"] };
    delete draft.mapping;
    delete draft.keys;
    const mapping = box("mapping");
    const keys = box("keys");
    if (mapping !== undefined) draft.mapping = mapping as NonNullable<FeedDraft["mapping"]>;
    if (keys !== undefined) draft.keys = keys as NonNullable<FeedDraft["keys"]>;
    setFaults(wrong);
    if (Object.keys(wrong).length === 0) return draft;
    setTrouble(t("contract.mend"));
    return null;
  }

  /** A refusal goes to the fields it names; nothing that was typed is touched. */
  function refuse(error: unknown) {
    const at: Record<string, string> = {};
    if (error instanceof Problem) {
      for (const fault of error.faults) {
        const place = fault.path.replace(/^(body\/)?(draft\/)?/, "");
        const name = place.split("/")[0] ?? "";
        const where = place.includes("/") ? `${place}: ` : "";
        at[name] = `${at[name] === undefined ? "" : `${at[name]} `}${where}${fault.message}.`;
      }
    }
    setFaults(at);
    setTrouble(faultWords(error));
  }

  async function attempt(work: (draft: FeedDraft) => Promise<void>) {
    setSaid("");
    setTrouble("");
    const draft = read();
    if (draft === null) return;
    setBusy(true);
    try {
      await work(draft);
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(false);
    }
  }

  const tryOn = (ids: string[]) =>
    void attempt(async (draft) => {
      const result = await tryContract(contract.code, draft, ids.length > 0 ? "" : sample, ids);
      setTrial(result);
      setSaid(t("contract.tried", { fit: number(result.fit), refused: number(result.refused.reduce((sum, x) => sum + x.count, 0)), skipped: number(result.skipped) }));
    });

  const save = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async (draft) => {
      const saved = await saveContract(contract.code, rev, draft);
      setRev(saved.rev);
      setSaid(t("contract.saved", { rev: number(saved.rev) }));
    });
  };

  const field = (name: string, label: string, control: (props: { id: string; "aria-invalid": boolean; "aria-describedby": string; disabled: boolean }) => ReactNode) => (
    <div className="words">
      <label htmlFor={`c-${name}`}>{label}</label>
      {control({ id: `c-${name}`, "aria-invalid": faults[name] !== undefined, "aria-describedby": `c-${name}-fault`, disabled: !mine })}
      <p id={`c-${name}-fault`} className="fault">
        {faults[name]}
      </p>
    </div>
  );
  const { draft } = typed;

  return (
    <form className="contract" onSubmit={save} noValidate>
      <p className="muted">
        {t("contract.rev", { rev: number(rev) })} {contract.saved !== null && hourOrDate(contract.saved, now)} {contract.by}
      </p>
      <div className="two">
        <section className="card pad">
          <h2>{t("feed.contract")}</h2>
          {field("name", t("contract.name"), (p) => (
            <input {...p} value={draft.name.vi} onChange={(event) => change({ name: { ...draft.name, vi: event.target.value } })} />
          ))}
          {field("unit", t("contract.unit"), (p) => (
            <input {...p} value={draft.unit} onChange={(event) => change({ unit: event.target.value })} />
          ))}
          {field("area", t("contract.area"), (p) => (
            <input {...p} value={draft.area} onChange={(event) => change({ area: event.target.value })} />
          ))}
          {field("connector", t("feed.connector"), (p) => (
            <select {...p} value={draft.connector} onChange={(event) => change({ connector: event.target.value as FeedDraft["connector"] })}>
              {(["filedrop", "push", "mqtt"] as const).map((way) => (
                <option key={way} value={way}>
                  {tMaybe(`connector.${way}`, way)}
                </option>
              ))}
            </select>
          ))}
          {field("cadence", t("contract.cadence"), (p) => (
            <input {...p} type="number" min={1} value={draft.cadence_s} onChange={(event) => change({ cadence_s: Number(event.target.value) })} />
          ))}
          {field("first_date", t("contract.first"), (p) => (
            <input {...p} placeholder="1960-01-01" value={draft.first_date ?? ""} onChange={(event) => change({ first_date: event.target.value })} />
          ))}
          {field("playbook", t("contract.playbook"), (p) => (
            <select {...p} value={draft.playbook ?? ""} onChange={(event) => change({ playbook: event.target.value })}>
              <option value="" />
              {draft.playbook !== undefined && !playbooks.some((one) => one.code === draft.playbook) && <option value={draft.playbook}>{draft.playbook}</option>}
              {playbooks.map((one) => (
                <option key={one.code} value={one.code}>
                  {one.code} · {one.title}
                </option>
              ))}
            </select>
          ))}
          {field("severity", t("contract.severity"), (p) => (
            <select {...p} value={draft.severity ?? 0} onChange={(event) => change({ severity: Number(event.target.value) })}>
              <option value={0}>{t("contract.severityByKind")}</option>
              {[1, 2, 3, 4, 5].map((level) => (
                <option key={level} value={level}>
                  {level} · {severityWord(level)}
                </option>
              ))}
            </select>
          ))}
          <label className="choice">
            <input type="checkbox" checked={draft.opens_incident ?? false} onChange={(event) => change({ opens_incident: event.target.checked })} />
            {t("contract.opens")}
          </label>
        </section>
        <section className="card pad">
          <h2>{t("contract.mapping")}</h2>
          {field("parameters", t("feed.parameters"), (p) => (
            <textarea {...p} className="mono" rows={8} spellCheck={false} value={typed.parameters} onChange={(event) => setTyped({ ...typed, parameters: event.target.value })} />
          ))}
          {field("mapping", t("contract.mappingLabel"), (p) => (
            <textarea {...p} className="mono" rows={12} spellCheck={false} value={typed.mapping} onChange={(event) => setTyped({ ...typed, mapping: event.target.value })} />
          ))}
          {field("keys", t("contract.keys"), (p) => (
            <textarea {...p} className="mono" rows={3} spellCheck={false} value={typed.keys} onChange={(event) => setTyped({ ...typed, keys: event.target.value })} />
          ))}
        </section>
      </div>
      {mine && (
        <section className="card pad">
          <h2>{t("contract.try")}</h2>
          <div className="words">
            <label htmlFor="c-sample">{t("contract.sample")}</label>
            <textarea id="c-sample" className="mono" rows={5} spellCheck={false} value={sample} onChange={(event) => setSample(event.target.value)} />
          </div>
          <div className="b">
            <Button disabled={busy || sample.trim() === ""} onClick={() => tryOn([])}>
              {t("contract.tryButton")}
            </Button>
            {(held.data?.items.length ?? 0) > 0 && (
              <Button disabled={busy} onClick={() => tryOn(held.data?.items.map((row) => row.id) ?? [])}>
                {t("contract.tryHeld", { count: number(held.data?.items.length ?? 0) })}
              </Button>
            )}
            <Button type="submit" look="pri" disabled={busy}>
              {t("contract.save")}
            </Button>
          </div>
          <p className="fault" role="alert">
            {trouble}
          </p>
          <p role="status" id="contract-said">
            {said}
          </p>
          {trial !== null && <TrialTable trial={trial} />}
        </section>
      )}
    </form>
  );
}

function TrialTable({ trial }: { trial: Trial }) {
  const now = useNow();
  return (
    <div className="tscroll" role="region" aria-label={t("contract.result")} tabIndex={0}>
      <table className="plain">
        <caption className="vh">{t("contract.result")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("contract.becomes")}</th>
            <th scope="col">{t("noun.stationShort")}</th>
            <th scope="col">{t("feed.parameter")}</th>
            <th scope="col">{t("contract.value")}</th>
            <th scope="col">{t("contract.at")}</th>
            <th scope="col">{t("quarantine.raw")}</th>
          </tr>
        </thead>
        <tbody>
          {trial.rows.map((row, index) => (
            <tr key={index}>
              <th scope="row">{row.reason === "" ? t("contract.taken") : row.message}</th>
              <td>{row.station || row.called}</td>
              <td>{row.parameter}</td>
              <td className="num">
                {row.value === null ? "" : number(row.value)} {row.unit}
              </td>
              <td className="num">{row.at === null ? "" : hourOrDate(row.at, now)}</td>
              <td>
                <code>{row.raw}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
