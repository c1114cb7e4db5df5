import { Link, useNavigate } from "@tanstack/react-router";
import { Check, CheckCheck, Megaphone, Pencil, RefreshCw, Undo2, X } from "lucide-react";
import { useState } from "react";
import { useAlert } from "../data/alerts";
import { WORLD } from "../data/world";
import { useIncident } from "../data/incidents";
import type { Incident, Warning } from "../data/types";
import { moveWarning, useWarning, type Verb } from "../data/warnings";
import { actionFor, VerbButton } from "../parts/button";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { WarningState } from "../parts/warningstate";
import { useParam, useSearchWord } from "../shell/address";
import { dateTime, t, type Key } from "../text";
import { Page } from "./page";
import { draftOf, NEW } from "./warningdraft";
import { WarningForm } from "./warningform";
import type { Beginning } from "./warningtemplate";
import { WarningPreview, WarningWords } from "./warningwords";

export default function WarningScreen() {
  const id = useParam("id");
  return id === NEW ? <Begin /> : <One key={id} id={id} />;
}

/** A new warning: empty, from a template, or with what an incident or an alert knows. */
function Begin() {
  const template = useSearchWord("template");
  const ofIncidents = useSearchWord("incident");
  const ofAlerts = useSearchWord("alert");
  const incident = useIncident(ofIncidents, ofIncidents !== "");
  const alert = useAlert(ofAlerts, ofAlerts !== "");
  return (
    <Page title={t("warning.new")} aside={incident.data?.number ?? alert.data?.number}>
      {ofIncidents !== "" ? (
        <Loaded query={incident} what={t("noun.incident")} lines={8}>
          {(data) => <WarningForm key={data.id} warning={null} from={{ draft: ofIncident(data), version: 0 }} start={startOf(template, data, data.number, data.number)} />}
        </Loaded>
      ) : ofAlerts !== "" ? (
        <Loaded query={alert} what={t("noun.alert")} lines={8}>
          {(data) => <WarningForm key={data.id} warning={null} from={{ draft: draftOf({ headline: { vi: data.title }, areas: [data.area.code] }), version: 0 }} start={startOf(template, data, "", data.number)} />}
        </Loaded>
      ) : (
        <WarningForm key={template} warning={null} from={{ draft: draftOf({}), version: 0 }} start={{ template, playbook: "", severity: 0, areas: [], incident: "", about: "" }} />
      )}
    </Page>
  );
}

const startOf = (template: string, of: Pick<Incident, "severity" | "area"> & { playbook: { code: string } | null }, incident: string, about: string): Beginning => ({
  template,
  playbook: of.playbook?.code ?? "",
  severity: of.severity,
  areas: [of.area.code],
  incident,
  about,
});

const ofIncident = (i: Incident) => draftOf({ headline: { vi: i.title }, areas: [i.area.code], incident: i.number });

