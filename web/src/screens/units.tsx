import { useMemo, useState } from "react";
import { useUnitsOn } from "../data/lineage";
import type { Unit } from "../data/types";
import { Loaded } from "../parts/loaded";
import { PlaceTree } from "../parts/placetree";
import { markWords, t, tMaybe } from "../text";
import { days } from "./areas";
import { Page } from "./page";
import { ChangePlaces } from "./placebutton";
import { Changes, DayBox, today } from "./placeschanges";

export default function UnitsScreen() {
  const [on, setOn] = useState(today);
  const [changed, setChanged] = useState("");
  const units = useUnitsOn(on);
  return (
    <Page
      title={t("nav.units")}
      aside={t("change.aside")}
      tools={
        <>
          <DayBox value={on} onChange={setOn} />
          <ChangePlaces
            place="units"
            known={units.data?.items ?? []}
            onChanged={(day) => {
              setOn(day);
              setChanged(day);
            }}
          />
        </>
      }
    >
      <Loaded query={units} what={t("noun.units")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("unit.empty"), text: t("ground.emptyText") }}>
        {(data) => <UnitTree units={data.items} />}
      </Loaded>
      <Changes key={changed} place="units" kinds="unitkind" on={on} changed={changed} />
    </Page>
  );
}

function UnitTree({ units }: { units: Unit[] }) {
  const places = useMemo(
    () =>
      units.map((u) => {
        const about = [tMaybe(`unitkind.${u.kind}`, u.kind), u.code, u.area?.name ?? "", days(u.from, u.to), markWords(u.mark)].filter((w) => w !== "").join(" · ");
        return { code: u.code, name: u.name, parent: u.parent, about, words: `${u.name} ${about}` };
      }),
    [units],
  );
  return <PlaceTree label={t("nav.units")} places={places} />;
}
