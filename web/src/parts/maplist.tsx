import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Boundaries } from "../data/types";
import { t } from "../text";
import type { AreaSummary } from "./areasummary";
import { Button } from "./button";

const NONE: AreaSummary[] = [];
const MapCanvas = lazy(() => import("./mapcanvas"));

/** One thing on the map and in the list: the same number stands on the pin and on the row. */
export interface MapItem {
  id: string;
  n: number;
  /** Null for what has no place: it stands in the list alone. */
  lon: number | null;
  lat: number | null;
  pin: ReactNode;
  row: ReactNode;
}

interface Props {
  title: string;
  items: MapItem[];
  boundaries: Boundaries | undefined;
  /** Areas with the index of their stations, coloured and labelled. */
  shades?: AreaSummary[];
  names?: boolean;
  onZoom?: (zoom: number) => void;
  /** The map alone is never offered: the list is made of the same items and comes first. */
  foot?: ReactNode;
  limit?: number;
  rest?: (count: number) => string;
  /** A click on the map says where; the keyboard has the rows. */
  onPoint?: ((point: { lat: number; lon: number }) => void) | undefined;
}

export function MapList({ title, items, boundaries, shades = NONE, names = true, onZoom, foot, limit, rest, onPoint }: Props) {
  const [lit, setLit] = useState("");
  const [open, setOpen] = useState(false);
  const shown = limit === undefined ? items : items.slice(0, limit);
  return (
    <div className={open ? "mapw open" : "mapw"}>
      <section className="ml" aria-label={title}>
        <h2>{title}</h2>
        <ol>
          {shown.map((item) => (
            <li
              key={item.id}
              className={lit === item.id ? "lit" : ""}
              onMouseEnter={() => setLit(item.id)}
              onMouseLeave={() => setLit("")}
              onFocus={() => setLit(item.id)}
              onBlur={() => setLit("")}
            >
              <span className="n" aria-hidden="true">
                {item.n}
              </span>
              {item.row}
            </li>
          ))}
        </ol>
        {rest !== undefined && items.length > shown.length && <p className="muted">{rest(items.length - shown.length)}</p>}
        {foot}
      </section>
      <Button className="mapopen" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? "map.hide" : "map.show")}
      </Button>
      <div className="mapbox">
        <Suspense fallback={<p className="muted">{t("map.loading")}</p>}>
          <MapCanvas items={items} boundaries={boundaries} shades={shades} names={names} onZoom={onZoom} lit={lit} onLit={setLit} onPoint={onPoint} />
        </Suspense>
      </div>
    </div>
  );
}
