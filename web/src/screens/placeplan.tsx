import type { Place } from "../data/lineage";
import type { PlacePlan } from "../data/types";
import { number, t, tMaybe } from "../text";

type Note = PlacePlan["ended"][number];

/** What a change of areas or units would do, in words, before it is done. */
export function PlacePlanView({ place, plan }: { place: Place; plan: PlacePlan }) {
  const kinds = place === "areas" ? "areakind" : "unitkind";
  const note = (n: Note) => `${n.name} (${[tMaybe(`${kinds}.${n.kind}`, n.kind), n.code].filter((w) => w !== "").join(", ")})`;
  return (
    <div className="planbox" role="region" aria-live="polite" tabIndex={0} aria-label={t("calendar.plan")}>
      <h3>{t("calendar.plan")}</h3>
      <Part title={t("place.ends", { count: plan.ended.length })} items={plan.ended.map(note)} />
      <Part title={t("place.begins", { count: plan.begun.length })} items={plan.begun.map((n) => (n.path === "" ? note(n) : `${note(n)}: ${n.path}`))} />
      <Part title={t("place.moves", { count: plan.moved.length })} items={plan.moved.map((n) => `${note(n)}: ${n.above === "" ? "–" : n.above} → ${n.path === "" ? "–" : n.path}`)} />
      <Part
        title={t("place.lineage")}
        items={plan.lines.map((l) => {
          const land = l.share === null ? t("change.shareUnknown") : `${number(l.share * 100, 2)} %`;
          const people = l.people === null ? "" : `, ${t("place.ofPeople", { share: number(l.people * 100, 2) })}`;
          return `${l.old.name} → ${l.new.name}: ${land}${people}`;
        })}
      />
      <p>
        <b>{t("place.holds")}</b> {plan.holds.length === 0 ? t("place.holdsNothing") : plan.holds.map((h) => h.text).join(", ")}
      </p>
      {plan.undecided.length > 0 && (
        <p className="undecided">
          <b>{t("place.undecided")}</b> {plan.undecided.map((u) => u.name).join(", ")}. {t("place.undecidedText")}
        </p>
      )}
    </div>
  );
}

const SHOWN = 30;

function Part({ title, items }: { title: string; items: string[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <p>
        <b>{title}</b>
      </p>
      <ul className="planitems">
        {items.slice(0, SHOWN).map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      {items.length > SHOWN && <p className="muted">{t("calendar.more", { count: items.length - SHOWN })}</p>}
    </>
  );
}
