import { FlaskConical } from "lucide-react";
import { useEffect } from "react";
import { live } from "../data/news";
import type { Me } from "../data/types";
import { useNow } from "../parts/clock";
import { hour, t } from "../text";

/** The band that says, on every page of an exercise, that this is one; and the clock inside. */
export function DrillBand({ me }: { me: Me }) {
  const { drill } = me;
  const now = useNow("second");
  useEffect(() => {
    if (drill === null) return undefined;
    const root = document.documentElement;
    root.classList.add("drill");
    root.style.setProperty("--drill-word", JSON.stringify(t("drill.word")));
    const at = Date.now();
    const inside = Date.parse(me.now);
    // A clock that runs faster, or stands, goes away from the machine's by itself.
    const set = () => live.setOffset(inside + (Date.now() - at) * drill.speed - Date.now());
    set();
    const timer = setInterval(set, 1000);
    return () => clearInterval(timer);
  }, [drill, me.now]);
  if (drill === null) return null;
  return (
    <aside className="drillband" aria-label={t("drill.word")}>
      <span className="ex">
        <FlaskConical className="i" aria-hidden="true" />
        {t("drill.word")}
      </span>
      <b>{`${drill.number} · ${drill.name}`}</b>
      <span className="num">{drill.speed === 0 ? t("drill.stands", { at: hour(now) }) : t("drill.inside", { at: hour(now), speed: drill.speed })}</span>
      <a href={`/console/exercises/${drill.id}`}>{t("drill.leave")}</a>
      {drill.told !== "" && <p role="status">{drill.told}</p>}
    </aside>
  );
}
