import { Link } from "@tanstack/react-router";
import { PhoneIncoming, Split } from "lucide-react";
import { joinTo, partFrom, useProposals } from "../data/incidents";
import { may } from "../data/session";
import type { Gathered, Incident } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { useAct } from "../parts/act";
import { useSay } from "../parts/say";
import { useMe } from "../shell/shell";
import { hourOrDate, t } from "../text";
import { TakeSignal } from "./incidentopen";

/** What made the case known: each with where it comes from, why it was joined, and the way out. */
export function Joined({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const me = useMe();
  const { act, fault } = useAct();
  const open = incident.state === "open";
  const mayPart = open && actionFor(incident.actions, "note")?.allowed === true;
  const mayPartAlerts = open && actionFor(incident.actions, "join")?.allowed === true;
  return (
    <section className="card" aria-label={t("incident.signals")}>
      <div className="ch">
        <h2>{t("incident.joined", { count: incident.signals.length })}</h2>
        {mayPart && may(me, "incident.signal") && (
          <Button id="take-signal" small onClick={() => dialog.show(t("signal.take"), <TakeSignal incident={incident.id} />)}>
            <PhoneIncoming className="i" aria-hidden="true" />
            {t("signal.take")}
          </Button>
        )}
      </div>
      <Lead incident={incident} />
      <ol className="src4">
        {incident.signals.map((signal, index) => (
          <SignalRow key={signal.id} signal={signal} n={index + 1}>
            {signal.origin ? (
              <small>{t("incident.origin")}</small>
            ) : (
              signal.via === null &&
              (signal.kind === "alert" ? mayPartAlerts : mayPart) && <Part incident={incident} signal={signal} act={act} />
            )}
          </SignalRow>
        ))}
        {incident.followers.map((each) => (
          <li key={each.id}>
            <span className="n" aria-hidden="true">
              +
            </span>
            <span>
              <Link to="/incidents/$id" params={{ id: each.id }}>
                {each.title}
              </Link>
              <small>{t("incident.follower", { number: each.number })}</small>
            </span>
            {mayPartAlerts && (
              <Button small look="quiet" aria-label={t("incident.partName", { name: each.number })} onClick={() => void act(() => partFrom(each.id), t("incident.parted", { name: each.number }), () => joinTo(incident.id, { incident: each.id }))}>
                <Split className="i" aria-hidden="true" />
                {t("incident.part")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {incident.signals.length + incident.followers.length === 0 && <p className="pad muted">{t("incident.noAlerts")}</p>}
      <p className="fault pad" role="alert">
        {fault}
      </p>
      {open && mayPart && <Proposals incident={incident} mayAlerts={mayPartAlerts} />}
    </section>
  );
}

function Lead({ incident }: { incident: Incident }) {
  const { act, fault } = useAct();
  const say = useSay();
  const part = actionFor(incident.actions, "part");
  if (incident.state !== "joined") return null;
  return (
    <div className="pad leadnote">
      <p>
        {t("incident.isJoined")}{" "}
        {incident.lead !== null && (
          <Link to="/incidents/$id" params={{ id: incident.lead.id }}>
            {incident.lead.number}
          </Link>
        )}
      </p>
      {part?.allowed === true && (
        <Button id="part" onClick={() => void act(async () => say(t("incident.parted", { name: (await partFrom(incident.id)).number })))}>
          <Split className="i" aria-hidden="true" />
          {t("incident.part")}
        </Button>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </div>
  );
}

type Act = ReturnType<typeof useAct>["act"];

function Part({ incident, signal, act }: { incident: Incident; signal: Gathered; act: Act }) {
  const which = signal.kind === "alert" ? { alert: signal.id } : { signal: signal.id };
  const name = signal.number || signal.words;
  return (
    <Button small look="quiet" aria-label={t("incident.partName", { name })} onClick={() => void act(() => partFrom(incident.id, which), t("incident.parted", { name }), () => joinTo(incident.id, which))}>
      <Split className="i" aria-hidden="true" />
      {t("incident.part")}
    </Button>
  );
}

function SignalRow({ signal, n, children }: { signal: Gathered; n: number | string; children?: React.ReactNode }) {
  const now = useNow();
  return (
    <li>
      <span className="n" aria-hidden="true">
        {n}
      </span>
      <span>
        {signal.kind === "alert" ? (
          <Link to="/alerts/$id" params={{ id: signal.id }}>
            {signal.words}
          </Link>
        ) : (
          <b>“{signal.words}”</b>
        )}
        <small>
          {[signal.number || t(`signal.kind.${signal.kind}` as "signal.kind.call"), signal.place, hourOrDate(signal.at, now), signal.source, signal.reliability && t("signal.reliability", { grade: signal.reliability })]
            .filter((part) => part !== "")
            .join(" · ")}
        </small>
        {signal.why !== "" && <small>{t("incident.because", { why: signal.why })}</small>}
        {signal.via !== null && <small>{t("incident.via", { number: signal.via.number })}</small>}
      </span>
      {children}
    </li>
  );
}

/** What is near in place, time and kind: nothing is joined by itself. */
function Proposals({ incident, mayAlerts }: { incident: Incident; mayAlerts: boolean }) {
  const proposals = useProposals(incident.id, true);
  const { act, fault } = useAct();
  const items = (proposals.data?.items ?? []).filter((each) => mayAlerts || each.signal?.kind !== "alert");
  if (items.length === 0) return null;
  return (
    <div className="proposals">
      <h3>{t("incident.proposals", { count: items.length })}</h3>
      <ul className="src4">
        {items.map((each) => {
          const which = each.incident !== null ? { incident: each.incident.id } : each.signal?.kind === "alert" ? { alert: each.signal.id } : { signal: each.signal?.id ?? "" };
          const name = each.incident?.number ?? (each.signal?.number || each.signal?.words || "");
          const undo = each.incident !== null ? () => partFrom(each.incident?.id ?? "") : () => partFrom(incident.id, which);
          return (
            <li key={name + each.why}>
              <span className="n" aria-hidden="true">
                ?
              </span>
              <span>
                <b>{each.incident?.title ?? each.signal?.words}</b>
                <small>
                  {name} · {each.why}
                </small>
              </span>
              {(each.incident === null || mayAlerts) && (
                <Button small aria-label={t("incident.joinName", { name })} onClick={() => void act(() => joinTo(incident.id, which), t("incident.joinedSaid", { name }), undo)}>
                  {t("incident.join")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <p className="fault pad" role="alert">
        {fault}
      </p>
    </div>
  );
}
