import { useState, type ReactNode } from "react";
import { useReportKinds, type ReportDoing } from "../data/reports";
import { useUnits } from "../data/units";
import type { ReportDo, ReportOne } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, Button, VerbButton } from "../parts/button";
import { Field as Lined, FormEnd, useForm } from "../parts/fields";
import { Field } from "../parts/forms";
import { Pick } from "../parts/pick";
import { dayOf, t } from "../text";
import { serverTime } from "../data/news";
import type { Doing } from "./reportone";

// Approving, covering and changing published words stand where the published words and pictures are; merging stands at the twins.
const HERE = ["assign", "start", "ask", "return", "reject", "part", "reopen", "ban"] as const;
type Verb = (typeof HERE)[number];

/** The one next step, by where the report stands. */
const NEXT: Partial<Record<ReportOne["state"], Verb>> = { received: "assign", returned: "assign", assigned: "start", reopened: "start", need_info: "start", merged: "part" };
const FORMS: Verb[] = ["assign", "ask", "return", "reject", "part", "reopen", "ban"];

export function ReportActions({ report, doing }: { report: ReportOne; doing: Doing }) {
  const [asks, setAsks] = useState<Verb | null>(null);
  const { act, fault } = useAct();
  const close = () => setAsks(null);
  const send: Doing = async (what, undo) => {
    await doing(what, undo);
    close();
  };
  const open = HERE.filter((verb) => actionFor(report.actions, verb)?.allowed === true);
  const barred = HERE.filter((verb) => actionFor(report.actions, verb)?.allowed === false);
  const next = NEXT[report.state];
  const press = (verb: Verb) => (FORMS.includes(verb) ? setAsks(verb) : void act(() => doing({ do: "start" })));
  return (
    <section className="card" aria-labelledby="rep-acts" data-region tabIndex={-1}>
      <div className="ch">
        <h2 id="rep-acts">{t("actions")}</h2>
      </div>
      <div className="pad">
        {asks === null && (
          <div className="acts b repacts">
            {[...open].sort((a, b) => Number(b === next) - Number(a === next)).map((verb) => (
              <Button key={verb} id={`r-${verb}`} look={verb === next ? "pri" : verb === "ban" ? "warn" : ""} onClick={() => press(verb)}>
                {t(`report.do.${verb}`)}
              </Button>
            ))}
            {open.length === 0 && <p className="muted">{t("report.nothingToDo")}</p>}
          </div>
        )}
        {asks === "assign" && <AssignForm report={report} send={send} onCancel={close} />}
        {asks === "reject" && <RejectForm send={send} onCancel={close} />}
        {asks === "ask" && <AskForm send={send} onCancel={close} />}
        {asks === "ban" && <BanForm report={report} send={send} onCancel={close} />}
        {(asks === "return" || asks === "part" || asks === "reopen") && <ReasonForm key={asks} verb={asks} send={send} onCancel={close} />}
        <p className="fault" role="alert">
          {fault}
        </p>
        {barred.length > 0 && asks === null && (
          <details className="barredlist">
            <summary>{t("report.notNow")}</summary>
            <ul>
              {barred.map((verb) => (
                <li key={verb}>
                  <VerbButton id={`r-${verb}`} small action={actionFor(report.actions, verb) as ReportDo}>
                    {t(`report.do.${verb}`)}
                  </VerbButton>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

interface FormProps {
  send: Doing;
  onCancel: () => void;
}

function AssignForm({ report, send, onCancel }: FormProps & { report: ReportOne }) {
  const units = useUnits();
  const kinds = useReportKinds();
  const form = useForm(() => undefined);
  const [unit, setUnit] = useState(report.proposed?.code ?? "");
  const [category, setCategory] = useState(report.category.code);
  const [words, setWords] = useState("");
  return (
    <form
      className="card-form words"
      noValidate
      onSubmit={(event) => void form.send(event, { unit: unit === "" ? t("form.needed", { label: t("report.field.unit") }) : "" }, () => send({ do: "assign", unit, category: category === report.category.code ? "" : category, words: words.trim() }))}
    >
      <First>
        <Pick
          label={t("report.field.unit")}
          name="unit"
          options={(units.data?.items ?? (report.proposed === null ? [] : [report.proposed])).map((each) => ({ code: each.code, name: each.name, words: `${each.name} ${each.code}` }))}
          value={unit}
          onChange={setUnit}
          fault={form.fault("unit")}
          hint={t("pick.type")}
        />
      </First>
      {report.proposed !== null && <p className="muted">{t("report.proposedIs", { unit: report.proposed.name })}</p>}
      <Field label={t("report.field.category")} fault={form.fault("category")}>
        {(ids) => (
          <select {...ids} className="input" name="category" value={category} onChange={(event) => setCategory(event.target.value)}>
            {(kinds.data?.categories ?? [{ code: report.category.code, name: report.category.name }]).map((each) => (
              <option key={each.code} value={each.code}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("report.field.noteShown")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("report.do.assign")} onCancel={onCancel} />
    </form>
  );
}

/** The first box of a form that took the place of a button has focus. */
function First({ children }: { children: ReactNode }) {
  return (
    <div
      ref={(box) => {
        if (box !== null && box.dataset["first"] === undefined) {
          box.dataset["first"] = "done";
          box.querySelector<HTMLElement>("input,select,textarea")?.focus();
        }
      }}
    >
      {children}
    </div>
  );
}

/** The closed list, as the server gave it. */
type Rejecting = Extract<ReportDoing, { do: "reject" }>["reason"];

function RejectForm({ send, onCancel }: FormProps) {
  const kinds = useReportKinds();
  const form = useForm(() => undefined);
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const reasons = kinds.data?.reasons ?? [];
  return (
    <form
      className="words"
      noValidate
      onSubmit={(event) =>
        void form.send(
          event,
          { reason: reason === "" ? t("form.needed", { label: t("report.field.reason") }) : "", words: words.trim() === "" ? t("form.needed", { label: t("report.field.told") }) : "" },
          () => send({ do: "reject", reason: reason as Rejecting, words: words.trim() }, { do: "reopen", words: t("report.undoWords") }),
        )
      }
    >
      <First>
        <Lined label={t("report.field.reason")} fault={form.fault("reason")}>
          {(ids) => (
            <select {...ids} className="input" name="reason" value={reason} onChange={(event) => setReason(event.target.value)}>
              <option value="">{t("directive.choose")}</option>
              {reasons.map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Lined>
      </First>
      <Lined label={t("report.field.told")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={3} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Lined>
      <FormEnd form={form} send={t("report.do.reject")} onCancel={onCancel} />
    </form>
  );
}

const DAY_MS = 24 * 3600_000;
const ASK_DAYS = 3;
const BAN_DAYS = 7;
const inDays = (days: number) => dayOf(new Date(serverTime(Date.now()).getTime() + days * DAY_MS));

function AskForm({ send, onCancel }: FormProps) {
  const form = useForm(() => undefined);
  const [words, setWords] = useState("");
  const [until, setUntil] = useState(() => inDays(ASK_DAYS));
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, { words: words.trim() === "" ? t("form.needed", { label: t("report.field.question") }) : "" }, () => send({ do: "ask", words: words.trim(), until }))}>
      <First>
        <Lined label={t("report.field.question")} fault={form.fault("words")}>
          {(ids) => <textarea {...ids} name="words" rows={3} value={words} onChange={(event) => setWords(event.target.value)} />}
        </Lined>
      </First>
      <Lined label={t("report.field.askUntil")} fault={form.fault("until")}>
        {(ids) => <input {...ids} className="input" type="date" name="until" value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Lined>
      <p className="muted">{t("report.askHint")}</p>
      <FormEnd form={form} send={t("report.do.ask")} onCancel={onCancel} />
    </form>
  );
}

const BANS = ["phone", "email", "sender"] as const;

function BanForm({ report, send, onCancel }: FormProps & { report: ReportOne }) {
  const form = useForm(() => undefined);
  const known = BANS.filter((kind) => kind === "sender" || (kind === "phone" ? report.reporter?.phone : report.reporter?.email));
  const [kind, setKind] = useState<(typeof BANS)[number]>(known[0] ?? "sender");
  const [words, setWords] = useState("");
  const [until, setUntil] = useState(() => inDays(BAN_DAYS));
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, { words: words.trim() === "" ? t("form.needed", { label: t("report.field.why") }) : "" }, () => send({ do: "ban", kind, words: words.trim(), until }))}>
      <First>
        <Lined label={t("ban.field.kind")} fault={form.fault("kind")}>
          {(ids) => (
            <select {...ids} className="input" name="kind" value={kind} onChange={(event) => setKind(BANS.find((each) => each === event.target.value) ?? "sender")}>
              {known.map((each) => (
                <option key={each} value={each}>
                  {t(`ban.kind.${each}`)}
                </option>
              ))}
            </select>
          )}
        </Lined>
      </First>
      <Lined label={t("report.field.why")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Lined>
      <Lined label={t("ban.field.until")} fault={form.fault("until")}>
        {(ids) => <input {...ids} className="input" type="date" name="until" value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Lined>
      <p className="muted">{t("ban.about")}</p>
      <FormEnd form={form} send={t("report.do.ban")} onCancel={onCancel} />
    </form>
  );
}

/** One box of words: what the reporter, or the desk, is told. */
export function ReasonForm({ verb, send, onCancel }: FormProps & { verb: "return" | "part" | "reopen" | "withdraw" }) {
  const form = useForm(() => undefined);
  const [words, setWords] = useState("");
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, { words: words.trim() === "" ? t("form.needed", { label: t(`report.words.${verb}`) }) : "" }, () => send({ do: verb, words: words.trim() }))}>
      <First>
        <Lined label={t(`report.words.${verb}`)} fault={form.fault("words")}>
          {(ids) => <textarea {...ids} name="words" rows={3} value={words} onChange={(event) => setWords(event.target.value)} />}
        </Lined>
      </First>
      <FormEnd form={form} send={t(`report.do.${verb}`)} onCancel={onCancel} />
    </form>
  );
}
