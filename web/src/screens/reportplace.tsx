import { useMemo, useState } from "react";
import { useAreasOn } from "../data/lineage";
import type { CallDraft, CallPlace } from "../data/calls";
import type { Area } from "../data/types";
import { DrawnMap } from "../parts/drawnmap";
import { Field } from "../parts/forms";
import { t } from "../text";
import { areasIn, pointOf } from "../text/placewords";
import { AreaOptions } from "./reportfilters";

const NO_AREAS: Area[] = [];
const OTHERS = 4;
const PLACES = 5;

/** Where the caller means: what is chosen by hand counts, else what the words of the address name. */
export function useCallPlace(draft: CallDraft): CallPlace & { named: Area[]; names: Map<string, string> } {
  const areas = useAreasOn("").data?.items ?? NO_AREAS;
  const named = useMemo(() => areasIn(draft.address, areas).filter((each) => each.parent !== ""), [draft.address, areas]);
  const names = useMemo(() => {
    const own = new Map(areas.map((each) => [each.code, each]));
    return new Map(
      areas.map((each) => {
        const above = own.get(each.parent);
        return [each.code, above === undefined || above.parent === "" ? each.name : `${each.name}, ${above.name}`];
      }),
    );
  }, [areas]);
  const point = pointOf(draft.lat, draft.lon);
  const whole = point !== null && !Number.isNaN(point.lat) && !Number.isNaN(point.lon);
  return { area: draft.area !== "" ? draft.area : (named[0]?.code ?? ""), lat: whole ? point.lat : null, lon: whole ? point.lon : null, named, names };
}

interface Props {
  draft: CallDraft;
  place: ReturnType<typeof useCallPlace>;
  fault: (path: string) => string;
  put: (more: Partial<CallDraft>) => void;
  /** Where the server found the point, once it was asked. */
  found: string;
}

/** One box takes street, landmark and ward; the list, the point and the map are there for what words do not say. */
export function CallPlaceFields({ draft, place, fault, put, found }: Props) {
  const [more, setMore] = useState(draft.lat !== "" || draft.lon !== "" || draft.area !== "");
  const at = place.lat === null || place.lon === null ? [] : [[{ lat: place.lat, lon: place.lon }]];
  const wrong = [fault("address"), fault("place"), fault("area")].filter((words) => words !== "").join(" ");
  const said =
    place.lat !== null && found !== "" ? t("call.area.point", { area: found }) : place.area === "" ? t(draft.address.trim() === "" ? "call.area.hint" : "call.area.none") : t(draft.area === "" ? "call.area.words" : "call.area.hand", { area: place.names.get(place.area) ?? place.area });
  const others = draft.area === "" ? place.named.slice(1, 1 + OTHERS) : [];
  return (
    <>
      <Field label={t("call.field.address")} fault={wrong} hint={said}>
        {(ids) => <input {...ids} name="address" className="input" autoComplete="off" value={draft.address} onChange={(event) => put({ address: event.target.value })} />}
      </Field>
      {others.length > 0 && (
        <ul className="wareas" aria-label={t("call.area.others")}>
          {others.map((each) => (
            <li key={each.code}>
              <button type="button" className="chip" onClick={() => put({ area: each.code })}>
                {place.names.get(each.code)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <details className="placemore" open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
        <summary>{t("call.placeMore")}</summary>
        <Field label={t("call.field.area")} fault="">
          {(ids) => (
            <select {...ids} name="area" className="input" value={draft.area} onChange={(event) => put({ area: event.target.value })}>
              <option value="">{t("call.area.byWords")}</option>
              <AreaOptions />
            </select>
          )}
        </Field>
        <div className="pair">
          <Field label={t("incident.open.lat")} fault="">
            {(ids) => <input {...ids} name="lat" className="input num" inputMode="decimal" autoComplete="off" value={draft.lat} onChange={(event) => put({ lat: event.target.value })} />}
          </Field>
          <Field label={t("incident.open.lon")} fault="">
            {(ids) => <input {...ids} name="lon" className="input num" inputMode="decimal" autoComplete="off" value={draft.lon} onChange={(event) => put({ lon: event.target.value })} />}
          </Field>
        </div>
        <p className="muted">{t("call.mapHint")}</p>
        {more && <DrawnMap rings={at} onPoint={(p) => put({ lat: p.lat.toFixed(PLACES), lon: p.lon.toFixed(PLACES) })} />}
      </details>
    </>
  );
}
