import { Link, useNavigate } from "@tanstack/react-router";
import { History, Siren } from "lucide-react";
import { useEffect, useState } from "react";
import { serverTime } from "../data/news";
import { useBoundaries } from "../data/overview";
import { useReplay, type Replay } from "../data/replay";
import { may } from "../data/session";
import { useStations } from "../data/stations";
import type { Aqi, Station } from "../data/types";
import { AqiSteps, AqiSwatch } from "../parts/aqi";
import { areasOf, bandWord, levelOf, type AreaSummary, type Summing } from "../parts/areasummary";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Export } from "../parts/export";
import { Fresh } from "../parts/fresh";
import { Loaded } from "../parts/loaded";
import { MapList, type MapItem } from "../parts/maplist";
import { ReplayBar } from "../parts/replaybar";
import { useMe } from "../shell/shell";
import { dayOf, number, t, unitWords } from "../text";
import { OpenIncident, type OpenStart } from "./incidentopen";
import { Page } from "./page";

const LAYERS = ["stations", "aqi", "areas"] as const;
type Layer = (typeof LAYERS)[number];
const INDEX = "VN_AQI";

/** The whole ground with its stations: now, or going through a day that is over. */
export default function MapScreen() {
  const stations = useStations();
  return (
    <Page title={t("nav.map")} className="mappage" tools={<Export what="stations" />}>
      <Loaded query={stations} what={t("noun.stations")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("station.empty.title"), text: t("station.empty.text") }}>
        {(data) => <Body stations={data.items} />}
      </Loaded>
    </Page>
  );
}

