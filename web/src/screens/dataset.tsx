import { Link } from "@tanstack/react-router";
import { Download, FileUp } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { dropCells, insist, useCells } from "../data/cells";
import { toPeople } from "../data/cellnumber";
import { templatePath, useDataForm, useValueSet } from "../data/datasets";
import { downloadFrom } from "../data/download";
import type { DataFormWhole, DataSetWhole } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { ClockChip, useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { Shape } from "../parts/severity";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { number, t } from "../text";
import { CellPop } from "./cellpop";
import { TakeBook } from "./databook";
import { DataCheck, type Trouble } from "./datacheck";
import { DataGrid, markKey, type GridHandle } from "./datagrid";
import { DataFoot } from "./datafoot";
import { useDataSheet, type DataSheet } from "./datasheet";
import { SetState } from "./datasets";
import { Page, useDocumentTitle } from "./page";

/** Một biểu: what a unit hands in for a period, filled in like a spreadsheet, checked, handed in and approved. */
export default function DatasetScreen() {
  const id = useParam("id");
  const set = useValueSet(id);
  const form = useDataForm(set.data?.form.code ?? "");
  if (set.data === undefined || form.data === undefined) {
    return (
      <Page title={t("nav.know")}>
        {set.data === undefined ? (
          <Loaded query={set} what={t("noun.valueSet")} lines={10}>
            {() => null}
          </Loaded>
        ) : (
          <Loaded query={form} what={t("noun.valueSet")} lines={10}>
            {() => null}
          </Loaded>
        )}
      </Page>
    );
  }
  const whole = form.data;
  return (
    <div className="page dataset" data-region>
      <Loaded query={set} what={t("noun.valueSet")}>
        {(data) => <Parts key={data.id} set={data} form={whole} />}
      </Loaded>
      {/* An old copy of the form is said too: rules and cells may be others by now. */}
      <Loaded query={form} what={t("noun.dataForm")}>
        {() => null}
      </Loaded>
    </div>
  );
}

function Parts({ set, form }: { set: DataSetWhole; form: DataFormWhole }) {
  const me = useMe();
  const say = useSay();
  const cells = useCells(me.id);
  const sheet = cells.sheets[set.id];
  const data = useDataSheet(form, set, sheet);
  const { grid } = data;
  const canEnter = actionFor(set.actions, "enter")?.allowed === true;
  const firstToFill = grid.order.find((cell) => !data.shown(cell.code).given && data.shown(cell.code).value === "") ?? grid.order[0];
  const [active, setActive] = useState(firstToFill?.code ?? "");
  const [pop, setPop] = useState<{ code: string; part: "about" | "comment" } | null>(null);
  const [aside, setAside] = useState<string[]>([]);
  const handle = useRef<GridHandle>(null);
  useDocumentTitle(`${set.form.name}, ${set.period_name}`);

  // A form that changed while it was being filled in is said; nothing that was typed goes with it.
  const first = useRef(form.version);
  const troubles = useMemo<Trouble[]>(
    () =>
      Object.entries(sheet?.cells ?? {}).flatMap(([code, typed]) => {
        const cell = grid.order.find((each) => each.code === code);
        if (typed.key === "" || cell === undefined) return [];
        const there = data.held.get(code)?.value ?? "";
        return [{ cell, typed, theirs: cell.element.type === "number" ? toPeople(there) : there }];
      }),
    [sheet, grid, data.held],
  );
  const here = grid.at.has(active) ? active : (grid.order[0]?.code ?? "");
  const popped = pop === null ? undefined : grid.order.find((cell) => cell.code === pop.code);
  const open = (code: string, part: "about" | "comment") => {
    setActive(code);
    setPop({ code, part });
  };
  return (
    <>
      <Head set={set} form={form} data={data} />
      {(form.version !== first.current || (sheet?.version ?? form.version) !== form.version) && (
        <p className="oldcopy" role="status" data-changed>
          <Shape level={3} />
          <span>{t("data.formChanged", { version: form.version })}</span>
        </p>
      )}
      {data.orphans.length > 0 && (
        <section className="card pad orphans" aria-labelledby="data-orphans">
          <h2 id="data-orphans">{t("data.orphans")}</h2>
          <p>{t("data.orphansText")}</p>
          <ul>
            {data.orphans.map((each) => (
              <li key={each.code} data-orphan={each.code}>
                {each.name}: <b className="num">{each.value}</b>{" "}
                {each.mine ? (
                  <Button small look="quiet" aria-label={t("data.orphanDropOf", { cell: each.name })} onClick={() => dropCells(set.id, [each.code])}>
                    {t("data.orphanDrop")}
                  </Button>
                ) : (
                  <small>{t("data.orphanThere")}</small>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="datacols">
        <div className="card dgridcard">
          <DataGrid
            grid={grid}
            label={t("data.gridLabel", { form: set.form.name, period: set.period_name })}
            shown={data.shown}
            readOnly={!canEnter}
            active={here}
            onActive={setActive}
            onCommit={data.commit}
            onPaste={(from, text) => {
              const left = data.lay(from, text);
              setAside(left);
              say(left.length === 0 ? t("data.pasted") : t("data.pasteAside", { count: left.length }));
            }}
            onUndo={() => {
              const code = data.undo();
              if (code === null) say(t("data.noUndo"));
              else handle.current?.focus(code);
            }}
            onPop={(cell, part) => open(cell.code, part)}
            onEnd={() => document.querySelector<HTMLElement>("#d-submit")?.focus()}
            handle={handle}
          />
          <div className="dleg">
            {data.marks.map((mark) => (
              <span key={mark}>
                <u className={`mk-${mark}`} aria-hidden="true">
                  {mark}
                </u>
                {t(markKey(mark))}
              </span>
            ))}
            <span className="keysline">{t(canEnter ? "data.keys" : "data.keysRead")}</span>
          </div>
          {popped !== undefined && pop !== null && (
            <CellPop
              key={popped.code}
              set={set}
              cell={popped}
              held={data.held.get(popped.code)}
              comment={data.shown(popped.code).comment}
              part={pop.part}
              canComment={canEnter}
              onComment={(words) => data.comment(popped, words)}
              onClose={() => {
                setPop(null);
                handle.current?.focus(popped.code);
              }}
            />
          )}
        </div>
        <div className="col">
          <DataCheck
            broken={data.broken}
            troubles={troubles}
            aside={aside}
            onGo={(code) => handle.current?.focus(code)}
            onExplain={(code) => open(code, canEnter ? "comment" : "about")}
            onMine={(code) => insist(set.id, code)}
            onTheirs={(code) => dropCells(set.id, [code])}
            onForgetAside={() => {
              setAside([]);
              handle.current?.focus();
            }}
          />
          <section className="card" aria-labelledby="data-log">
            <div className="ch">
              <h2 id="data-log">{t("work.log")}</h2>
              <span>{t("log.lines", { count: set.log.length })}</span>
            </div>
            <div className="pad">
              <Timeline lines={set.log} />
            </div>
          </section>
        </div>
      </div>
      <DataFoot set={set} form={form} cells={cells} data={data} troubles={troubles} active={grid.order.find((cell) => cell.code === here)} />
    </>
  );
}

function Head({ set, form, data }: { set: DataSetWhole; form: DataFormWhole; data: DataSheet }) {
  const now = useNow();
  const dialog = useDialog();
  const [fault, setFault] = useState("");
  const seconds = Math.floor((Date.parse(set.due) - now.getTime()) / 1000);
  return (
    <div className="card ih">
      <div className="ti">
        <p>
          <Link to="/datasets">{t("nav.know")}</Link>
          <span className="num">{set.number}</span>
          <span>{set.unit.name}</span>
        </p>
        <h1 id="page-title" tabIndex={-1}>
          {set.form.name}, {set.period_name}
        </h1>
        <p>
          <SetState set={set} />
          <span>{t("data.owner", { owner: form.owner.name })}</span>
          <span className="num">{t("data.filled", { filled: number(data.filled), all: number(data.grid.order.length) })}</span>
          {data.given > 0 && <span>{t("data.given", { given: number(data.given) })}</span>}
        </p>
      </div>
      <div className="ck">
        <ClockChip clock={{ state: set.state === "open" ? (seconds < 0 ? "late" : "ok") : "done", seconds: Math.abs(seconds), working: false }} due={set.due} big />
      </div>
      <div className="r">
        <Button onClick={() => void downloadFrom(templatePath(set), `${set.number}.xlsx`).then(() => setFault(""), (error: unknown) => setFault(faultWords(error)))}>
          <Download className="i" aria-hidden="true" />
          {t("data.book.get")}
        </Button>
        {actionFor(set.actions, "enter")?.allowed === true && (
          <Button onClick={() => dialog.show(t("data.book.give"), <TakeBook set={set} />)}>
            <FileUp className="i" aria-hidden="true" />
            {t("data.book.give")}
          </Button>
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
      </div>
    </div>
  );
}
