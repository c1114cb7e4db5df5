import { useState } from "react";
import { usePlaybooks } from "../data/feeds";
import { openIncident, takeSignal, useIncidentTypes, type NewSignal } from "../data/incidents";
import { useUnits } from "../data/units";
import type { Me, Signal } from "../data/types";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { useSay } from "../parts/say";
import { severityWord } from "../parts/severity";
import { t } from "../text";

/** From where a case is opened: a station, a point on the map, what somebody said, or nothing yet. */
export interface OpenStart {
  station?: { code: string; name: string };
  lon?: number;
  lat?: number;
  signal?: Signal;
}

const USUAL = 3;
const LEVELS = [1, 2, 3, 4, 5];

/** A dialog lies outside the router: who shows it goes to what was opened. A case is opened by its type; all else is filled from where it was opened and can be changed. */
export function OpenIncident({ me, start, onOpened }: { me: Me; start: OpenStart; onOpened: (id: string) => void }) {
  const dialog = useDialog();
  const say = useSay();
  const types = useIncidentTypes();
  const units = useUnits();
  const playbooks = usePlaybooks();
  const form = useForm(dialog.close);
  const [type, setType] = useState(start.signal?.type?.code ?? "");
  const [title, setTitle] = useState("");
  const [severity, setSeverity] = useState(USUAL);
  const [unit, setUnit] = useState(start.signal?.owner.code ?? me.unit.code);
  const [playbook, setPlaybook] = useState("");
  const [place, setPlace] = useState(start.signal?.place ?? "");
  const [lat, setLat] = useState(start.lat === undefined ? "" : start.lat.toFixed(5));
  const [lon, setLon] = useState(start.lon === undefined ? "" : start.lon.toFixed(5));
  const usual = types.data?.items.find((each) => each.code === type)?.playbook ?? null;
  const placed = start.station === undefined && start.signal === undefined;
  const half = (lat.trim() === "") !== (lon.trim() === "") || Number.isNaN(degrees(lat)) || Number.isNaN(degrees(lon));

  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, { type: type === "" && title.trim() === "" ? t("incident.open.needType") : "", place: half ? t("incident.open.badPlace") : "" }, async () => {
          const incident = await openIncident({
            type,
            title: title.trim(),
            severity,
            unit,
            playbook,
            ...(start.station === undefined ? {} : { station: start.station.code }),
            ...(place.trim() === "" ? {} : { place: place.trim() }),
            ...(lat.trim() === "" ? {} : { lat: degrees(lat), lon: degrees(lon) }),
            ...(start.signal === undefined ? {} : { signal: start.signal.id }),
          });
          say(t("incident.open.done", { number: incident.number }));
          onOpened(incident.id);
        })
      }
    >
      {start.station !== undefined && <p>{t("incident.open.at", { place: start.station.name })}</p>}
      {start.signal !== undefined && <p>{t("incident.open.from", { words: start.signal.words })}</p>}
      <Field label={t("incident.type")} fault={form.fault("type")}>
        {(ids) => (
          <select {...ids} className="input" value={type} onChange={(event) => setType(event.target.value)}>
            <option value="">{t("incident.open.chooseType")}</option>
            {types.data?.items.map((each) => (
              <option key={each.code} value={each.code}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("alert.head.level")} fault={form.fault("severity")}>
        {(ids) => (
          <select {...ids} className="input" value={severity} onChange={(event) => setSeverity(Number(event.target.value))}>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {severityWord(level)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("incident.open.title")} fault={form.fault("title")}>
        {(ids) => <input {...ids} className="input" value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      {start.station === undefined && (
        <Field label={t("incident.place")} fault={form.fault("place_words")}>
          {(ids) => <input {...ids} className="input" value={place} onChange={(event) => setPlace(event.target.value)} />}
        </Field>
      )}
      {placed && (
        <div className="pair">
          <Field label={t("incident.open.lat")} fault={form.fault("place")}>
            {(ids) => <input {...ids} className="input num" inputMode="decimal" value={lat} onChange={(event) => setLat(event.target.value)} />}
          </Field>
          <Field label={t("incident.open.lon")} fault="">
            {(ids) => <input {...ids} className="input num" inputMode="decimal" value={lon} onChange={(event) => setLon(event.target.value)} />}
          </Field>
        </div>
      )}
      <Field label={t("incident.lead")} fault={form.fault("unit")}>
        {(ids) => (
          <select {...ids} className="input" value={unit} onChange={(event) => setUnit(event.target.value)}>
            {units.data?.items.map((each) => (
              <option key={each.code} value={each.code}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("playbook.title")} fault={form.fault("playbook")}>
        {(ids) => (
          <select {...ids} className="input" value={playbook} onChange={(event) => setPlaybook(event.target.value)}>
            <option value="">{usual === null ? t("incident.open.noPlaybook") : t("incident.open.usual", { title: usual.title })}</option>
            {playbooks.map((each) => (
              <option key={each.code} value={each.code}>
                {each.code}: {each.title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p className="fault" role="alert">
        {[form.fault("station"), form.fault("area"), form.fault("signal")].filter((words) => words !== "").join(" ")}
      </p>
      <FormEnd form={form} send={t("incident.open.send")} onCancel={dialog.close} />
    </form>
  );
}

/** People here write a comma. */
const degrees = (words: string) => Number(words.trim().replace(",", "."));

const KINDS: Signal["kind"][] = ["call", "report", "observation"];
/** The six by six scale; a letter for who says it and a figure for what is said. */
const LETTERS = ["A", "B", "C", "D", "E", "F"];
const FIGURES = ["1", "2", "3", "4", "5", "6"];

export function Reliability({ value, onChange, fault }: { value: string; onChange: (value: string) => void; fault: string }) {
  const [letter, setLetter] = useState(value.slice(0, 1));
  const [figure, setFigure] = useState(value.slice(1));
  const choose = (l: string, f: string) => {
    setLetter(l);
    setFigure(f);
    onChange(l !== "" && f !== "" ? l + f : "");
  };
  return (
    <div className="pair">
      <Field label={t("signal.sourceGrade")} fault={fault}>
        {(ids) => (
          <select {...ids} className="input" value={letter} onChange={(event) => choose(event.target.value, event.target.value === "" ? "" : figure || "6")}>
            <option value="">{t("signal.ungraded")}</option>
            {LETTERS.map((each) => (
              <option key={each} value={each}>
                {each}: {t(`signal.source.${each}` as "signal.source.A")}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("signal.wordsGrade")} fault="">
        {(ids) => (
          <select {...ids} className="input" value={figure} onChange={(event) => choose(event.target.value === "" ? "" : letter || "F", event.target.value)}>
            <option value="">{t("signal.ungraded")}</option>
            {FIGURES.map((each) => (
              <option key={each} value={each}>
                {each}: {t(`signal.words.${each}` as "signal.words.1")}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

/** What somebody called, reported or saw, as the duty officer writes it down. */
export function TakeSignal({ incident = "" }: { incident?: string }) {
  const dialog = useDialog();
  const say = useSay();
  const types = useIncidentTypes();
  const form = useForm(dialog.close);
  const [said, setSaid] = useState<NewSignal>({ kind: "call", type: "", words: "", place: "", source: "", reliability: "", incident });
  const put = (more: Partial<NewSignal>) => setSaid({ ...said, ...more });
  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, { words: said.words.trim() === "" ? t("signal.needWords") : "" }, async () => {
          await takeSignal(said);
          say(t("signal.taken"));
        })
      }
    >
      <Field label={t("signal.kind")} fault={form.fault("kind")}>
        {(ids) => (
          <select {...ids} className="input" value={said.kind} onChange={(event) => put({ kind: event.target.value as Signal["kind"] })}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`signal.kind.${kind}` as "signal.kind.call")}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("signal.said")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} rows={3} value={said.words} onChange={(event) => put({ words: event.target.value })} />}
      </Field>
      <p className="muted">{t("signal.noNames")}</p>
      <Field label={t("incident.place")} fault={form.fault("place")}>
        {(ids) => <input {...ids} className="input" value={said.place} onChange={(event) => put({ place: event.target.value })} />}
      </Field>
      <Field label={t("incident.type")} fault={form.fault("type")}>
        {(ids) => (
          <select {...ids} className="input" value={said.type} onChange={(event) => put({ type: event.target.value })}>
            <option value="">{t("signal.unknownType")}</option>
            {types.data?.items.map((each) => (
              <option key={each.code} value={each.code}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("signal.source")} fault={form.fault("source")}>
        {(ids) => <input {...ids} className="input" value={said.source} onChange={(event) => put({ source: event.target.value })} />}
      </Field>
      <Reliability value={said.reliability} fault={form.fault("reliability")} onChange={(reliability) => put({ reliability })} />
      <FormEnd form={form} send={t("signal.send")} onCancel={dialog.close} />
    </form>
  );
}
