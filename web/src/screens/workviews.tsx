import { SlidersHorizontal } from "lucide-react";
import { useId, useState } from "react";
import { useUnitsOn } from "../data/lineage";
import { useSession } from "../data/session";
import { dropView, keepView, useWorkViews } from "../data/triage";
import type { WorkFilter, WorkView } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { useSay } from "../parts/say";
import { severityWord } from "../parts/severity";
import { t } from "../text";
import { useFirst } from "./worksort";

const LEVELS = [2, 3, 4, 5];
const KINDS = ["alert", "incident", "directive", "feed-breach", "warning-approval", "playbook-approval", "playbook-law", "work-request", "succession", "report", "privacy", "privacy-breach"] as const;
const ORDERS = ["due", "newest", "severity"] as const;

interface Props {
  filter: WorkFilter;
  onFilter: (filter: WorkFilter) => void;
}

/** What of the queue is shown, in which order, and the names under which such questions are kept. */
export function WorkFilters({ filter, onFilter }: Props) {
  const units = useUnitsOn("");
  const views = useWorkViews();
  const dialog = useDialog();
  const say = useSay();
  const me = useSession().data;
  const [chosen, setChosen] = useState("");
  const [open, setOpen] = useState(false);
  const panel = useId();
  const inUse = [filter.kind, filter.severity, filter.unit, filter.untaken].filter(Boolean).length;
  const all = views.data?.items ?? [];
  const view = all.find((each) => each.id === chosen);
  const set = (more: Partial<WorkFilter>) => {
    setChosen("");
    onFilter({ ...filter, ...more });
  };
  const group = (label: string, list: WorkView[]) =>
    list.length > 0 && (
      <optgroup label={label}>
        {list.map((each) => (
          <option key={each.id} value={each.id}>
            {each.unit === null ? each.name : `${each.name} (${each.unit.name})`}
          </option>
        ))}
      </optgroup>
    );
  return (
    <>
      <button type="button" id="work-filters" className={inUse > 0 ? "chip on" : "chip"} aria-expanded={open} aria-controls={open ? panel : undefined} onClick={() => setOpen(!open)}>
        <SlidersHorizontal className="i" aria-hidden="true" />
        {inUse > 0 ? t("views.filtersOn", { n: inUse }) : t("views.filters")}
      </button>
      {open && (
        <div id={panel} className="fltmore" role="group" aria-label={t("views.filters")}>
          <select className="chip" aria-label={t("views.kind")} value={filter.kind ?? ""} onChange={(event) => set({ kind: event.target.value })}>
            <option value="">{t("views.kind.all")}</option>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`views.kind.${each}`)}
              </option>
            ))}
          </select>
          <select className="chip" aria-label={t("views.severity")} value={filter.severity ?? 0} onChange={(event) => set({ severity: Number(event.target.value) })}>
            <option value={0}>{t("views.severity.all")}</option>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {t("views.severity.from", { word: severityWord(level) })}
              </option>
            ))}
          </select>
          <select className="chip" aria-label={t("views.unit")} value={filter.unit ?? ""} onChange={(event) => set({ unit: event.target.value })}>
            <option value="">{t("views.unit.all")}</option>
            {(units.data?.items ?? []).map((each) => (
              <option key={each.code} value={each.code}>
                {each.name}
              </option>
            ))}
          </select>
          <button type="button" className={filter.untaken === true ? "chip on" : "chip"} aria-pressed={filter.untaken === true} onClick={() => set({ untaken: filter.untaken !== true })}>
            {t("views.untaken")}
          </button>
          <select className="chip" aria-label={t("views.sort")} value={filter.sort === undefined || filter.sort === "" ? "due" : filter.sort} onChange={(event) => set({ sort: ORDERS.find((each) => each === event.target.value) ?? "due" })}>
            {ORDERS.map((each) => (
              <option key={each} value={each}>
                {t(`views.sort.${each}`)}
              </option>
            ))}
          </select>
          {all.length > 0 && (
            <select
              className="chip"
              aria-label={t("views.choose")}
              value={chosen}
              onChange={(event) => {
                setChosen(event.target.value);
                const next = all.find((each) => each.id === event.target.value);
                if (next !== undefined) onFilter(next.filter);
              }}
            >
              <option value="">{t("views.none")}</option>
              {group(t("views.own"), all.filter((each) => each.unit === null))}
              {group(t("views.shared"), all.filter((each) => each.unit !== null))}
            </select>
          )}
          <Button
            small
            onClick={() =>
              dialog.show(
                t("views.save.title"),
                <SaveForm
                  filter={filter}
                  share={me?.grants.some((each) => each.role === "leader" || each.role === "shift-leader") === true ? (me.unit ?? null) : null}
                  onDone={(name) => {
                    dialog.close();
                    say(t("views.saved", { name }));
                  }}
                  onCancel={dialog.close}
                />,
              )
            }
          >
            {t("views.save")}
          </Button>
          {view?.may_change === true && (
            <Button
              small
              look="quiet"
              onClick={() => {
                setChosen("");
                void dropView(view.id).then(() => say(t("views.dropped", { name: view.name })));
              }}
            >
              {t("views.drop")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function SaveForm({ filter, share, onDone, onCancel }: { filter: WorkFilter; share: { code: string; name: string } | null; onDone: (name: string) => void; onCancel: () => void }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const form = useForm(() => onDone(name.trim()));
  const box = useFirst<HTMLInputElement>();
  return (
    <form
      className="words"
      noValidate
      onSubmit={(event) =>
        void form.send(event, { name: name.trim() === "" ? t("form.needed", { label: t("views.name") }) : "" }, async () => {
          await keepView({ name: name.trim(), unit: shared && share !== null ? share.code : "", filter });
        })
      }
    >
      <Field label={t("views.name")} fault={form.fault("name")}>
        {(props) => <input {...props} className="input" ref={box} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {share !== null && (
        <label>
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} /> {t("views.share", { unit: share.name })}
        </label>
      )}
      <FormEnd form={form} send={t("views.save")} onCancel={onCancel} />
    </form>
  );
}
