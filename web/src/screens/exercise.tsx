import { useState } from "react";
import { moveExercise, useExercise, useRecords, type ExerciseVerb } from "../data/exercises";
import type { Exercise } from "../data/types";
import { actionFor, VerbButton } from "../parts/button";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useParam } from "../shell/address";
import { bytes, dateTime, duration, t, type Key } from "../text";
import { Page } from "./page";

export default function ExerciseScreen() {
  const id = useParam("id");
  const exercise = useExercise(id);
  return (
    <Page title={exercise.data?.name ?? t("noun.exercise")} aside={exercise.data?.number}>
      <Loaded query={exercise} what={t("noun.exercise")} lines={8}>
        {(data) => (
          <>
            <Standing exercise={data} />
            {data.report !== null && <Report report={data.report} />}
            <div className="two">
              <Steps exercise={data} />
              <Records id={data.id} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const VERBS: Record<Exercise["state"], ExerciseVerb[]> = {
  planned: ["start", "drop"],
  starting: [],
  running: ["pause", "end"],
  paused: ["resume", "end"],
  ended: ["score", "archive"],
  scored: ["archive"],
  dropped: [],
};

function Standing({ exercise }: { exercise: Exercise }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  async function act(verb: ExerciseVerb) {
    setBusy(true);
    setFault("");
    try {
      await moveExercise(exercise.id, verb);
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }
  const stands = !exercise.archived && ["running", "paused", "ended", "scored"].includes(exercise.state);
  return (
    <section className="card pad" aria-label={t("exercise.head.state")}>
      <p className="rowline">
        <span className="ex">{t("drill.word")}</span>
        <b>{t(`exercise.state.${exercise.archived ? "archived" : exercise.state}` as Key)}</b>
        <span>{exercise.script}</span>
        {exercise.inside !== null && <span className="num">{t("exercise.inside", { at: dateTime(exercise.inside), speed: exercise.speed })}</span>}
        {exercise.size > 0 && <span className="num">{bytes(exercise.size)}</span>}
      </p>
      {exercise.sample && <p className="muted">{t("exercise.sample")}</p>}
      <p>{t("exercise.people", { names: exercise.people.map((person) => person.name).join(", ") })}</p>
      {stands && (
        <p>
          <a id="x-enter" className="btn pri" href={`/exercise/${exercise.id}/console/`}>
            {t("exercise.enter")}
          </a>
        </p>
      )}
      <div className="acts b">
        {VERBS[exercise.state]
          .filter((verb) => !(verb === "archive" && exercise.archived))
          .map((verb, index) => (
            <VerbButton key={verb} id={`x-${verb}`} action={actionFor(exercise.actions, verb)} look={index === 0 && !stands ? "pri" : ""} disabled={busy} onClick={() => void act(verb)}>
              {t(`exercise.do.${verb}` as Key)}
            </VerbButton>
          ))}
      </div>
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

function Steps({ exercise }: { exercise: Exercise }) {
  return (
    <section className="card pad" aria-labelledby="x-steps">
      <h2 id="x-steps">{t("exercise.steps")}</h2>
      <ol className="exsteps">
        {exercise.steps.map((step, index) => (
          <li key={index}>
            <b className="num">{step.after_s === 0 ? t("exercise.begins") : `+${duration(step.after_s)}`}</b> <span>{step.words}</span> <small>{step.played_at === null ? t("exercise.notPlayed") : t("exercise.played", { at: dateTime(step.played_at) })}</small>
            {step.fault !== "" && <p className="fault">{step.fault}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Records({ id }: { id: string }) {
  const records = useRecords(id);
  return (
    <section className="card pad" aria-labelledby="x-records">
      <h2 id="x-records">{t("exercise.records")}</h2>
      <p className="muted">{t("exercise.recordsHint")}</p>
      <Loaded query={records} what={t("exercise.records")} lines={3}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="muted">{t("exercise.noRecords")}</p>
          ) : (
            <ul className="plainlist">
              {data.items.map((record, index) => (
                <li key={index}>
                  <b>{`${record.way} · ${record.title}`}</b> {record.to} <small className="num">{dateTime(record.at)}</small>
                  <p>{record.words}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Report({ report }: { report: NonNullable<Exercise["report"]> }) {
  const took = (seconds: number | null) => (seconds === null ? t("exercise.never") : duration(seconds));
  return (
    <section className="card pad exreport" aria-labelledby="x-report">
      <h2 id="x-report">{t("exercise.report", { points: report.points })}</h2>
      <p className="muted">{t("exercise.frozen", { at: dateTime(report.scored_at), by: report.scored_by })}</p>
      <ul className="plainlist">
        {report.alerts.map((alert) => (
          <li key={alert.number}>{`${alert.number} ${alert.title}: ${t("exercise.answered", { ack: took(alert.acknowledge_s), open: took(alert.open_s) })}`}</li>
        ))}
        {report.runs.map((run) => (
          <li key={run.incident}>
            {`${run.incident} · ${run.playbook}: ${t("exercise.run", { points: run.points, ontime: run.on_time, late: run.late, skipped: run.skipped, missing: run.missing })}`}
            <ul>
              {run.lost.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </li>
        ))}
        {report.warnings.map((warning) => (
          <li key={warning.number}>{`${warning.number} ${warning.headline}: ${t(warning.both ? "exercise.both" : "exercise.oneLang")}, ${t(warning.second ? "exercise.second" : "exercise.noSecond")}, ${took(warning.took_s)}`}</li>
        ))}
        {report.late.map((late) => (
          <li key={late.number}>{`${late.number} ${late.title}: ${t("exercise.late", { by: duration(late.by_s) })}`}</li>
        ))}
        {report.before.map((before) => (
          <li key={before.started}>{t("exercise.before", { name: before.name, at: dateTime(before.started), points: before.points })}</li>
        ))}
      </ul>
    </section>
  );
}
