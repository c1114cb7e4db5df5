import { useEffect, useMemo, useRef, useState } from "react";
import { tryRule, type Trial } from "../data/rules";
import type { RuleDraft, RuleFound } from "../data/types";
import { Button } from "../parts/button";
import { Chart } from "../parts/chart";
import { DataTable, type Column } from "../parts/datatable";
import { faultWords } from "../parts/forms";
import { useNow } from "../parts/clock";
import { date, dateTime, number, t } from "../text";

const DAY = 86_400_000;

interface Done {
  trial: Trial;
  days: number;
  to: Date;
  finished: boolean;
}

/** What the draft would have found: asked for by a button, since it reads a lot. */
export function TrialPanel({ draft, unit }: { draft: RuleDraft; unit: string }) {
  const now = useNow();
  const [days, setDays] = useState(30);
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const asked = useRef<AbortController | null>(null);
  useEffect(() => () => asked.current?.abort(), []);

  async function run() {
    asked.current?.abort();
    const control = new AbortController();
    asked.current = control;
    const to = new Date(now.getTime());
    setBusy(true);
    setFault("");
    setDone(null);
    try {
      const trial = await tryRule(draft, new Date(to.getTime() - days * DAY), to, control.signal, (sofar) => setDone({ trial: sofar, days, to, finished: false }));
      setDone({ trial, days, to, finished: true });
    } catch (error) {
      if (!control.signal.aborted) setFault(faultWords(error));
    } finally {
      if (asked.current === control) setBusy(false);
    }
  }

  return (
    <section className="card pad trial" aria-labelledby="trial-title">
      <h2 id="trial-title">{t("rule.trial.title")}</h2>
      <p className="muted">{t("rule.trial.text")}</p>
      <div className="trial-ask">
        <label htmlFor="trial-days">{t("rule.trial.days")}</label>
        <select id="trial-days" value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {[7, 30, 92].map((n) => (
            <option key={n} value={n}>
              {t("rule.trial.lastDays", { n })}
            </option>
          ))}
        </select>
        <Button id="trial-run" disabled={busy} onClick={() => void run()}>
          {busy ? t("rule.trial.running") : t("rule.trial.run")}
        </Button>
      </div>
      <p className="fault" role="alert">
        {fault}
      </p>
      <p role="status" className="trial-says">
        {done !== null && says(done)}
      </p>
      {done?.finished === true && done.trial.findings.length > 0 && <Findings done={done} unit={unit} />}
    </section>
  );
}

function says({ trial, days, finished }: Done): string {
  if (!finished) return t("rule.trial.progress", { done: trial.stations, all: trial.total });
  if (trial.total === 0) return t("rule.trial.noStation");
  const stations = new Set(trial.findings.map((found) => found.station.code)).size;
  return trial.findings.length === 0
    ? t("rule.trial.none", { days, all: trial.total })
    : t("rule.trial.some", { n: trial.findings.length, days, stations, all: trial.total });
}

function Findings({ done, unit }: { done: Done; unit: string }) {
  const { trial, days, to } = done;
  const chart = useMemo(() => perDay(trial.findings, days, to), [trial, days, to]);
  const columns = useMemo<Column<RuleFound>[]>(
    () => [
      { id: "station", head: t("noun.stationShort"), names: true, text: (f) => f.station.name },
      { id: "from", head: t("rule.trial.from"), text: (f) => f.fired_at, cell: (f) => <span className="num">{dateTime(f.fired_at)}</span> },
      { id: "to", head: t("rule.trial.to"), text: (f) => f.resolved_at ?? "", cell: (f) => (f.resolved_at === null ? t("rule.trial.stands") : <span className="num">{dateTime(f.resolved_at)}</span>) },
      { id: "highest", head: t("rule.trial.highest", { unit }), text: (f) => f.highest, cell: (f) => <span className="num">{number(f.highest)}</span> },
    ],
    [unit],
  );
  return (
    <>
      <Chart
        summary={t("rule.trial.chart", { n: trial.findings.length, days })}
        unit={t("rule.trial.times")}
        times={chart.map((each) => each.at.getTime() / 1000)}
        series={[{ name: t("rule.trial.perDay"), values: chart.map((each) => each.count) }]}
        height={120}
        table={{
          caption: t("rule.trial.perDay"),
          head: [t("rule.trial.day"), t("rule.trial.times")],
          rows: chart.filter((each) => each.count > 0).map((each) => ({ key: String(each.at.getTime()), cells: [date(each.at), number(each.count)] })),
        }}
      />
      <DataTable caption={t("rule.trial.table")} columns={columns} rows={trial.findings} rowKey={(f) => f.station.code + f.fired_at} />
    </>
  );
}

function perDay(findings: RuleFound[], days: number, to: Date): { at: Date; count: number }[] {
  const begin = to.getTime() - days * DAY;
  const counts = Array.from({ length: days }, () => 0);
  for (const found of findings) {
    const day = Math.min(days - 1, Math.max(0, Math.floor((Date.parse(found.fired_at) - begin) / DAY)));
    counts[day] = (counts[day] ?? 0) + 1;
  }
  return counts.map((count, index) => ({ at: new Date(begin + index * DAY), count }));
}
