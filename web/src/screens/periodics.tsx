import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type FormEvent } from "react";
import { composePeriodic, usePeriodicList, usePeriodicSettings } from "../data/periodic";
import type { PeriodicRow, PeriodicSetting } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { Field, faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { dateTime, t, type Key } from "../text";
import { Page } from "./page";

/** Báo cáo định kỳ: the newest period first; above it, one of a past period is composed and templates are found. */
export default function PeriodicsScreen() {
  const list = usePeriodicList();
  const columns = useMemo<Column<PeriodicRow>[]>(
    () => [
      {
        id: "period",
        head: t("periodic.head.period"),
        names: true,
        text: (row) => `${row.period.code} ${row.period.name} ${row.number}`,
        cell: (row) => (
          <>
            <Link to="/periodic/$id" params={{ id: row.id }}>
              {t("periodic.title", { period: row.period.name })}
            </Link>
            <small className="under">{row.number}</small>
          </>
        ),
      },
      { id: "unit", head: t("periodic.head.unit"), text: (row) => row.unit.name },
      { id: "state", head: t("periodic.head.state"), text: (row) => t(`periodic.state.${row.state}` as Key) },
      { id: "signed", head: t("periodic.head.signed"), text: (row) => (row.signed_at === null ? t("periodic.unsigned") : `${row.signed_by}, ${dateTime(row.signed_at)}`) },
      { id: "unknown", head: t("periodic.head.unknown"), text: (row) => row.unknown },
    ],
    [],
  );
  return (
    <Page title={t("nav.periodic")}>
      <Making />
      <Loaded query={list} what={t("noun.periodics")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("periodic.empty"), text: t("periodic.emptyText") }}>
        {(data) => <DataTable caption={t("nav.periodic")} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      </Loaded>
    </Page>
  );
}

const nameOf = (one: PeriodicSetting) => `${t(`periodic.rhythm.${one.rhythm}` as Key)}, ${one.unit.name}`;

/** Which unit reports how; the list below says itself when the line is cut, so this part says nothing then. */
function Making() {
  const settings = usePeriodicSettings();
  const items = settings.data?.items ?? [];
  const makes = items.filter((one) => one.compose);
  if (items.length === 0) return null;
  return (
    <div className="two">
      {makes.length > 0 && <ComposeForm settings={makes} />}
      <section className="card pad" aria-labelledby="p-templates">
        <h2 id="p-templates">{t("periodic.templates")}</h2>
        <ul className="plist">
          {items.map((one) => (
            <li key={`${one.unit.code}/${one.rhythm}`}>
              <Link to="/periodic/template/$unit/$rhythm" params={{ unit: one.unit.code, rhythm: one.rhythm }}>
                {nameOf(one)}
              </Link>
              <small className="under">{t("periodic.next", { at: dateTime(one.next) })}</small>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function ComposeForm({ settings }: { settings: PeriodicSetting[] }) {
  const [which, setWhich] = useState(0);
  const one = settings[which] ?? settings[0];
  const [chosen, setChosen] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const navigate = useNavigate();
  const say = useSay();
  if (one === undefined) return null;
  const period = one.periods.some((each) => each.code === chosen) ? chosen : (one.periods[0]?.code ?? "");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (one === undefined) return;
    setBusy(true);
    setFault("");
    try {
      const made = await composePeriodic(one.unit.code, one.rhythm, period);
      say(t("periodic.didCompose"));
      await navigate({ to: "/periodic/$id", params: { id: made.id } });
    } catch (error) {
      setFault(faultWords(error));
      setBusy(false);
    }
  }
  return (
    <section className="card pad" aria-labelledby="p-make">
      <h2 id="p-make">{t("periodic.make")}</h2>
      <form className="words pform" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={t("periodic.which")} fault="">
          {(ids) => (
            <select {...ids} value={which} onChange={(event) => setWhich(Number(event.target.value))}>
              {settings.map((each, index) => (
                <option key={`${each.unit.code}/${each.rhythm}`} value={index}>
                  {nameOf(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t("periodic.period")} fault={fault}>
          {(ids) => (
            <select {...ids} value={period} onChange={(event) => setChosen(event.target.value)}>
              {one.periods.map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="b">
          <Button type="submit" look="pri" disabled={busy}>
            {busy ? t("form.sending") : t("periodic.compose")}
          </Button>
        </div>
      </form>
    </section>
  );
}