function One({ id }: { id: string }) {
  const warning = useWarning(id);
  return (
    <Page title={warning.data?.headline || (warning.data === undefined ? t("noun.warningShort") : t("warning.untitled"))} aside={warning.data?.number}>
      <Loaded query={warning} what={t("noun.warning")} lines={8}>
        {(data) => <Body warning={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ warning }: { warning: Warning }) {
  const [editing, setEditing] = useState(false);
  const edit = actionFor(warning.actions, "edit");
  const writes = edit?.allowed === true && (warning.state === "draft" || editing);
  return (
    <>
      <Standing warning={warning} onEdit={() => setEditing(true)} editing={editing} />
      {writes ? (
        <WarningForm warning={warning} from={{ draft: draftOf(warning.content), version: warning.version }} onDone={() => setEditing(false)} />
      ) : (
        <WarningWords warning={warning} />
      )}
      <WarningPreview warning={warning} />
      <Life warning={warning} />
    </>
  );
}

/** What can be done where; what comes first is the step that takes the warning on. */
const VERBS: Record<Warning["state"], Verb[]> = {
  draft: ["withdraw"], // checking stands under the form, beside saving
  checked: ["approve", "return", "edit", "withdraw"],
  approved: ["publish", "return", "edit", "withdraw"],
  published: ["confirm", "update", "cancel"],
  updated: [],
  cancelled: [],
  withdrawn: [],
};
const ICONS = { edit: Pencil, check: Check, approve: CheckCheck, return: Undo2, publish: Megaphone, withdraw: X, update: RefreshCw, cancel: X, confirm: Check };

function Standing({ warning, onEdit, editing }: { warning: Warning; onEdit: () => void; editing: boolean }) {
  const say = useSay();
  const navigate = useNavigate();
  const [asks, setAsks] = useState<"return" | "withdraw" | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const { content } = warning;

  async function move(verb: Exclude<Verb, "edit">, reason = "") {
    setFault("");
    setBusy(true);
    try {
      const now = await moveWarning(warning.id, verb, reason);
      setAsks(null);
      say(t(`warning.said.${verb}` as Key, { number: now.number }));
      if (now.id !== warning.id) await navigate({ to: "/warnings/$id", params: { id: now.id } });
    } catch (error) {
      if (reason !== "") throw error; // the form of the reason shows it
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }

  const act = (verb: Verb) => {
    if (verb === "edit") onEdit();
    else if (verb === "return" || verb === "withdraw") setAsks(verb);
    else void move(verb);
  };
  return (
    <section className="card pad" aria-label={t("warning.standing")} data-region tabIndex={-1}>
      <p className="rowline">
        <WarningState warning={warning} />
        <span>{t(`warning.type.${warning.type}`)}</span>
        {content.expires != null && <span>{t("warning.until", { at: dateTime(content.expires) })}</span>}
        <span>{warning.owner.name}</span>
        <span>{warning.area.name}</span>
        {content.incident !== undefined && content.incident !== "" && <span className="num">{`${t("noun.incidentShort")} ${content.incident}`}</span>}
      </p>
      <p className="muted">{t(`warning.next.${warning.state}` as Key)}</p>
      {warning.follows !== "" && (
        <p>
          <Link to="/warnings/$id" params={{ id: warning.follows }}>
            {t("warning.follows")}
          </Link>
        </p>
      )}
      {warning.published_at !== null && (
        <p>
          <a href={`${WORLD === "" ? "/feeds/cap" : `/feeds/cap-exercise${WORLD.slice("/exercise".length)}`}/${encodeURIComponent(warning.identifier)}.xml`}>{t("warning.message")}</a>
        </p>
      )}
      {asks === null ? (
        <div className="acts b">
          {VERBS[warning.state]
            .filter((verb) => !(verb === "edit" && editing))
            .map((verb, index) => {
              const Icon = ICONS[verb];
              return (
                <VerbButton key={verb} id={`w-${verb}`} action={actionFor(warning.actions, verb)} look={index === 0 && verb !== "withdraw" ? "pri" : ""} disabled={busy} onClick={() => act(verb)}>
                  <Icon className="i" aria-hidden="true" />
                  {t(`warning.do.${verb}` as Key)}
                </VerbButton>
              );
            })}
        </div>
      ) : (
        <WordsForm
          id="w-reason"
          label={t("warning.reason")}
          hint={t(`warning.hint.${asks}` as Key)}
          send={t(`warning.do.${asks}` as Key)}
          required
          look={asks === "withdraw" ? "warn" : "pri"}
          onCancel={() => setAsks(null)}
          onSend={(words) => move(asks, words)}
        />
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

function Life({ warning }: { warning: Warning }) {
  return (
    <div className="two">
      <section className="card pad" aria-labelledby="w-life">
        <h2 id="w-life">{t("warning.life")}</h2>
        <ol className="wlife">
          {warning.moves.map((move, index) => (
            <li key={index}>
              <time className="num" dateTime={move.at}>
                {dateTime(move.at)}
              </time>
              <span>
                <b>{t(`warning.state.${move.state}` as Key)}</b> · {move.by}
                {move.words !== "" && <small>{move.words}</small>}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section className="card pad" aria-labelledby="w-receipts">
        <h2 id="w-receipts">{t("warning.receipts", { count: warning.receipts.length })}</h2>
        {warning.receipts.length === 0 ? (
          <p className="muted">{t(warning.published_at === null ? "warning.receipts.later" : "warning.receipts.none")}</p>
        ) : (
          <ol className="wlife">
            {warning.receipts.map((receipt, index) => (
              <li key={index}>
                <time className="num" dateTime={receipt.at}>
                  {dateTime(receipt.at)}
                </time>
                <span>
                  <b>{receipt.by}</b> · {receipt.unit.name}
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}
