import { MapPin } from "lucide-react";
import { useState } from "react";
import { useStation, type Period } from "../data/stations";
import type { Station } from "../data/types";
import { Amend } from "../parts/amend";
import { AqiSwatch } from "../parts/aqi";
import { Button } from "../parts/button";
import { Figure } from "../parts/figure";
import { Fresh } from "../parts/fresh";
import { Loaded } from "../parts/loaded";
import { SeriesChart, feedWords } from "../parts/serieschart";
import { useParam } from "../shell/address";
import { measured, t, tMaybe, unitWords, type Key } from "../text";
import { Page } from "./page";

const PERIODS: Period[] = ["24h", "3d", "7d", "30d"];

export default function StationScreen() {
  const code = useParam("code");
  const station = useStation(code);
  return (
    <Page title={station.data?.name ?? code} aside={code}>
      <Loaded query={station} what={t("noun.station")} lines={6}>
        {(data) => <Body station={data} />}
      </Loaded>
    </Page>
  );
}

/** Fine dust decides most days, so it comes first; what is not listed follows in the server's order. */
const FIRST = ["PM2.5", "PM10"];
const rank = (parameter: string) => (FIRST.includes(parameter) ? FIRST.indexOf(parameter) : FIRST.length);

function Body({ station }: { station: Station }) {
  const latest = [...station.latest].sort((a, b) => rank(a.parameter) - rank(b.parameter));
  const [chosen, setChosen] = useState("");
  const [period, setPeriod] = useState<Period>("24h");
  const parameter = chosen || latest[0]?.parameter || "";
  const unit = station.latest.find((row) => row.parameter === parameter)?.unit ?? "";
  return (
    <>
      <p className="place">
        <MapPin className="i" aria-hidden="true" /> {station.area.name} · {t("station.ownedBy", { owner: station.owner.name })}
        {station.sample && <span className="demo">{t("nav.sample")}</span>}
      </p>
      <div className="aqirow">
        {station.aqi === null ? (
          <p className="muted">{t("aqi.whyNone")}</p>
        ) : (
          <>
            <h2 className="vh">{t("aqi.title")}</h2>
            <AqiSwatch aqi={station.aqi} />
            <p>
              {t("aqi.by", { parameter: station.aqi.parameter, method: station.aqi.method })} <Fresh freshness={station.aqi.freshness} at={station.aqi.at} />
            </p>
          </>
        )}
      </div>
      {station.latest.length === 0 ? (
        <p className="muted">{t("station.noValues")}</p>
      ) : (
        <section className="tiles" aria-label={t("station.latest")}>
          {latest.map((row) => (
            <Figure
              key={row.parameter}
              label={row.parameter}
              value={row.value}
              unit={row.unit}
              source={feedWords(row.feed)}
              owner={station.owner}
              at={row.at}
              quality={{ freshness: row.freshness, words: row.mark === undefined ? statusWord(row.status) : t(`mark.${row.mark}` as Key) }}
              action={
                <Button look="quiet" small aria-pressed={parameter === row.parameter} onClick={() => setChosen(row.parameter)}>
                  {t("station.showChart")}
                </Button>
              }
            />
          ))}
        </section>
      )}
      {parameter !== "" && (
        <section className="card chartcard" aria-labelledby="chart-title">
          <div className="ch">
            <h2 id="chart-title">
              {measured(parameter, unit)}
            </h2>
            <div className="periods" role="group" aria-label={t("chart.period")}>
              {PERIODS.map((each) => (
                <button key={each} type="button" className={period === each ? "chip on" : "chip"} aria-pressed={period === each} onClick={() => setPeriod(each)}>
                  {t(`chart.period.${each}` as Key)}
                </button>
              ))}
            </div>
          </div>
          <SeriesChart station={station} parameter={parameter} unit={unit} period={period} />
          <Amend station={station} parameter={parameter} unit={unitWords(unit)} />
        </section>
      )}
    </>
  );
}

/** The three marks of Circular 10/2021 in words: measured, calibrating, faulty. */
export const statusWord = (status: string) => tMaybe(`status.${status}`, status);
