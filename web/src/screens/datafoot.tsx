import { CircleCheck, Clock, CloudUpload, HardDrive } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { cellsLeft, dropHandIn, keepHandIn, sendable, sendCells, tellHanded, waitsForLine, type Cells } from "../data/cells";
import { Unreachable } from "../data/client";
import { toPeople } from "../data/cellnumber";
import { doSet, type SetDoing } from "../data/datasets";
import type { DataFormWhole, DataSetWhole } from "../data/types";
import { actionFor, Button, VerbButton } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords, WordsForm } from "../parts/forms";
import { useSay } from "../parts/say";
import { hour, t } from "../text";
import type { Trouble } from "./datacheck";
import { badWords, type DataSheet } from "./datasheet";
import { readInto, type GridCell } from "./gridmodel";

/** Where what was typed is: kept here, on its way, or saved, and since when. */
function SavedLine({ set, cells }: { set: DataSetWhole; cells: Cells }) {
  const sheet = cells.sheets[set.id];
  const waiting = sheet === undefined ? 0 : sendable(sheet).length;
  const saved = cells.saved[set.id];
  let words = saved === undefined ? t("data.saved.self") : t("data.saved.at", { at: hour(new Date(saved)) });
  let Icon = CircleCheck;
  if (waiting > 0 && cells.fault !== "") [words, Icon] = [`${t("data.saved.kept", { count: waiting })} ${cells.fault}`, HardDrive];
  else if (waiting > 0 && cells.waits) [words, Icon] = [t("data.saved.offline", { count: waiting }), HardDrive];
  else if (waiting > 0 || cells.sending === set.id) [words, Icon] = [t("data.saved.sending"), CloudUpload];
  return (
    <p className="savedline" role="status" data-saved={waiting > 0 ? (cells.waits ? "kept" : "sending") : "saved"}>
      <Icon className="i" aria-hidden="true" />
      {words}
    </p>
  );
}

/** A form that is to be handed in once there is a line: that it waits, with the way back, or why it was not taken. */
function HandLine({ set, fault }: { set: DataSetWhole; fault: string }) {
  const say = useSay();
  const line = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone: the keys are on what stands in its place, which is read out.
  useEffect(() => {
    if (document.activeElement === document.body) line.current?.focus();
  }, []);
  const back = () => {
    dropHandIn(set.id);
    say(t("data.hand.dropped"));
    document.querySelector<HTMLElement>("#page-title")?.focus();
  };
  if (fault !== "")
    return (
      <p className="fault" role="alert" data-hand="refused">
        {t("data.hand.refused", { why: fault })}
      </p>
    );
  return (
    <p className="savedline" role="status" data-hand="waits" ref={line} tabIndex={-1}>
      <Clock className="i" aria-hidden="true" />
      {t("data.hand.waits")}
      <Button small onClick={back}>
        {t("data.hand.drop")}
      </Button>
    </p>
  );
}

interface FootProps {
  set: DataSetWhole;
  form: DataFormWhole;
  cells: Cells;
  data: DataSheet;
  troubles: Trouble[];
  active: GridCell | undefined;
}

