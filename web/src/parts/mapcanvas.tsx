import { Map as MapLibre, Marker, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Minus, Plus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Boundaries } from "../data/types";
import { useTheme } from "../style/theme";
import { number, shortArea, t } from "../text";
import type { AreaSummary } from "./areasummary";
import type { MapItem } from "./maplist";

// The worker is a file of ours with an address of its own: the content policy allows no blob.
setWorkerUrl(workerUrl);

const HOME: [[number, number], [number, number]] = [[106.1, 20.66], [106.62, 21.25]];

interface Props {
  items: MapItem[];
  boundaries: Boundaries | undefined;
  shades: AreaSummary[];
  names: boolean;
  onZoom: ((zoom: number) => void) | undefined;
  lit: string;
  onLit: (id: string) => void;
  /** Outlines that somebody drew, and where the next corner goes. */
  drawn?: Corner[][];
  onPoint?: ((point: Corner) => void) | undefined;
}

interface Corner {
  lat: number;
  lon: number;
}

const NOTHING: Corner[][] = [];

/** Pins and names are ordinary elements over the drawn outlines, so they use the page's own font. */
export default function MapCanvas({ items, boundaries, shades, names: named, onZoom, lit, onLit, drawn = NOTHING, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  const [failed, setFailed] = useState(false);
  const theme = useTheme();
  const elements = useMarkers(map, items);
  const labels = useNames(map, boundaries);
  const fitted = useRef(false);
  const byArea = useMemo(() => new Map(shades.map((shade) => [shade.code, shade])), [shades]);

  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: host,
        style: styleFrom(host),
        bounds: HOME,
        fitBoundsOptions: { padding: 24 },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        maxPitch: 0,
        locale: { "Map.Title": t("map.title") },
      });
    } catch {
      // No WebGL on this machine. The list beside the map holds everything the map would show.
      setFailed(true);
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.on("load", () => setMap(made));
    const resize = new ResizeObserver(() => made.resize());
    resize.observe(host);
    return () => {
      resize.disconnect();
      setMap(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    if (map === null || box.current === null) return;
    for (const layer of styleFrom(box.current).layers) for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as "fill-color", value as string);
  }, [map, theme]);

  useEffect(() => {
    if (map === null || boundaries === undefined) return;
    const source = map.getSource("areas");
    const features = boundaries.features.map((feature) => ({ ...feature, properties: { ...feature.properties, level: byArea.get(feature.properties.code)?.level ?? 0 } }));
    if (source !== undefined && "setData" in source) (source as { setData: (data: GeoJSON.GeoJSON) => void }).setData({ ...boundaries, features });
    // Only once: finer boundaries come while the reader zooms, and must not take the place away.
    const bounds = fitted.current ? null : boundsOf(boundaries);
    if (bounds === null) return;
    fitted.current = true;
    map.fitBounds(bounds, { padding: 24, animate: false });
  }, [map, boundaries, byArea]);

  useEffect(() => {
    if (map === null || boundaries !== undefined) return;
    const source = map.getSource("areas");
    if (source !== undefined && "setData" in source) (source as { setData: (data: GeoJSON.GeoJSON) => void }).setData({ type: "FeatureCollection", features: [] });
  }, [map, boundaries]);

  useEffect(() => {
    if (map === null || onZoom === undefined) return;
    const tell = () => onZoom(map.getZoom());
    map.on("zoomend", tell);
    return () => void map.off("zoomend", tell);
  }, [map, onZoom]);

  useEffect(() => {
    const source = map?.getSource("drawn");
    if (source !== undefined && "setData" in source) (source as { setData: (data: GeoJSON.GeoJSON) => void }).setData({ type: "FeatureCollection", features: drawn.flatMap(featuresOf) });
  }, [map, drawn]);

  useEffect(() => {
    if (map === null || onPoint === undefined) return;
    const put = (event: { lngLat: { lat: number; lng: number } }) => onPoint({ lat: event.lngLat.lat, lon: event.lngLat.lng });
    map.on("click", put);
    map.getCanvas().style.cursor = "crosshair";
    return () => {
      map.off("click", put);
      map.getCanvas().style.cursor = "";
    };
  }, [map, onPoint]);

  if (failed) return <p className="muted">{t("map.failed")}</p>;
  const schematic = boundaries?.features.some((feature) => feature.properties.schematic) === true;
  return (
    <>
      <div ref={box} className="mapgl" data-ready={map !== null} />
      {items.map((item) => {
        const element = elements.get(item.id);
        if (element === undefined) return null;
        return createPortal(
          // The row of the list is the keyboard's way to the item; the pin only lights it up.
          <div className={lit === item.id ? "pin lit" : "pin"} aria-hidden="true" onMouseEnter={() => onLit(item.id)} onMouseLeave={() => onLit("")}>
            {item.pin}
          </div>,
          element,
          item.id,
        );
      })}
      {labels.map(({ code, name, element }) => {
        const shade = byArea.get(code);
        if (!named && shade === undefined) return null;
        return createPortal(
          <span className="areaname" aria-hidden="true">
            {name}
            {shade !== undefined && (
              <b className="num">
                {" "}
                {number(shade.value, 0)} · {shade.level_name}
              </b>
            )}
          </span>,
          element,
          code,
        );
      })}
      <div className="mapzoom">
        <button type="button" className="iconbtn" aria-label={t("map.in")} onClick={() => map?.zoomIn()}>
          <Plus className="i" aria-hidden="true" />
        </button>
        <button type="button" className="iconbtn" aria-label={t("map.out")} onClick={() => map?.zoomOut()}>
          <Minus className="i" aria-hidden="true" />
        </button>
      </div>
      {schematic && <p className="mapnote">{t("map.schematic")}</p>}
    </>
  );
}

