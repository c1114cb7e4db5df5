import { useState } from "react";
import { usePiece, type Outcome, type PrivacyDo } from "../data/privacy";
import type { PrivacyPiece, PrivacyRequest } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";

const OUTCOMES: Outcome[] = ["given", "corrected", "erased", "kept", "not-theirs"];

/** What the search found. Each piece is looked at and decided on; what was erased is gone. */
export function PrivacyPieces({ request, onSend }: { request: PrivacyRequest; onSend: (what: PrivacyDo) => Promise<void> }) {
  const open = request.pieces.filter((piece) => piece.outcome === "").length;
  const decides = actionFor(request.actions, "decide")?.allowed === true;
  return (
    <section className="card pad" aria-labelledby="p-pieces">
      <h2 id="p-pieces">{t("privacy.pieces", { count: request.pieces.length })}</h2>
      <p className="muted">{request.pieces.length === 0 ? t("privacy.foundNothing") : open > 0 ? t("privacy.undecided", { count: open }) : t("privacy.allDecided")}</p>
      <ul>
        {request.pieces.map((piece) => (
          <Piece key={`${piece.kind} ${piece.id}`} request={request} piece={piece} decides={decides} onSend={onSend} />
        ))}
      </ul>
    </section>
  );
}

function Piece({ request, piece, decides, onSend }: { request: PrivacyRequest; piece: PrivacyPiece; decides: boolean; onSend: (what: PrivacyDo) => Promise<void> }) {
  const dialog = useDialog();
  const name = `${piece.kind_name} ${piece.title}`.trim();
  return (
    <li className="hline">
      <div>
        {name}
        <small>{t("privacy.pieceFacts", { why: tMaybe(`privacy.why.${piece.why}`, piece.why), at: dateTime(piece.at) })}</small>
        {piece.words !== "" && <small className="asTyped">{piece.words}</small>}
      </div>
      <span className={piece.outcome === "" ? "muted" : "hstate"}>{piece.outcome === "" ? t("privacy.outcome.none") : t(`privacy.outcome.${piece.outcome}`)}</span>
      {piece.outcome !== "erased" && (
        <Button small aria-label={`${t("privacy.look")}: ${name}`} onClick={() => dialog.show(name, <Held id={request.id} piece={piece} />)}>
          {t("privacy.look")}
        </Button>
      )}
      {decides && piece.outcome !== "erased" && (
        <Button small aria-label={`${t("privacy.do.decide")}: ${name}`} onClick={() => dialog.show(t("privacy.decideOn", { name }), <Decide piece={piece} asks={request.asks} onSend={onSend} />)}>
          {t("privacy.do.decide")}
        </Button>
      )}
    </li>
  );
}

/** What is held, as it stands in its room. */
function Held({ id, piece }: { id: string; piece: PrivacyPiece }) {
  const held = usePiece(id, piece.kind, piece.id);
  return (
    <Loaded query={held} what={t("noun.piece")} lines={4}>
      {(data) => (
        <>
          <p className="muted">{t("privacy.lookEntered")}</p>
          <dl className="five">
            {data.fields.map((field, index) => (
              <div key={`${field.name} ${String(index)}`}>
                <dt>
                  {field.name}
                  {field.other && ` (${t("privacy.ofOthers")})`}
                </dt>
                <dd>{field.value}</dd>
              </div>
            ))}
          </dl>
          {data.keeps !== "" && <p className="fault">{t("privacy.keeps", { why: data.keeps })}</p>}
        </>
      )}
    </Loaded>
  );
}

/** The outcome that most requests of this kind want. */
const USUAL: Record<PrivacyRequest["asks"], Outcome> = { see: "given", correct: "corrected", delete: "erased", object: "kept" };

function Decide({ piece, asks, onSend }: { piece: PrivacyPiece; asks: PrivacyRequest["asks"]; onSend: (what: PrivacyDo) => Promise<void> }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [outcome, setOutcome] = useState<Outcome>(piece.outcome === "" ? USUAL[asks] : piece.outcome);
  const [words, setWords] = useState(piece.words);
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, {}, () => onSend({ do: "decide", decisions: [{ kind: piece.kind, id: piece.id, outcome, words }] }))}>
      <Field label={t("privacy.field.outcome")} fault={`${form.fault("decisions/0/outcome")} ${form.fault("decisions/0/id")}`.trim()}>
        {(ids) => (
          <select {...ids} name="outcome" value={outcome} onChange={(event) => setOutcome(OUTCOMES.find((each) => each === event.target.value) ?? "given")}>
            {OUTCOMES.map((each) => (
              <option key={each} value={each}>
                {t(`privacy.outcome.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {outcome === "erased" && <p className="fault">{t("privacy.eraseIsFinal")}</p>}
      <Field label={t(outcome === "kept" ? "privacy.field.keptBy" : outcome === "corrected" ? "privacy.field.corrected" : "privacy.field.note")} fault={form.fault("decisions/0/words")}>
        {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t(outcome === "erased" ? "privacy.eraseNow" : "privacy.do.decide")} onCancel={dialog.close} />
    </form>
  );
}