function Body({ stations }: { stations: Station[] }) {
  const [shown, setShown] = useState<Layer[]>([...LAYERS]);
  const [summing, setSumming] = useState<Summing>("worst");
  const [zoom, setZoom] = useState(10);
  const [date, setDate] = useState("");
  const [step, setStep] = useState(-1);
  const [parameter, setParameter] = useState(INDEX);
  const boundaries = useBoundaries(zoom);
  const replay = useReplay(parameter, date);
  const replaying = date !== "";
  const me = useMe();
  const dialog = useDialog();
  const navigate = useNavigate();
  const [picking, setPicking] = useState(false);
  const mayOpen = may(me, "incident.open") && !replaying;
  const open = (start: OpenStart) => {
    setPicking(false);
    dialog.show(t("incident.open"), <OpenIncident me={me} start={start} onOpened={(id) => void navigate({ to: "/incidents/$id", params: { id } })} />);
  };
  useEffect(() => {
    if (!picking) return undefined;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setPicking(false);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [picking]);
  // A day is entered at its last period: that is what the eye compares with now.
  const last = (replay.data?.steps.length ?? 0) - 1;
  const at = step < 0 || step > last ? last : step;
  const figures = stations.map((station) => (replaying ? then(station, replay.data, at) : now(station)));
  const areas = areasOf(figures.map((figure) => ({ area: figure.station.area, aqi: figure.dull ? null : figure.aqi })), summing);
  const items = shown.includes("stations") ? figures.map((figure, index) => itemOf(figure, index, mayOpen ? open : undefined)) : [];
  const parameters = [INDEX, ...new Set(stations.flatMap((station) => station.latest.map((row) => row.parameter)))];
  const toggle = (layer: Layer) => setShown(shown.includes(layer) ? shown.filter((each) => each !== layer) : [...shown, layer]);
  return (
    <>
      <div className="maptools">
        <fieldset className="layers">
          <legend>{t("map.layers")}</legend>
          {LAYERS.map((layer) => (
            <label key={layer}>
              <input type="checkbox" checked={shown.includes(layer)} onChange={() => toggle(layer)} />
              {t(`map.layer.${layer}`)}
            </label>
          ))}
          <label>
            {t("map.summing")}
            <select value={summing} onChange={(event) => setSumming(event.target.value as Summing)}>
              <option value="worst">{t("map.summing.worst")}</option>
              <option value="mean">{t("map.summing.mean")}</option>
            </select>
          </label>
        </fieldset>
        {mayOpen && (
          <Button id="open-point" aria-pressed={picking} onClick={() => setPicking(!picking)}>
            <Siren className="i" aria-hidden="true" />
            {t("incident.openPoint")}
          </Button>
        )}
        {!replaying && (
          <Button onClick={() => setDate(dayOf(serverTime(Date.now())))}>
            <History className="i" aria-hidden="true" />
            {t("replay.start")}
          </Button>
        )}
      </div>
      {replaying && (
        <ReplayBar
          date={date}
          parameter={parameter}
          parameters={parameters}
          query={replay}
          at={at}
          onDate={(day) => {
            setDate(day);
            setStep(-1);
          }}
          onParameter={setParameter}
          onStep={setStep}
          onNow={() => {
            setDate("");
            setStep(-1);
            setParameter(INDEX);
          }}
        />
      )}
      {picking && (
        <p className="note" role="status">
          {t("incident.pointHint")}{" "}
          <Button id="type-point" small onClick={() => open({})}>
            {t("incident.typePoint")}
          </Button>
        </p>
      )}
      <div className={replaying ? "card pad bigmap replaying" : "card pad bigmap"}>
        <MapList
          title={t("map.stations", { count: stations.length })}
          items={items}
          boundaries={shown.includes("areas") || shown.includes("aqi") ? boundaries.data : undefined}
          shades={shown.includes("aqi") ? areas : []}
          names={shown.includes("areas")}
          onZoom={setZoom}
          onPoint={picking ? open : undefined}
          foot={shown.includes("aqi") && <Areas areas={areas} summing={summing} />}
        />
      </div>
      <Legend levels={replay.data?.levels ?? []} />
    </>
  );
}

/** What one station shows at the moment that is looked at. */
interface Figured {
  station: Station;
  n?: number;
  aqi: { value: number; level: number; level_name: string } | null;
  value: number | null;
  unit: string;
  at: string | null;
  dull: boolean;
  fresh: Aqi | null;
  count: number | null;
}

function now(station: Station): Figured {
  const { aqi } = station;
  return { station, aqi, value: aqi?.value ?? null, unit: "", at: aqi?.at ?? null, dull: aqi === null || aqi.freshness === "old" || aqi.freshness === "dead", fresh: aqi, count: null };
}

function then(station: Station, replay: Replay | undefined, at: number): Figured {
  const row = replay?.stations.find((each) => each.code === station.code);
  const value = row?.values[at] ?? null;
  const level = replay === undefined || value === null ? null : levelOf(replay.levels, value);
  return {
    station,
    aqi: value === null || level === null ? null : { value, level: level.level, level_name: level.name },
    value,
    unit: row?.unit ?? "",
    at: replay?.steps[at] ?? null,
    dull: value === null,
    fresh: null,
    count: row?.counts[at] ?? 0,
  };
}

function itemOf(figure: Figured, index: number, open: ((start: OpenStart) => void) | undefined): MapItem {
  const { station, aqi, value, unit, dull, fresh, count } = figure;
  const n = index + 1;
  const words = value === null ? t("replay.none") : `${number(value, aqi === null ? 1 : 0)} ${aqi === null ? unitWords(unit) : ""}`.trim();
  return {
    id: station.code,
    n,
    lon: station.lon,
    lat: station.lat,
    pin: (
      <span className={dull ? "pin-s pin-old" : aqi === null ? "pin-s pin-plain" : `pin-s aqi${aqi.level}`}>
        <small>{n}</small> {dull ? (fresh === null ? "–" : t("overview.pinOld")) : words}
      </span>
    ),
    row: (
      <>
        <Link to="/stations/$code" params={{ code: station.code }}>
          {station.name}
        </Link>
        {aqi !== null ? <AqiSwatch aqi={aqi} small /> : value === null ? <span className="muted">{t(fresh === null && count === null ? "aqi.none" : "replay.none")}</span> : <b className="num">{words}</b>}
        <span className="sub">
          <span>
            {station.area.name} · {station.owner.name}
          </span>
          {open !== undefined && (
            <Button small look="quiet" aria-label={t("incident.openHere", { name: station.name })} onClick={() => open({ station })}>
              {t("incident.open")}
            </Button>
          )}
          {fresh !== null ? <Fresh freshness={fresh.freshness} at={fresh.at} /> : count !== null && count > 0 && <span>{t("replay.count", { count })}</span>}
        </span>
      </>
    ),
  };
}

function Areas({ areas, summing }: { areas: AreaSummary[]; summing: Summing }) {
  return (
    <section className="areal" aria-label={t("map.areas")}>
      <h3>
        {t("map.areas")} <span>{t(`map.areas.${summing}`)}</span>
      </h3>
      {areas.length === 0 ? (
        <p className="muted">{t("map.areas.none")}</p>
      ) : (
        <ul>
          {areas.map((area) => (
            <li key={area.code}>
              <span>
                {area.name} <small>{t("map.areas.from", { count: area.stations })}</small>
              </span>
              <AqiSwatch aqi={area} small />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The bands of Decision 1459/QĐ-TCMT: colour, steps, range and word together. */
const BANDS = ["0–50", "51–100", "101–150", "151–200", "201–300", "301–500"];

function Legend({ levels }: { levels: Replay["levels"] }) {
  return (
    <section className="maplegend" aria-label={t("map.legend")}>
      <b>{t("map.legend")}</b>
      <ul>
        {BANDS.map((band, index) => {
          const named = levels.find((each) => each.level === index + 1);
          return (
            <li key={band}>
              <span className={`swatch swatch-s aqi${index + 1}`}>
                <span className="bg">
                  <AqiSteps level={index + 1} width={26} />
                </span>
                {named?.name ?? bandWord(index + 1)}
              </span>
              <span className="num">{named === undefined ? band : `${named.from}–${named.to}`}</span>
            </li>
          );
        })}
        <li>
          <span className="pin pin-key">
            <span className="pin-s pin-old">{t("overview.pinOld")}</span>
          </span>
          {t("map.legend.old")}
        </li>
      </ul>
    </section>
  );
}