/** Where the set stands, what became of what was typed, and what may be done next. */
export function DataFoot({ set, form, cells, data, troubles, active }: FootProps) {
  const say = useSay();
  const dialog = useDialog();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const hand = cells.sheets[set.id]?.hand;
  const handed = cells.handed[set.id];
  useEffect(() => {
    if (handed === undefined) return;
    say(t("data.said.submit", { number: set.number }));
    tellHanded(set.id);
  }, [handed, say, set.id, set.number]);
  const stops = data.broken.filter((each) => each.hard || !each.explained).length + troubles.length;
  useEffect(() => {
    if (stops === 0) setFault("");
  }, [stops]);
  const act = async (what: SetDoing) => {
    const now = await doSet(set.id, what);
    say(t(`data.said.${what.do}`, { number: now.number }));
    document.querySelector<HTMLElement>("#page-title")?.focus();
  };
  async function atOnce(what: SetDoing) {
    setBusy(true);
    setFault("");
    try {
      if (what.do === "submit") {
        dropHandIn(set.id); // what was said of an earlier try
        await sendCells();
        const left = cellsLeft(set.id);
        if (left === "waits") throw new Unreachable();
        if (left !== "") {
          setFault(left);
          return;
        }
      }
      await act(what);
    } catch (error) {
      if (what.do === "submit" && waitsForLine(error)) keepHandIn(set);
      else setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }
  const submit = () => {
    if (stops === 0) {
      void atOnce({ do: "submit" });
      return;
    }
    setFault(t("data.stops", { count: stops }));
    const box = document.querySelector<HTMLElement>("#data-check-box");
    (box?.querySelector<HTMLElement>("li .btn") ?? box)?.focus();
  };
  const withWords = (what: "return", title: string) =>
    dialog.show(title, <WordsForm id="d-words" label={t("data.why")} send={title} required onSend={(words) => act({ do: what, words }).then(() => dialog.close())} onCancel={dialog.close} />);
  const does = (verb: string) => actionFor(set.actions, verb);
  const steps = [t("data.step.fill"), ...form.levels, t("data.step.lock")];
  const at = set.state === "open" ? 0 : set.state === "submitted" ? 1 + set.level : set.state === "approved" ? steps.length - 1 : steps.length;
  return (
    <div className="card dfoot" data-region>
      <ol className="flow" aria-label={t("data.steps")}>
        {steps.map((step, index) => (
          <li key={index} className={index < at ? "on" : index === at ? "now" : ""} aria-current={index === at ? "step" : undefined}>
            <i aria-hidden="true">{index < at ? "✓" : index + 1}</i>
            {step}
            {index < at && <span className="vh">{t("data.stepDone")}</span>}
          </li>
        ))}
      </ol>
      <div className="r">
        {set.state === "open" && hand !== undefined && <HandLine set={set} fault={hand.fault} />}
        {does("enter")?.allowed === true && <SavedLine set={set} cells={cells} />}
        <p className="fault" role="alert">
          {fault}
        </p>
        {set.state === "open" && (hand === undefined || hand.fault !== "") && (
          <VerbButton id="d-submit" action={does("submit")} look="pri" disabled={busy} onClick={submit}>
            {t("data.do.submit")}
          </VerbButton>
        )}
        {set.state === "submitted" && (
          <VerbButton id="d-approve" action={does("approve")} look="pri" disabled={busy} onClick={() => void atOnce({ do: "approve", level: set.level })}>
            {t("data.do.approve")}
          </VerbButton>
        )}
        {(set.state === "submitted" || set.state === "approved") && does("return")?.allowed === true && (
          <Button id="d-return" onClick={() => withWords("return", t("data.do.return"))}>
            {t("data.do.return")}
          </Button>
        )}
        {set.state === "approved" && (
          <VerbButton id="d-lock" action={does("lock")} look="pri" disabled={busy} onClick={() => void atOnce({ do: "lock" })}>
            {t("data.do.lock")}
          </VerbButton>
        )}
        {set.state === "locked" && active !== undefined && (
          <VerbButton id="d-correct" action={does("correct")} onClick={() => dialog.show(t("data.do.correct", { cell: active.name }), <Correct cell={active} was={data.shown(active.code).value} act={act} />)}>
            {t("data.do.correct", { cell: active.name })}
          </VerbButton>
        )}
      </div>
    </div>
  );
}

/** A slip in what is locked: the new value and why; both values are kept. */
function Correct({ cell, was, act }: { cell: GridCell; was: string; act: (what: SetDoing) => Promise<void> }) {
  const dialog = useDialog();
  const [raw, setRaw] = useState(cell.element.type === "number" ? toPeople(was) : was);
  return (
    <>
      <div className="words">
        <label htmlFor="d-value">{t("data.newValue", { unit: cell.element.unit })}</label>
        <input id="d-value" className="input" value={raw} onChange={(event) => setRaw(event.target.value)} />
      </div>
      <WordsForm
        id="d-words"
        label={t("data.why")}
        send={t("data.correctSend")}
        required
        onSend={async (words) => {
          const read = readCorrected(cell, raw);
          await act({ do: "correct", element: cell.element.code, option: cell.option, value: read, words });
          dialog.close();
        }}
        onCancel={dialog.close}
      />
    </>
  );
}

function readCorrected(cell: GridCell, raw: string): string {
  const read = readInto(cell, raw);
  if ("key" in read) throw new Error(badWords(cell, read.key));
  return read.value;
}
