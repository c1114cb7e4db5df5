import { Link } from "@tanstack/react-router";
import type { Work } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { dateTime, t, type Key } from "../text";
import { SORT_KEYS, type SortVerb } from "./worksort";

const VERBS: SortVerb[] = ["accept", "hand-on", "duplicate", "question", "not-ours"];
const letter = (verb: string) => Object.entries(SORT_KEYS).find(([, each]) => each === verb)?.[0].slice(3) ?? "";

/** What experience proposes, and the verbs of sorting with their letters. */
export function Sorting({ item, start }: { item: Work; start: (verb: SortVerb | "escalate") => void }) {
  if (item.state === "done" || item.kind === "work-request") return null;
  const allowed = (verb: string) => actionFor(item.actions, verb === "accept" ? "take" : verb)?.allowed === true || (verb === "accept" && actionFor(item.actions, "hand-on")?.allowed === true);
  const verbs = VERBS.filter(allowed);
  const proposal = item.proposal;
  return (
    <div className="sec">
      <h3>{t("triage.proposal")}</h3>
      {proposal !== null && (
        <p className="proposal">
          {proposal.unit.code === item.owner.code ? t("triage.propose.keep", { unit: proposal.unit.name }) : t("triage.propose.known", { unit: proposal.unit.name, of: proposal.of, among: proposal.among })}
        </p>
      )}
      {proposal !== null && proposal.alike.length > 0 && <Named title={t("triage.alike")} list={proposal.alike} />}
      <div className="clockacts" role="group" aria-label={t("triage.title")}>
        {verbs.map((verb) => (
          <Button key={verb} id={`sort-${verb}`} small onClick={() => start(verb)}>
            {t(`triage.${verb}` as Key)} <kbd aria-hidden="true">{letter(verb)}</kbd>
          </Button>
        ))}
        {allowed("escalate") && (
          <Button id="sort-escalate" small look="warn" onClick={() => start("escalate")}>
            {t("triage.escalate")} <kbd aria-hidden="true">{letter("escalate")}</kbd>
          </Button>
        )}
      </div>
    </div>
  );
}

function Named({ title, list }: { title: string; list: { id: string; number: string; title: string }[] }) {
  return (
    <p className="alike">
      <span className="muted">{title}: </span>
      {list.map((each, n) => (
        <span key={each.id}>
          {n > 0 && ", "}
          <Link to="/work/$id" params={{ id: each.id }} title={each.title}>
            {each.number}
          </Link>
        </span>
      ))}
    </p>
  );
}

/** What is a duplicate of what, in both directions. */
export function Duplicates({ item }: { item: Work }) {
  if (item.duplicate_of === null && item.duplicates.length === 0) return null;
  return (
    <div className="sec">
      {item.duplicate_of !== null && <Named title={t("triage.duplicateOf")} list={[item.duplicate_of]} />}
      {item.duplicates.length > 0 && <Named title={t("triage.duplicates")} list={item.duplicates} />}
    </div>
  );
}

const station = (code: string) => t(`chain.station.${code}` as Key);

/** Who was told, and who comes next when nobody takes it or it stays late. */
export function ChainOf({ item }: { item: Work }) {
  const { told, walk, next, next_at: at } = item.chain;
  if (item.state === "done" && told.length === 0) return null;
  if (told.length === 0 && next === null) return null;
  return (
    <div className="sec">
      <h3>{t("chain.title")}</h3>
      <ul className="plainlist">
        {told.map((each) => (
          <li key={`${each.step} ${each.name}`}>
            {dateTime(each.at)} · {t(each.name === "" ? "chain.nobody" : "chain.line", { station: station(each.station), unit: each.unit.name, name: each.name })}
            {each.doubled && <span className="muted"> ({t("chain.doubled")})</span>}
          </li>
        ))}
        {item.state === "open" && (
          <li className="muted">
            {walk === ""
              ? t("chain.stands")
              : next === null
                ? t("chain.end")
                : t(at === null ? "chain.held" : "chain.next", { station: station(next.station), unit: next.unit.name, at: at === null ? "" : dateTime(at) }).replace(" ,", ",")}
          </li>
        )}
      </ul>
    </div>
  );
}
