import { BellOff, CalendarClock } from "lucide-react";
import { useState } from "react";
import { may } from "../data/session";
import { endMaintenance, useAlertSettings, useMaintenances, useSilences } from "../data/silences";
import type { AlertMatcher, Maintenance } from "../data/types";
import { actionFor, Button, VerbButton } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { matcherWords, SilenceCard } from "../parts/silencecard";
import { useMe } from "../shell/shell";
import { duration, hourOrDate, markWords, t, type Key } from "../text";
import { SilenceForm } from "./silenceform";

/** What is silent stands above what is heard, as loud as that. */
export function SilencesSection() {
  const me = useMe();
  const dialog = useDialog();
  const [ended, setEnded] = useState(false);
  const silences = useSilences(ended);
  const maySilence = may(me, "alert.silence");
  return (
    <section className="card pad silences" aria-labelledby="silences-title" data-region tabIndex={-1}>
      <div className="lh">
        <h2 id="silences-title">
          {t(ended ? "silence.titleEnded" : "silence.title")} {silences.data !== undefined && <span>{t("silence.count", { count: silences.data.items.length })}</span>}
        </h2>
        <div className="r rowline">
          <Button small aria-pressed={ended} onClick={() => setEnded(!ended)}>
            {t(ended ? "silence.showStanding" : "silence.showEnded")}
          </Button>
          {maySilence && (
            <>
              <Button small onClick={() => dialog.show(t("silence.planTitle"), <SilenceForm planned />)}>
                <CalendarClock className="i" aria-hidden="true" />
                {t("silence.planTitle")}
              </Button>
              <Button small onClick={() => dialog.show(t("silence.doTitle"), <SilenceForm />)}>
                <BellOff className="i" aria-hidden="true" />
                {t("silence.doTitle")}
              </Button>
            </>
          )}
        </div>
      </div>
      <Loaded query={silences} what={t("noun.silences")} lines={1}>
        {(data) => (data.items.length === 0 ? <p className="muted">{t(ended ? "silence.noneEnded" : "silence.none")}</p> : <ul className="si">{data.items.map((silence) => <SilenceCard key={silence.id} silence={silence} />)}</ul>)}
      </Loaded>
      <Maintenances />
      <Settings />
    </section>
  );
}

function Maintenances() {
  const list = useMaintenances();
  if (list.data === undefined || list.data.items.length === 0) return null;
  return (
    <>
      <h3>{t("silence.maintenances")}</h3>
      <ul className="si">
        {list.data.items.map((m) => (
          <MaintenanceCard key={m.id} maintenance={m} />
        ))}
      </ul>
    </>
  );
}

function MaintenanceCard({ maintenance: m }: { maintenance: Maintenance }) {
  const now = useNow();
  const say = useSay();
  async function end() {
    try {
      await endMaintenance(m.id);
      say(t("silence.maintenanceEnded", { number: m.number }));
    } catch (error) {
      say(faultWords(error));
    }
  }
  return (
    <li className="sil s-planned">
      <b>
        <CalendarClock className="i" aria-hidden="true" />
        {m.comment}
      </b>
      <span>
        {m.number} · {t("silence.by", { by: m.by })} · {m.owner.name}, {m.area.name}
      </span>
      <span className="src" lang="en">
        {m.matchers.map(matcherWords).join(" ")}
      </span>
      <span className="e num">
        {m.next !== null && t("silence.next", { at: hourOrDate(m.next, now), length: duration((Date.parse(m.ends) - Date.parse(m.starts)) / 1000) })}
        {m.every !== "" && `; ${t(`silence.every.${m.every}` as Key)}, ${t("silence.untilAt", { at: hourOrDate(m.until, now) })}`}
      </span>
      <span className="b">
        <VerbButton id={`end-${m.id}`} small action={actionFor(m.actions, "end")} onClick={() => void end()}>
          {t("silence.endMaintenance")}
        </VerbButton>
      </span>
    </li>
  );
}

const joined = (list: AlertMatcher[]) => list.map(matcherWords).join(" ");

/** What the province groups, mutes and damps by: it comes from a pack and is shown, not hidden. */
function Settings() {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("alerting.title")}</summary>
      {open && <SettingsBody />}
    </details>
  );
}

function SettingsBody() {
  const settings = useAlertSettings();
  return (
    <Loaded query={settings} what={t("alerting.title")} lines={3}>
      {(s) => (
        <dl className="own">
          {s.groupings.map((g) => (
            <div key={g.code} className="pair">
              <dt>{g.name}</dt>
              <dd>{t("alerting.grouping", { by: g.by.join(", "), wait: duration(g.wait_seconds), interval: duration(g.interval_seconds), repeat: duration(g.repeat_seconds), many: g.many })}</dd>
            </div>
          ))}
          {s.inhibitions.map((i) => (
            <div key={i.code} className="pair">
              <dt>{i.name}</dt>
              <dd>{t("alerting.inhibition", { source: joined(i.source), target: joined(i.target), equal: i.equal.join(", ") })}</dd>
            </div>
          ))}
          <div className="pair">
            <dt>{t("alerting.stale")}</dt>
            <dd>{s.stale.map((each) => `${t(`severity.${each.severity}` as Key)}: ${duration(each.seconds)}`).join("; ")}</dd>
          </div>
          <div className="pair">
            <dt>{t("alerting.flapping")}</dt>
            <dd>{t("alerting.flaps", { n: s.flaps, window: duration(s.window_seconds), quiet: duration(s.quiet_seconds) })}</dd>
          </div>
          <div className="pair">
            <dt>{t("alerting.longest")}</dt>
            <dd>
              {duration(s.longest_seconds)} ({markWords(s.mark)})
            </dd>
          </div>
        </dl>
      )}
    </Loaded>
  );
}
