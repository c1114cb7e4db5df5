import { Printer } from "lucide-react";
import { useState } from "react";
import { useAreasOn } from "../data/lineage";
import type { Warning, WarningForms } from "../data/types";
import { Button } from "../parts/button";
import { capWords } from "../parts/capwords";
import { DrawnMap } from "../parts/drawnmap";
import { dateTime, lang, number, t, tIn, type Key } from "../text";
import { TEXTS } from "./warningdraft";

const LANGS = ["vi", "en"] as const;

/** The warning to be read, both languages side by side: what the second person approves. */
export function WarningWords({ warning }: { warning: Warning }) {
  const { content } = warning;
  const areas = useAreasOn("");
  const names = (content.areas ?? []).map((code) => areas.data?.items.find((each) => each.code === code)?.name ?? code);
  const words = (kind: string, value: string | undefined) => (value === undefined || value === "" ? t("warning.unset") : capWords(kind, value));
  return (
    <section className="card pad" aria-labelledby="w-words">
      <h2 id="w-words">{t("warning.words")}</h2>
      <div className="wboth">
        {LANGS.map((each) => (
          <div key={each} lang={each}>
            <h3>{t(`warning.lang.${each}`)}</h3>
            <dl className="wdl">
              {TEXTS.filter((name) => (content[name]?.[each] ?? "") !== "").map((name) => (
                <div key={name}>
                  <dt>{t(`warning.text.${name}` as Key)}</dt>
                  <dd>{content[name]?.[each]}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
      <dl className="wdl wfacts">
        <div>
          <dt>{t("warning.areas")}</dt>
          <dd>{[...names, ...((content.drawn?.length ?? 0) > 0 ? [t("warning.drawnCount", { count: content.drawn?.length ?? 0 })] : [])].join(", ") || t("warning.unset")}</dd>
        </div>
        <div>
          <dt>{t("warning.categories")}</dt>
          <dd>{(content.categories ?? []).map((each) => words("category", each)).join(", ") || t("warning.unset")}</dd>
        </div>
        <div>
          <dt>{t("warning.responses")}</dt>
          <dd>{(content.response_types ?? []).map((each) => words("response", each)).join(", ") || t("warning.unset")}</dd>
        </div>
        {(["urgency", "severity", "certainty"] as const).map((kind) => (
          <div key={kind}>
            <dt>{t(`warning.${kind}`)}</dt>
            <dd>{words(kind, content[kind])}</dd>
          </div>
        ))}
        <div>
          <dt>{t("warning.onset")}</dt>
          <dd className="num">{content.onset == null ? t("warning.atOnce") : dateTime(content.onset)}</dd>
        </div>
        <div>
          <dt>{t("warning.expires")}</dt>
          <dd className="num">{content.expires == null ? t("warning.unset") : dateTime(content.expires)}</dd>
        </div>
        <div>
          <dt>{t("warning.contact")}</dt>
          <dd>{content.contact || t("warning.unset")}</dd>
        </div>
      </dl>
      {(content.drawn?.length ?? 0) > 0 && <DrawnMap rings={content.drawn ?? []} />}
    </section>
  );
}

/** The texts for those whom no feed reaches, as the server makes them of what is saved. */
export function WarningPreview({ warning }: { warning: Warning }) {
  const [shown, setShown] = useState<WarningForms["lang"]>(lang);
  const form = warning.forms.find((each) => each.lang === shown);
  if (form === undefined) return null;
  return (
    <section className="card pad wprev" aria-labelledby="w-prev">
      <h2 id="w-prev">{t("warning.preview")}</h2>
      <p className="muted">{t("warning.previewOf", { version: warning.version })}</p>
      <div className="flt" role="group" aria-label={t("warning.previewLang")}>
        {LANGS.map((each) => (
          <button key={each} type="button" className={shown === each ? "chip on" : "chip"} aria-pressed={shown === each} onClick={() => setShown(each)}>
            {t(`warning.lang.${each}`)}
          </button>
        ))}
      </div>
      <div className="wforms" lang={shown}>
        <Text title={t("warning.form.sms")} about={smsSize(form.sms, form.sms_parts)} text={form.sms} />
        <Text title={t("warning.form.smsPlain")} about={smsSize(form.sms_plain, form.plain_parts)} text={form.sms_plain} />
        <Text title={t("warning.form.loudspeaker")} text={form.loudspeaker} />
        <Text title={t("warning.form.plain")} text={form.plain} />
        <Text title={t("warning.form.easy")} text={form.easy} />
      </div>
      <h3>{t("warning.form.card")}</h3>
      <div className="b">
        <Button onClick={() => window.print()}>
          <Printer className="i" aria-hidden="true" />
          {t("warning.print")}
        </Button>
      </div>
      <Card warning={warning} form={form} />
    </section>
  );
}

const smsSize = (sms: string, parts: number) => t("warning.smsSize", { letters: number([...sms].length), parts: number(parts) });

function Text({ title, about = "", text }: { title: string; about?: string; text: string }) {
  return (
    <article>
      <h3>
        {title} {about !== "" && <small className="muted">{about}</small>}
      </h3>
      <p className="wtext">{text || t("warning.unset")}</p>
    </article>
  );
}

/** One A4 page that can be read from three steps away; printing this page prints nothing else. */
function Card({ warning, form }: { warning: Warning; form: WarningForms }) {
  const { content } = warning;
  const say = (key: Key, args = {}) => tIn(form.lang, key, args);
  const of = (text: { vi?: string; en?: string } | undefined) => text?.[form.lang] ?? "";
  return (
    <article className="bigcard" lang={form.lang} aria-label={t("warning.form.card")}>
      <p className="bc-kind">{say(`warning.card.${warning.type}` as Key)}</p>
      <p className="bc-head">{of(content.headline)}</p>
      <p className="bc-easy">{form.easy}</p>
      <p>{form.where}</p>
      {warning.type !== "Cancel" && content.expires != null && <p>{say("warning.until", { at: dateTime(content.expires) })}</p>}
      <p>{of(content.instruction)}</p>
      <p className="bc-foot">
        {warning.owner.name} · {warning.number}
        {content.contact ? ` · ${content.contact}` : ""}
      </p>
    </article>
  );
}
