import { CloudUpload, CircleCheck, HardDrive, OctagonX } from "lucide-react";
import { useEffect, useState } from "react";
import { begin, forget, sendAgain, useKept, type Kept } from "../data/outbox";
import { dateTime, t } from "../text";
import { Button } from "./button";

const ICONS = { kept: HardDrive, sending: CloudUpload, received: CircleCheck, refused: OctagonX };

/** What was closed on this machine and where it is: kept here, being sent, received, refused. */
export function KeptHere({ account }: { account: string }) {
  const kept = useKept();
  useEffect(() => void begin(account), [account]);
  if (kept.length === 0) return null;
  const count = (state: Kept["state"]) => kept.filter((each) => each.state === state).length;
  return (
    <section className="kept" aria-label={t("kept.title")}>
      <p role="status">
        <b>{t("kept.title")}</b>: {t("kept.counts", { kept: count("kept"), sending: count("sending"), received: count("received"), refused: count("refused") })}
      </p>
      <ul>
        {kept.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row }: { row: Kept }) {
  const Icon = ICONS[row.state];
  const [sure, setSure] = useState(false);
  return (
    <li data-kept={row.state}>
      <Icon className="i" aria-hidden="true" />
      <span>
        <b>{t(`kept.state.${row.state}`)}</b>: {row.number}, {row.title}, {dateTime(row.at)}
        {row.fault !== "" && <span className="fault"> {row.fault}</span>}
        {row.state === "refused" && row.reason !== "" && <q>{row.reason}</q>}
      </span>
      {row.state === "received" && (
        <Button small look="quiet" onClick={() => void forget(row.key)}>
          {t("kept.hide")}
        </Button>
      )}
      {row.state === "refused" && (
        <>
          <Button small onClick={() => void sendAgain(row.key)}>
            {t("kept.again")}
          </Button>
          <SavePhoto row={row} />
          <Button small look="quiet" onClick={() => (sure ? void forget(row.key) : setSure(true))}>
            {t(sure ? "kept.sure" : "kept.giveUp")}
          </Button>
        </>
      )}
    </li>
  );
}

/** The photo is still this person's: it can be put elsewhere before it is given up. */
function SavePhoto({ row }: { row: Kept }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(row.photo);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [row.photo]);
  return (
    <a className="btn sm" href={address} download={row.name}>
      {t("kept.photo")}
    </a>
  );
}
