import { lazy, Suspense } from "react";
import { useBoundaries } from "../data/overview";
import { t } from "../text";
import type { AreaSummary } from "./areasummary";
import type { MapItem } from "./maplist";

const MapCanvas = lazy(() => import("./mapcanvas"));
const NO_ITEMS: MapItem[] = [];
const NO_SHADES: AreaSummary[] = [];
const ignore = () => undefined;

interface Props {
  rings: { lat: number; lon: number }[][];
  /** Where a corner shall be; without it the outlines are only shown. */
  onPoint?: (point: { lat: number; lon: number }) => void;
}

/** Outlines over the province. Whoever cannot point types the same corners in the list beside it. */
export function DrawnMap({ rings, onPoint }: Props) {
  const boundaries = useBoundaries(10);
  return (
    <div className="mapbox drawn">
      <Suspense fallback={<p className="muted">{t("map.loading")}</p>}>
        <MapCanvas items={NO_ITEMS} boundaries={boundaries.data} shades={NO_SHADES} names onZoom={undefined} lit="" onLit={ignore} drawn={rings} onPoint={onPoint} />
      </Suspense>
    </div>
  );
}
