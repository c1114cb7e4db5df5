import { Check } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { dropCall, newCall, putCall, sendCall, useCalls, type Call, type CallDraft } from "../data/calls";
import { Problem } from "../data/client";
import { useReportKinds, useReportPlan } from "../data/reports";
import { may } from "../data/session";
import { useUnits } from "../data/units";
import type { ReportKinds, ReportTwin } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { useForm } from "../parts/fields";
import { Field } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Pick, type Option } from "../parts/pick";
import { Shape } from "../parts/severity";
import { useMe } from "../shell/shell";
import { hourOrDate, t } from "../text";
import { CallsKept, Told } from "./reportkept";
import { CallPlaceFields, useCallPlace } from "./reportplace";
import { Page } from "./page";
import { Questions, Stop, stops } from "./reportquestions";
import { ReportState } from "./reportstate";
import { alikeWords } from "./reporttwins";

/** Tổng đài 1022: what a caller tells, by keys alone, sent on at the end of the call. */
export default function CallScreen() {
  const kinds = useReportKinds();
  return (
    <Page title={t("call.title")} aside={t("call.aside")} className="callpage">
      <Loaded query={kinds} what={t("noun.reportKinds")} lines={8} isEmpty={(data) => data.categories.length === 0} empty={{ title: t("call.noKinds"), text: t("call.noKindsText") }}>
        {(data) => <Desk kinds={data} />}
      </Loaded>
    </Page>
  );
}

function Desk({ kinds }: { kinds: ReportKinds }) {
  const calls = useCalls(useMe().id);
  const [fresh, setFresh] = useState<Call>(newCall);
  const [key, setKey] = useState("");
  // The call on the screen: what was being written when the page was left, else a new one.
  const writing = calls.find((each) => each.state === "writing");
  useEffect(() => {
    if (key === "" && writing !== undefined) setKey(writing.key);
  }, [key, writing]);
  const call = calls.find((each) => each.key === key) ?? (key === "" ? writing : undefined) ?? fresh;
  const others = calls.filter((each) => each.key !== call.key && each.state !== "writing");
  const next = () => {
    if (call.state !== "waiting") dropCall(call.key);
    setFresh(newCall());
    setKey("");
  };
  return (
    <>
      {others.length > 0 && <CallsKept calls={others} onOpen={setKey} />}
      {call.state === "taken" || call.state === "waiting" ? <Told key={call.key} call={call} onNext={next} /> : <CallForm key={call.key} call={call} kinds={kinds} onDrop={next} />}
    </>
  );
}

