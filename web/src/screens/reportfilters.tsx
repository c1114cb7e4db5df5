import { SlidersHorizontal } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { useAreasOn, useUnitsOn } from "../data/lineage";
import { FLAGS, SOURCES, STATES, useReportKinds, type ReportFilter } from "../data/reports";
import type { Area } from "../data/types";
import { Button } from "../parts/button";
import { t } from "../text";

/** What of the reports is shown; folded until it is wanted, as on the queue. */
export function ReportFilters({ filter, onFilter }: { filter: ReportFilter; onFilter: (filter: ReportFilter) => void }) {
  const kinds = useReportKinds();
  const units = useUnitsOn("");
  const [open, setOpen] = useState(false);
  const panel = useId();
  const inUse = Object.keys(filter).length;
  const set = (name: keyof ReportFilter, value: string) => {
    const rest = Object.fromEntries(Object.entries(filter).filter(([each]) => each !== name));
    onFilter(value === "" ? rest : { ...rest, [name]: value });
  };
  const choice = (name: keyof ReportFilter, all: string, options: ReactNode) => (
    <select className="chip" name={`f-${name}`} aria-label={t(`report.filter.${name}`)} value={filter[name] ?? ""} onChange={(event) => set(name, event.target.value)}>
      <option value="">{all}</option>
      {options}
    </select>
  );
  return (
    <>
      <button type="button" id="report-filters" className={inUse > 0 ? "chip on" : "chip"} aria-expanded={open} aria-controls={open ? panel : undefined} onClick={() => setOpen(!open)}>
        <SlidersHorizontal className="i" aria-hidden="true" />
        {inUse > 0 ? t("views.filtersOn", { n: inUse }) : t("views.filters")}
      </button>
      {open && (
        <div id={panel} className="fltmore" role="group" aria-label={t("views.filters")}>
          {choice("category", t("report.any.category"), (kinds.data?.categories ?? []).map((each) => <option key={each.code} value={each.code}>{each.name}</option>))}
          {choice("area", t("report.any.area"), <AreaOptions />)}
          {choice("unit", t("views.unit.all"), (units.data?.items ?? []).map((each) => <option key={each.code} value={each.code}>{each.name}</option>))}
          {choice("source", t("report.any.source"), SOURCES.map((each) => <option key={each} value={each}>{t(`report.source.${each}`)}</option>))}
          {choice("state", t("report.any.state"), STATES.map((each) => <option key={each} value={each}>{t(`report.state.${each}`)}</option>))}
          {choice("flag", t("report.any.flag"), FLAGS.map((each) => <option key={each} value={each}>{t(`report.flag.${each}`)}</option>))}
          {(["from", "to"] as const).map((name) => (
            <label key={name} className="rday">
              {t(`report.filter.${name}`)}
              <input type="date" name={`f-${name}`} value={filter[name] ?? ""} onChange={(event) => set(name, event.target.value)} />
            </label>
          ))}
          {inUse > 0 && (
            <Button small look="quiet" onClick={() => onFilter({})}>
              {t("work.empty.unfilter")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** Areas of today, the communes below their district. */
export function AreaOptions() {
  const areas = useAreasOn("").data?.items ?? [];
  const roots = areas.filter((each) => each.parent === "").map((each) => each.code);
  const districts = areas.filter((each) => roots.includes(each.parent));
  const below = new Map<string, Area[]>();
  for (const each of areas) below.set(each.parent, [...(below.get(each.parent) ?? []), each]);
  return districts.map((district) => (
    <optgroup key={district.code} label={district.name}>
      <option value={district.code}>{district.name}</option>
      {(below.get(district.code) ?? []).map((each) => (
        <option key={each.code} value={each.code}>
          {each.name}
        </option>
      ))}
    </optgroup>
  ));
}
