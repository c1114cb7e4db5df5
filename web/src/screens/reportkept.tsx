import { Link, useRouterState } from "@tanstack/react-router";
import { CircleCheck, HardDrive, OctagonX } from "lucide-react";
import { useEffect, useRef } from "react";
import { dropCall, putCall, useCalls, type Call } from "../data/calls";
import { Button } from "../parts/button";
import { dateTime, t } from "../text";

/** The end of a call: the code is read out to the caller, large and with focus; or that it is kept until there is a line. */
export function Told({ call, onNext }: { call: Call; onNext: () => void }) {
  const box = useRef<HTMLParagraphElement>(null);
  const { taken } = call;
  useEffect(() => box.current?.focus(), [taken]);
  useEffect(() => {
    if (call.taken !== null && !call.told) putCall({ ...call, told: true });
  }, [call]);
  if (taken === null) {
    return (
      <section className="card pad told" aria-labelledby="told-title">
        <h2 id="told-title">
          <HardDrive className="i" aria-hidden="true" /> {t("call.waitsTitle")}
        </h2>
        <p ref={box} tabIndex={-1}>
          {t("call.waitsText")}
        </p>
        <div className="b">
          <Button look="pri" id="call-next" onClick={onNext}>
            {t("call.next")}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section className="card pad told" aria-labelledby="told-title">
      <h2 id="told-title">
        <CircleCheck className="i" aria-hidden="true" /> {t("call.takenTitle", { number: taken.number })}
      </h2>
      <p>{t(taken.state === "received" ? "call.takenDesk" : taken.state === "merged" ? "call.takenMerged" : "call.takenUnit", { unit: taken.owner.name, due: dateTime(taken.due) })}</p>
      <p>{t("call.tellCode")}</p>
      <p ref={box} className="bigcode callcode num" tabIndex={-1} role="group" aria-label={t("call.codeIs", { code: [...taken.code].join(" ") })}>
        {taken.code}
      </p>
      {taken.flags.length > 0 && <p className="muted">{taken.flags.map((each) => each.name).join(", ")}</p>}
      <div className="b">
        <Button look="pri" id="call-next" onClick={onNext}>
          {t("call.next")}
        </Button>
        <Link className="btn" to="/reports/$id" params={{ id: taken.id }}>
          {t("call.open", { number: taken.number })}
        </Link>
      </div>
      <p className="muted">{t("call.codeOnce")}</p>
    </section>
  );
}

const ICONS = { waiting: HardDrive, refused: OctagonX, taken: CircleCheck, writing: HardDrive };

/** Calls that are not over yet: kept here, refused, or taken and not yet told. */
export function CallsKept({ calls, onOpen }: { calls: Call[]; onOpen: (key: string) => void }) {
  return (
    <section className="card pad callskept" aria-label={t("call.keptTitle")}>
      <ul>
        {calls.map((call) => {
          const Icon = ICONS[call.state];
          const about = [call.draft.name, call.draft.phone, call.draft.words.split("\n")[0]].filter((words) => words !== "").join(" · ");
          return (
            <li key={call.key} className="hline" data-call={call.state}>
              <Icon className="i" aria-hidden="true" />
              <div>
                <b>{t(`call.state.${call.state}`)}</b> {about}
                <small>{dateTime(call.at)}</small>
                {call.taken !== null && (
                  <span>
                    {call.taken.number}: <b className="num">{call.taken.code}</b>
                  </span>
                )}
                {call.fault !== "" && <span className="fault">{call.fault}</span>}
              </div>
              {call.state === "taken" && (
                <Button
                  small
                  onClick={() => {
                    dropCall(call.key);
                    document.querySelector<HTMLElement>(".callform [name=phone], #call-next")?.focus(); // the button is gone
                  }}
                >
                  {t("kept.hide")}
                </Button>
              )}
              {call.state === "refused" && (
                <Button
                  small
                  onClick={() => {
                    putCall({ ...call, state: "writing", fault: "" });
                    onOpen(call.key);
                  }}
                >
                  {t("call.mend")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** On every other page: that calls wait here, and the way to them. */
export function CallsHere({ account }: { account: string }) {
  const calls = useCalls(account).filter((each) => each.state !== "writing" && !each.told);
  const there = useRouterState({ select: (state) => state.location.pathname.endsWith("/reports/new") });
  if (calls.length === 0 || there) return null;
  const count = (state: Call["state"]) => calls.filter((each) => each.state === state).length;
  return (
    <p className="callshere" role="status">
      <HardDrive className="i" aria-hidden="true" />
      <span>{t("call.here", { waiting: count("waiting"), refused: count("refused"), taken: count("taken") })}</span>
      <Link to="/reports/new">{t("call.hereSee")}</Link>
    </p>
  );
}
