import { useMemo, useState } from "react";
import { useDeliveries, useRetry } from "../data/notices";
import type { Delivery } from "../data/types";
import { VerbButton } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Shape } from "../parts/severity";
import { dateTime, t, tMaybe } from "../text";

const STATES: Delivery["state"][] = ["failed", "waiting", "held", "sent", "gathered", "sending"];

/** What went out by channels, what waits and what was given up, with the cause. Addresses are each person's own and stand nowhere here. */
export function DeliveryLog() {
  const [state, setState] = useState<Delivery["state"] | "">("");
  const log = useDeliveries(true, state, "");
  const retry = useRetry();
  const [said, setSaid] = useState("");
  const columns = useMemo<Column<Delivery>[]>(
    () => [
      { id: "made", head: t("notice.log.made"), text: (d) => d.made, cell: (d) => <span className="num">{dateTime(d.made)}</span> },
      { id: "person", head: t("notice.log.person"), text: (d) => `${d.person.name} ${d.unit.name}`, names: true, cell: (d) => <>{d.person.name} <span className="muted">{d.unit.name}</span></> },
      { id: "what", head: t("notice.log.what"), text: (d) => d.title, cell: (d) => <span className="rowline"><Shape level={d.severity} /> {d.title}</span> },
      { id: "channel", head: t("notice.log.channel"), text: (d) => tMaybe(`notice.channel.${d.channel}`, d.channel) },
      { id: "state", head: t("notice.log.state"), text: (d) => t(`notice.state.${d.state}`), cell: (d) => <State delivery={d} /> },
      {
        id: "do",
        head: t("notice.log.do"),
        text: () => "",
        cell: (d) =>
          d.state === "failed" ? (
            <VerbButton
              id={`retry-${d.id}`}
              small
              action={d.actions[0]}
              aria-label={`${t("notice.retry")}: ${d.person.name}, ${d.title}`}
              onClick={() => retry.mutate(d.id, { onSuccess: () => setSaid(t("notice.retried")), onError: (error) => setSaid(faultWords(error)) })}
            >
              {t("notice.retry")}
            </VerbButton>
          ) : null,
      },
    ],
    [retry],
  );
  return (
    <Loaded query={log} what={t("noun.deliveries")} lines={8} isEmpty={(data) => data.items.length === 0 && state === ""} empty={{ title: t("notice.log.empty"), text: t("notice.log.emptyText") }}>
      {(data) => (
        <>
          <div className="chips" role="group" aria-label={t("notice.log.state")}>
            <button type="button" className={state === "" ? "chip on" : "chip"} aria-pressed={state === ""} onClick={() => setState("")}>
              {t("notice.log.all")}
            </button>
            {STATES.map((each) => (
              <button key={each} type="button" className={state === each ? "chip on" : "chip"} aria-pressed={state === each} onClick={() => setState(each)}>
                {t(`notice.state.${each}`)} <span className="num">{data.counts.filter((c) => c.state === each).reduce((sum, c) => sum + c.count, 0)}</span>
              </button>
            ))}
          </div>
          <p role="status">{said}</p>
          <DataTable caption={t("notice.section.log")} columns={columns} rows={data.items} rowKey={(d) => d.id} />
        </>
      )}
    </Loaded>
  );
}

function State({ delivery }: { delivery: Delivery }) {
  const { state, sent, due, cause, tries, doubled } = delivery;
  return (
    <>
      <b>{t(`notice.state.${state}`)}</b>
      {state === "sent" && sent !== null && <span className="num"> {dateTime(sent)}</span>}
      {(state === "waiting" || state === "held") && <span> {t("notice.log.until", { at: dateTime(due) })}</span>}
      {delivery.held_for !== "" && state === "held" && <span> · {t(`notice.held.${delivery.held_for}`)}</span>}
      {cause !== "" && state !== "sent" && (
        <span className="muted">
          {" "}
          {cause} {tries > 0 && t("notice.log.tries", { count: tries })}
        </span>
      )}
      {doubled && <span> · {t("notice.log.doubled")}</span>}
    </>
  );
}
