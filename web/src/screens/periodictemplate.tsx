import { useRef, useState } from "react";
import { backTemplate, giveTemplate, saveTemplate, usePeriodicTemplates } from "../data/periodic";
import type { PeriodicTemplate, PeriodicTemplates, PeriodicTried } from "../data/types";
import { useAct } from "../parts/act";
import { FilePick } from "../parts/filepick";
import { Button } from "../parts/button";
import { SearchBox } from "../parts/datatable";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { dateTime, matches, t } from "../text";
import { Page, toTitle } from "./page";
import { FilledTable } from "./periodicparts";

/** The template of a unit's reports: downloaded, edited in Word, brought back with what stands in it shown before it is taken. */
export default function PeriodicTemplateScreen() {
  const unit = useParam("unit");
  const rhythm = useParam("rhythm");
  const all = usePeriodicTemplates(unit, rhythm);
  return (
    <Page title={t("ptemplate.title", { title: all.data?.title ?? "" })} aside={all.data?.unit.name}>
      <Loaded query={all} what={t("noun.template")} lines={8}>
        {(data) => <Body all={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ all }: { all: PeriodicTemplates }) {
  const { act, fault } = useAct();
  const get = (one: PeriodicTemplate) => act(() => saveTemplate(all.unit.code, all.rhythm, one.no, one.name));
  const current = all.versions[0];
  return (
    <>
      <p className="fault" role="alert">
        {fault}
      </p>
      <p className="btools">
        {current !== undefined && (
          <Button id="pt-get" look="pri" onClick={() => void get(current)}>
            {t("ptemplate.get")}
          </Button>
        )}
      </p>
      {all.allowed ? <Give all={all} /> : <p className="muted">{all.why}</p>}
      <div className="card pad">
        <h2 id="pt-history">{t("ptemplate.history")}</h2>
        <div className="tscroll" role="region" aria-labelledby="pt-history" tabIndex={0}>
          <table className="plain cards">
            <thead>
              <tr>
                <th scope="col">{t("ptemplate.no")}</th>
                <th scope="col">{t("ptemplate.by")}</th>
                <th scope="col">{t("ptemplate.file")}</th>
              </tr>
            </thead>
            <tbody>
              {all.versions.map((one, index) => (
                <tr key={one.no}>
                  <th scope="row" data-label={t("ptemplate.no")}>
                    {one.no}
                    {index === 0 && `, ${t("ptemplate.inForce")}`}
                    <small className="under">
                      {[one.name, one.note, one.back_to === null ? "" : t("ptemplate.backTo", { no: one.back_to }), one.unknown > 0 ? t("ptemplate.nUnknown", { count: one.unknown }) : ""].filter((words) => words !== "").join(" · ")}
                    </small>
                  </th>
                  <td data-label={t("ptemplate.by")}>{one.at === null ? t("ptemplate.system") : `${one.by}, ${dateTime(one.at)}`}</td>
                  <td data-label={t("ptemplate.file")}>
                    <Button small aria-label={t("ptemplate.fileOf", { no: one.no })} onClick={() => void get(one)}>
                      {t("ptemplate.file")}
                    </Button>
                    {index > 0 && all.allowed && (
                      <Button
                        small
                        aria-label={t("ptemplate.backOf", { no: one.no })}
                        onClick={() => void act(() => backTemplate(all.unit.code, all.rhythm, one.no).then(toTitle), t("ptemplate.didBack", { no: one.no }))}
                      >
                        {t("ptemplate.back")}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <Names all={all} />
    </>
  );
}

function Give({ all }: { all: PeriodicTemplates }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState<PeriodicTried | null>(null);
  const [note, setNote] = useState("");
  const result = useRef<HTMLDivElement>(null);
  const say = useSay();

  async function doing(work: () => Promise<void>) {
    setBusy(true);
    setFault("");
    try {
      await work();
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }
  const look = (chosen: File) =>
    doing(async () => {
      setFile(chosen);
      setTried(null);
      setTried(await giveTemplate(all.unit.code, all.rhythm, chosen, true));
      result.current?.focus();
    });
  const drop = () => {
    setTried(null);
    setFile(null);
    setNote("");
  };
  const take = () =>
    doing(async () => {
      if (file === null) return;
      const taken = await giveTemplate(all.unit.code, all.rhythm, file, false, note);
      drop();
      say(t("ptemplate.didTake", { no: taken.template?.no ?? 0 }));
      toTitle();
    });
  const bad = tried?.filled.filter((each) => each.state !== "known") ?? [];
  return (
    <section className="card pad" aria-labelledby="pt-give">
      <h2 id="pt-give">{t("ptemplate.give")}</h2>
      <p>{t("ptemplate.giveText")}</p>
      <div className="words">
        <FilePick id="pt-file" label={t("ptemplate.choose")} accept=".docx" fault={fault} busy={busy} onFile={(chosen) => void look(chosen)} />
      </div>
      {tried !== null && file !== null && (
        <div ref={result} tabIndex={-1} role="group" aria-label={t("ptemplate.found", { name: file.name, known: tried.filled.length - bad.length, bad: bad.length })}>
          <p id="pt-found">
            <b>{t("ptemplate.found", { name: file.name, known: tried.filled.length - bad.length, bad: bad.length })}</b>
          </p>
          {bad.length > 0 ? (
            <>
              <h3>{t("ptemplate.bad")}</h3>
              <FilledTable caption={t("ptemplate.bad")} list={bad} />
              <p>{t("periodic.unknownText")}</p>
            </>
          ) : (
            <p>{t("periodic.noUnknown")}</p>
          )}
          <details>
            <summary>{t("ptemplate.all", { period: all.period.name })}</summary>
            <FilledTable caption={t("ptemplate.all", { period: all.period.name })} list={tried.filled} values />
          </details>
          <div className="words pform">
            <label htmlFor="pt-note">{t("ptemplate.note")}</label>
            <input id="pt-note" value={note} maxLength={300} onChange={(event) => setNote(event.target.value)} />
            <div className="b">
              <Button id="pt-take" look="pri" disabled={busy} onClick={() => void take()}>
                {t("ptemplate.take")}
              </Button>
              <Button onClick={drop}>{t("ptemplate.drop")}</Button>
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

function Names({ all }: { all: PeriodicTemplates }) {
  const [typed, setTyped] = useState("");
  const shown = all.known.filter((each) => typed === "" || matches(`${each.name} ${each.words}`, typed));
  return (
    <div className="card pad">
      <h2 id="pt-names">{t("ptemplate.names")}</h2>
      <p>{t("ptemplate.namesText")}</p>
      <div className="tools">
        <SearchBox value={typed} onChange={setTyped} />
        <p className="muted" role="status">
          {t("table.count", { shown: shown.length, all: all.known.length })}
        </p>
      </div>
      <div className="tscroll" role="region" aria-labelledby="pt-names" tabIndex={0}>
        <table className="plain cards">
          <thead>
            <tr>
              <th scope="col">{t("ptemplate.name")}</th>
              <th scope="col">{t("ptemplate.means")}</th>
              <th scope="col">{t("ptemplate.gives", { period: all.period.name })}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={`${each.list ? "#" : ""}${each.name}`}>
                <th scope="row" data-label={t("ptemplate.name")}>
                  <code>{each.list ? `{{#${each.name}}} … {{/}}` : `{{${each.name}}}`}</code>
                </th>
                <td data-label={t("ptemplate.means")}>
                  {each.words}
                  {each.columns.length > 0 && <small className="under">{t("ptemplate.columns", { names: each.columns.join(", ") })}</small>}
                  {each.parts.length > 0 && <small className="under">{t("ptemplate.parts", { names: each.parts.join(", ") })}</small>}
                </td>
                <td data-label={t("ptemplate.gives", { period: all.period.name })}>{each.now === "" ? "–" : each.now}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
