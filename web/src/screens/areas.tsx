import { useMemo, useState } from "react";
import { useAreasOn } from "../data/lineage";
import type { Area } from "../data/types";
import { Loaded } from "../parts/loaded";
import { PlaceTree } from "../parts/placetree";
import { day, markWords, number, t, tMaybe } from "../text";
import { Page } from "./page";
import { ChangePlaces } from "./placebutton";
import { Changes, DayBox, today } from "./placeschanges";

export default function AreasScreen() {
  const [on, setOn] = useState(today);
  const [changed, setChanged] = useState("");
  const areas = useAreasOn(on);
  return (
    <Page
      title={t("nav.areas")}
      aside={t("change.aside")}
      tools={
        <>
          <DayBox value={on} onChange={setOn} />
          <ChangePlaces
            place="areas"
            known={areas.data?.items ?? []}
            onChanged={(day) => {
              setOn(day);
              setChanged(day);
            }}
          />
        </>
      }
    >
      <Loaded query={areas} what={t("noun.areas")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("area.empty"), text: t("ground.emptyText") }}>
        {(data) => <AreaTree areas={data.items} />}
      </Loaded>
      <Changes key={changed} place="areas" kinds="areakind" on={on} changed={changed} />
    </Page>
  );
}

function AreaTree({ areas }: { areas: Area[] }) {
  const places = useMemo(
    () =>
      areas.map((a) => {
        const kind = tMaybe(`areakind.${a.kind}`, a.kind);
        const about = [kind, a.code, a.km2 === null ? "" : `${number(a.km2)} km²`, days(a.from, a.to), markWords(a.mark)].filter((w) => w !== "").join(" · ");
        return { code: a.code, name: a.name, parent: a.parent, about, words: `${a.name} ${about}` };
      }),
    [areas],
  );
  return <PlaceTree label={t("nav.areas")} places={places} />;
}

/** From when to when a row is valid; nothing where nobody stated it. */
export function days(from: string | null, to: string | null): string {
  const begun = from === null || from === "" ? "" : t("change.since", { day: day(from) });
  const ended = to === null || to === "" ? "" : t("change.until", { day: day(to) });
  return [begun, ended].filter((w) => w !== "").join(", ");
}
