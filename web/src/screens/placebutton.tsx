import { useAreasOn, type Place } from "../data/lineage";
import { may, useSession } from "../data/session";
import type { PlaceOrder } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { day, t } from "../text";
import { PlaceForm } from "./placeform";

interface Props {
  place: Place;
  known: { code: string; name: string }[];
  onChanged: (day: string) => void;
}

/** The way to change areas or units; only for those who may. */
export function ChangePlaces({ place, known, onChanged }: Props) {
  const session = useSession();
  if (session.data == null || !may(session.data, place === "areas" ? "area.change" : "unit.change")) return null;
  return <Opener place={place} known={known} onChanged={onChanged} />;
}

function Opener({ place, known, onChanged }: Props) {
  const dialog = useDialog();
  const areas = useAreasOn("");
  const done = (order: PlaceOrder) => {
    onChanged(order.day);
    dialog.show(t("place.done"), <Done day={order.day} onClose={dialog.close} />);
  };
  return (
    <Button
      small
      className="placechange"
      onClick={() => dialog.show(place === "areas" ? t("place.titleAreas") : t("place.titleUnits"), <PlaceForm place={place} known={known} areas={place === "areas" ? known : (areas.data?.items ?? [])} onChanged={done} />)}
    >
      {t("place.change")}
    </Button>
  );
}

function Done({ day: date, onClose }: { day: string; onClose: () => void }) {
  return (
    <div className="words">
      <p role="status">{t("place.doneText", { day: day(date) })}</p>
      <div className="b">
        <Button id="place-done" look="pri" onClick={onClose}>
          {t("place.see")}
        </Button>
      </div>
    </div>
  );
}
