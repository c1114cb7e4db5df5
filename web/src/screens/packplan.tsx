import { useState } from "react";
import { usePackChange, usePackPlan, type PackAsk } from "../data/packs";
import type { PackPlan } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { t, tMaybe } from "../text";

// Applying or removing a pack in two steps: first what it would add, change and end, then the deed. A
// row that was changed in the province stays as it is unless it is ticked.

const SHOWN = 200;

export function PackDialog({ name, remove }: { name: string; remove: boolean }) {
  const planning = usePackPlan();
  const change = usePackChange();
  const dialog = useDialog();
  const [over, setOver] = useState<string[]>([]);
  const [fault, setFault] = useState("");
  const plan = planning.data;
  const ask: PackAsk = { name, remove, over };

  async function go() {
    setFault("");
    try {
      if (plan === undefined) await planning.mutateAsync(ask);
      else {
        await change.mutateAsync(ask);
        dialog.close();
      }
    } catch (error) {
      planning.reset();
      setFault(faultWords(error));
    }
  }

  const busy = planning.isPending || change.isPending;
  const label = plan === undefined ? t("calendar.showPlan") : remove ? t("pack.remove") : t("pack.apply");
  return (
    <div className="words">
      <p>{remove ? t("pack.removeText") : t("pack.applyText")}</p>
      {plan !== undefined && <PlanRows plan={plan} over={over} onOver={setOver} />}
      <p className="fault" role="alert">
        {fault}
      </p>
      <div className="b">
        <Button look={plan === undefined ? "" : remove ? "warn" : "pri"} disabled={busy} onClick={() => void go()}>
          {busy ? t("form.sending") : label}
        </Button>
      </div>
    </div>
  );
}

function PlanRows({ plan, over, onOver }: { plan: PackPlan; over: string[]; onOver: (keys: string[]) => void }) {
  const nothing = plan.packs.every((p) => p.rows.length === 0);
  return (
    <section className="planbox" aria-live="polite">
      {nothing && <p>{t("pack.planNothing")}</p>}
      {plan.packs.map((p) => (
        <div key={p.name}>
          <h3>
            {p.name} {p.version}
          </h3>
          <ul>
            {p.parts.map((part) => (
              <li key={part.part}>
                <b>{tMaybe(`part.${part.part}`, part.part)}</b>: {counts(part)}
              </li>
            ))}
          </ul>
          {p.rows.length > 0 && (
            <details>
              <summary>{t("pack.rows", { count: p.rows.length })}</summary>
              <ul className="planitems">
                {p.rows.slice(0, SHOWN).map((row) => {
                  const key = `${row.part} ${row.code}`;
                  const words = `${tMaybe(`part.${row.part}`, row.part)} ${row.code}: ${tMaybe(`pack.do.${row.do}`, row.do)}`;
                  if (row.do !== "conflict") return <li key={key}>{words}</li>;
                  return (
                    <li key={key}>
                      <label className="choice">
                        <input type="checkbox" checked={over.includes(key)} onChange={(event) => onOver(event.target.checked ? [...over, key] : over.filter((k) => k !== key))} /> {words} {t("pack.overwrite")}
                      </label>
                    </li>
                  );
                })}
              </ul>
              {p.rows.length > SHOWN && <p className="muted">{t("calendar.more", { count: p.rows.length - SHOWN })}</p>}
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

function counts(part: PackPlan["packs"][number]["parts"][number]): string {
  const said: [number, string][] = [
    [part.changed, t("pack.n.changed", { count: part.changed })],
    [part.same, t("pack.n.same", { count: part.same })],
    [part.kept, t("pack.n.kept", { count: part.kept })],
    [part.withdrawn, t("pack.n.withdrawn", { count: part.withdrawn })],
    [part.conflicts, t("pack.n.conflicts", { count: part.conflicts })],
    [part.left, t("pack.n.left", { count: part.left })],
  ];
  return said.filter(([n]) => n > 0).map(([, words]) => words).join(", ");
}