/** One outline: its corners, its line, and its ground once there are three of them. */
function featuresOf(ring: Corner[]): GeoJSON.Feature[] {
  const corners = ring.map((p): GeoJSON.Position => [p.lon, p.lat]);
  const first = corners[0];
  if (first === undefined) return [];
  const shapes: GeoJSON.Geometry[] = [{ type: "MultiPoint", coordinates: corners }];
  if (corners.length > 1) shapes.push({ type: "LineString", coordinates: [...corners, first] });
  if (corners.length > 2) shapes.push({ type: "Polygon", coordinates: [[...corners, first]] });
  return shapes.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
}

function styleFrom(host: HTMLElement): StyleSpecification {
  const style = getComputedStyle(host);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: { type: "FeatureCollection", features: [] } }, drawn: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": ink("--surface") } },
      { id: "land", type: "fill", source: "areas", paint: { "fill-color": ink("--map-land") } },
      {
        id: "shade",
        type: "fill",
        source: "areas",
        paint: {
          "fill-color": ["match", ["get", "level"], 1, ink("--aqi1"), 2, ink("--aqi2"), 3, ink("--aqi3"), 4, ink("--aqi4"), 5, ink("--aqi5"), 6, ink("--aqi6"), ink("--map-land")],
          "fill-opacity": ["case", [">", ["get", "level"], 0], 0.34, 0],
        },
      },
      { id: "line", type: "line", source: "areas", paint: { "line-color": ink("--map-line"), "line-width": 1.2 } },
      { id: "drawn", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink("--sev4-fill"), "fill-opacity": 0.25 } },
      { id: "drawn-line", type: "line", source: "drawn", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": ink("--sev4-fill"), "line-width": 2.5, "line-dasharray": [2, 1] } },
      { id: "drawn-corner", type: "circle", source: "drawn", filter: ["in", ["geometry-type"], ["literal", ["Point", "MultiPoint"]]], paint: { "circle-color": ink("--surface"), "circle-radius": 5, "circle-stroke-color": ink("--sev4-fill"), "circle-stroke-width": 2.5 } },
    ],
  };
}

function useMarkers(map: MapLibre | null, items: MapItem[]): Map<string, HTMLElement> {
  const places = items.filter((item) => item.lon !== null).map((item) => `${item.id} ${item.lon} ${item.lat}`).join("|");
  const [elements, setElements] = useState<Map<string, HTMLElement>>(new Map());
  useEffect(() => {
    if (map === null) return;
    const made = new Map<string, HTMLElement>();
    const taken = new Map<string, number>();
    const markers = places === "" ? [] : places.split("|").map((place) => {
      const [id = "", lon = "", lat = ""] = place.split(" ");
      const element = document.createElement("div");
      made.set(id, element);
      // An incident stands where its station stands: pins of one place are stacked, none is hidden.
      const below = taken.get(`${lon} ${lat}`) ?? 0;
      taken.set(`${lon} ${lat}`, below + 1);
      return new Marker({ element, offset: [0, -30 * below] }).setLngLat([Number(lon), Number(lat)]).addTo(map);
    });
    for (const element of made.values()) bare(element);
    setElements(made);
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [map, places]);
  return elements;
}

/** MapLibre labels every marker in English as a map marker; ours are pictures of rows in the list. */
function bare(element: HTMLElement): void {
  element.removeAttribute("aria-label");
  element.removeAttribute("role");
  element.removeAttribute("tabindex");
}

function useNames(map: MapLibre | null, boundaries: Boundaries | undefined) {
  const places = useMemo(
    () => (boundaries?.features ?? []).filter((f) => f.properties.kind !== "province").map((f) => ({ code: f.properties.code, name: shortArea(f.properties.name), at: middleOf(f.geometry) })),
    [boundaries],
  );
  const [names, setNames] = useState<{ code: string; name: string; element: HTMLElement }[]>([]);
  useEffect(() => {
    if (map === null) return;
    const made = places.map((place) => {
      const element = document.createElement("div");
      // Stations tend to stand in the middle, so the name hangs a little under it.
      const marker = new Marker({ element, anchor: "top", offset: [0, 14] }).setLngLat(place.at).addTo(map);
      bare(element);
      return { code: place.code, name: place.name, element, marker };
    });
    setNames(made);
    return () => {
      for (const each of made) each.marker.remove();
    };
  }, [map, places]);
  return names;
}

function ringOf(geometry: GeoJSON.Geometry): GeoJSON.Position[] {
  if (geometry.type === "Polygon") return geometry.coordinates[0] ?? [];
  if (geometry.type !== "MultiPolygon") return [];
  // The largest part carries the name, not a distant islet.
  return geometry.coordinates.map((part) => part[0] ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
}

/** Centre of the outline's box: good enough to place a name on convex-ish districts. */
function middleOf(geometry: GeoJSON.Geometry): [number, number] {
  const ring = ringOf(geometry);
  const lons = ring.map((point) => point[0] ?? 0);
  const lats = ring.map((point) => point[1] ?? 0);
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}

function boundsOf(boundaries: Boundaries): [[number, number], [number, number]] | null {
  const points = boundaries.features.flatMap((feature) => ringOf(feature.geometry));
  if (points.length === 0) return null;
  const lons = points.map((point) => point[0] ?? 0);
  const lats = points.map((point) => point[1] ?? 0);
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}
