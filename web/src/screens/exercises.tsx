import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type FormEvent } from "react";
import { planExercise, useExercises, useScripts } from "../data/exercises";
import { may } from "../data/session";
import type { Exercise } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { Field, faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { bytes, dateTime, t, type Key } from "../text";
import { Page } from "./page";

export default function ExercisesScreen() {
  const exercises = useExercises();
  const me = useMe();
  const columns = useMemo<Column<Exercise>[]>(
    () => [
      {
        id: "name",
        head: t("exercise.head.name"),
        names: true,
        text: (e) => `${e.name} ${e.number}`,
        cell: (e) => (
          <>
            <Link to="/exercises/$id" params={{ id: e.id }}>
              {e.name}
            </Link>
            <small>{`${e.number} · ${e.script}`}</small>
          </>
        ),
      },
      { id: "state", head: t("exercise.head.state"), text: (e) => t(`exercise.state.${e.archived ? "archived" : e.state}` as Key) },
      { id: "owner", head: t("exercise.head.owner"), text: (e) => e.owner.name },
      { id: "at", head: t("exercise.head.started"), text: (e) => e.started_at ?? "", cell: (e) => <span className="num">{e.started_at === null ? "–" : dateTime(e.started_at)}</span> },
      { id: "size", head: t("exercise.head.size"), text: (e) => e.size, cell: (e) => <span className="num">{e.size === 0 ? "–" : bytes(e.size)}</span> },
    ],
    [],
  );
  return (
    <Page title={t("nav.exercises")}>
      {may(me, "exercise.run") && <Plan />}
      <Loaded query={exercises} what={t("noun.exercises")} lines={5} isEmpty={(data) => data.items.length === 0} empty={{ title: t("exercise.empty.title"), text: t("exercise.empty.text") }}>
        {(data) => <DataTable caption={t("nav.exercises")} columns={columns} rows={data.items} rowKey={(e) => e.id} />}
      </Loaded>
    </Page>
  );
}

/** A new one from a script that a pack brings, or from one's own. */
function Plan() {
  const scripts = useScripts(true);
  const navigate = useNavigate();
  const list = scripts.data?.items ?? [];
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [own, setOwn] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = list.find((each) => each.code === (code || list[0]?.code));

  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      const planned = await planExercise(name || (chosen?.name ?? ""), chosen?.code ?? "", 0, own);
      await navigate({ to: "/exercises/$id", params: { id: planned.id } });
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="card pad" onSubmit={(event) => void send(event)} noValidate>
      <h2>{t("exercise.new")}</h2>
      <div className="rule-row">
        <Field label={t("exercise.script")} hint={chosen?.about ?? ""} fault={scripts.isError ? faultWords(scripts.error) : ""}>
          {(ids) => (
            <select {...ids} name="script" value={chosen?.code ?? ""} onChange={(event) => setCode(event.target.value)}>
              {list.map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t("exercise.name")} hint={t("exercise.nameHint")} fault="">
          {(ids) => <input {...ids} name="name" value={name} placeholder={chosen?.name ?? ""} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </div>
      <details>
        <summary>{t("exercise.own")}</summary>
        <Field label={t("exercise.ownScript")} hint={t("exercise.ownHint")} fault="">
          {(ids) => <textarea {...ids} name="own" className="code" rows={8} spellCheck={false} value={own} onChange={(event) => setOwn(event.target.value)} />}
        </Field>
      </details>
      <p className="fault" role="alert">
        {fault}
      </p>
      <Button type="submit" look="pri" disabled={busy}>
        {busy ? t("form.sending") : t("exercise.plan")}
      </Button>
    </form>
  );
}