function CallForm({ call, kinds, onDrop }: { call: Call; kinds: ReportKinds; onDrop: () => void }) {
  const me = useMe();
  const units = useUnits();
  const form = useForm(() => undefined);
  const box = useRef<HTMLFormElement>(null);
  const { draft } = call;
  const place = useCallPlace(draft);
  const category = kinds.categories.find((each) => each.code === draft.category);
  const stopped = stops(category, draft.answers);
  const classifies = may(me, "report.classify");
  const asked = useSettled({ category: draft.category, words: draft.words.trim(), address: draft.address.trim(), area: place.area, lon: place.lon, lat: place.lat });
  const plan = useReportPlan(asked);
  const twins = plan.data?.twins ?? [];
  // A place that would be refused is said while the caller can still be asked.
  const misplaced = plan.error instanceof Problem ? plan.error.faults.map((each) => each.message).join(" ") : "";
  const fault = (path: string) => form.fault(path) || (path === "place" ? misplaced : "");
  const into = twins.find((each) => each.id === draft.into);
  const options: Option[] = kinds.categories.map((each) => ({ code: each.code, name: each.name, about: each.easy, words: [each.name, ...each.keywords, each.easy, each.group].join(", ") }));
  const put = (more: Partial<CallDraft>) => {
    const next = { ...draft, ...more };
    putCall({ ...call, state: "writing", draft: next });
  };
  useEffect(() => {
    const form = box.current;
    form?.querySelector<HTMLElement>("input[name=phone]")?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.isComposing) return;
      // Enter alone does not send: a caller still speaks when a box is full.
      const all = event.ctrlKey || event.metaKey;
      if (all || event.target instanceof HTMLInputElement) event.preventDefault();
      if (all) form?.requestSubmit();
    };
    form?.addEventListener("keydown", onKey);
    return () => form?.removeEventListener("keydown", onKey);
  }, []);

  const check = {
    category: draft.category === "" ? t("form.needed", { label: t("call.field.category") }) : "",
    words: draft.words.trim() === "" ? t("form.needed", { label: t("call.field.words") }) : "",
    address: draft.address.trim() === "" && place.area === "" && place.lat === null ? t("form.needed", { label: t("call.field.address") }) : "",
    place: (draft.lat.trim() !== "" || draft.lon.trim() !== "") && place.lat === null ? t("incident.open.badPlace") : "",
    ...Object.fromEntries((category?.questions ?? []).map((each) => [`answers/${each.code}`, each.required && (draft.answers[each.code] ?? "") === "" ? t("call.answerNeeded") : ""])),
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (stopped || form.busy) return;
    void form.send(event, check, async () => {
      await sendCall({ ...call, draft: { ...draft, into: into?.id ?? "" }, place: { area: place.area, lon: place.lon, lat: place.lat } });
    });
  };
  return (
    <form
      ref={box}
      className="card callform"
      data-takes-focus
      noValidate
      aria-label={t("call.title")}
      onSubmit={send}
    >
      <div className="callcols">
        <div className="pad">
          <h2>{t("call.caller")}</h2>
          <div className="pair">
            <Field label={t("call.field.phone")} fault={form.fault("phone")}>
              {(ids) => <input {...ids} name="phone" className="input num" type="tel" autoComplete="off" value={draft.phone} onChange={(event) => put({ phone: event.target.value })} />}
            </Field>
            <Field label={t("call.field.name")} fault={form.fault("name")}>
              {(ids) => <input {...ids} name="name" className="input" autoComplete="off" value={draft.name} onChange={(event) => put({ name: event.target.value })} />}
            </Field>
          </div>
          <h2>{t("call.matter")}</h2>
          <Pick label={t("call.field.category")} name="category" options={options} value={draft.category} onChange={(code) => put({ category: code, answers: {}, into: "" })} fault={form.fault("category")} hint={t("call.categoryHint")} />
          {category !== undefined && <Questions category={category} answers={draft.answers} fault={form.fault} onChange={(answers) => put({ answers })} />}
          {stopped && category !== undefined && <Stop category={category} />}
          <Field label={t("call.field.words")} fault={form.fault("words")}>
            {(ids) => <textarea {...ids} name="words" lang="vi" rows={4} value={draft.words} onChange={(event) => put({ words: event.target.value })} />}
          </Field>
          <h2>{t("call.place")}</h2>
          <CallPlaceFields draft={draft} place={place} fault={fault} put={put} found={plan.data?.area.name ?? ""} />
        </div>
        <div className="pad callend">
          <h2>{t("call.similar")}</h2>
          <Similar twins={twins} into={draft.into} asked={plan.data !== undefined} onInto={(id) => put({ into: id })} />
          <h2>{t("call.onward")}</h2>
          {into !== undefined ? (
            <p>{t("call.merges", { number: into.number })}</p>
          ) : !classifies ? (
            <p className="muted">{t("call.toDesk")}</p>
          ) : (
            <>
              {!draft.desk && (
                <Pick
                  label={t("report.field.unit")}
                  name="unit"
                  options={(units.data?.items ?? []).map((each) => ({ code: each.code, name: each.name, words: `${each.name} ${each.code}` }))}
                  value={draft.unit}
                  onChange={(unit) => put({ unit })}
                  fault={form.fault("unit")}
                  hint={plan.data?.unit ? t("call.asProposed", { unit: plan.data.unit.name }) : t("call.proposedLater")}
                />
              )}
              <label className="check">
                <input type="checkbox" name="desk" checked={draft.desk} onChange={(event) => put({ desk: event.target.checked })} />
                <span>{t("call.leaveAtDesk")}</span>
              </label>
            </>
          )}
          <h2>{t("call.wishes")}</h2>
          <label className="check">
            <input type="checkbox" name="callback" checked={draft.callback} onChange={(event) => put({ callback: event.target.checked })} />
            <span>{t("call.wantsCallback")}</span>
          </label>
          <label className="check">
            <input type="checkbox" name="hidden" checked={draft.hidden} onChange={(event) => put({ hidden: event.target.checked })} />
            <span>{t("call.wantsHidden")}</span>
          </label>
          <Field label={t("call.field.email")} fault={form.fault("email")}>
            {(ids) => <input {...ids} name="email" className="input" type="email" autoComplete="off" value={draft.email} onChange={(event) => put({ email: event.target.value })} />}
          </Field>
          <p className="fault" role="alert">
            {[form.fault("form"), form.fault("key"), form.fault("source"), form.fault("into")].filter((words) => words !== "").join(" ")}
          </p>
          <div className="b">
            {stopped ? (
              <span className="barred">
                <Button look="" className="off" aria-disabled="true" aria-describedby="call-why" type="submit">
                  {t("call.send")}
                </Button>
                <small id="call-why">{t("call.stopWhy")}</small>
              </span>
            ) : (
              <Button type="submit" look="pri" id="call-send" disabled={form.busy} aria-keyshortcuts="Control+Enter">
                {form.busy ? t("form.sending") : t("call.send")} <kbd aria-hidden="true">{t("call.keys")}</kbd>
              </Button>
            )}
            <Button onClick={onDrop}>{t("call.drop")}</Button>
          </div>
          <p className="muted">{t("call.kept")}</p>
        </div>
      </div>
    </form>
  );
}

const SETTLED_MS = 400;

/** What was typed, once the hand rests: the server is asked then and not at each letter. */
function useSettled<T>(value: T): T {
  const key = JSON.stringify(value);
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

/** Live reports that may be the same: the caller is told, and this one is merged with it if it is. */
function Similar({ twins, into, asked, onInto }: { twins: ReportTwin[]; into: string; asked: boolean; onInto: (id: string) => void }) {
  const now = useNow();
  return (
    <div className="similar">
      <p role="status" className={twins.length > 0 ? "found" : "muted"}>
        {twins.length > 0 && <Shape level={3} />} {twins.length > 0 ? t("call.similarFound", { count: twins.length }) : t(asked ? "call.similarNone" : "call.similarLater")}
      </p>
      <ul>
        {twins.map((twin) => (
          <li key={twin.id} className="hline">
            <div>
              <b className="num">{twin.number}</b> {twin.words.split("\n")[0]}
              <small>
                {hourOrDate(twin.received_at, now)} · {alikeWords(twin)} · {twin.owner.name}
              </small>
              <ReportState row={twin} />
            </div>
            <Button small look={into === twin.id ? "pri" : ""} aria-pressed={into === twin.id} aria-label={t("call.sameAs", { number: twin.number })} onClick={() => onInto(into === twin.id ? "" : twin.id)}>
              {into === twin.id && <Check className="i" aria-hidden="true" />}
              {t("call.same")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
