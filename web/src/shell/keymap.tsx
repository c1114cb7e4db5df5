import type { Me } from "../data/types";
import { t } from "../text";
import { entriesFor } from "./entries";
import { ENTRY_KEYS } from "./keys";

export function KeyMap({ me }: { me: Me }) {
  const entries = entriesFor(me);
  return (
    <div className="keymap">
      <p className="muted">{t("keys.intro")}</p>
      <table className="plain">
        <tbody>
          <Row keys={["Ctrl K"]} does={t("keys.palette")} />
          <Row keys={["J", "K"]} does={t("keys.move")} />
          <Row keys={["Enter"]} does={t("keys.enter")} />
          <Row keys={["/"]} does={t("keys.search")} />
          <Row keys={["F6"]} does={t("keys.region")} />
          <Row keys={["Esc"]} does={t("keys.esc")} />
          <Row keys={["U"]} does={t("keys.undo")} />
          <Row keys={["N"]} does={t("keys.accept")} />
          <Row keys={["C"]} does={t("keys.handOn")} />
          <Row keys={["T"]} does={t("keys.duplicate")} />
          <Row keys={["H"]} does={t("keys.question")} />
          <Row keys={["B"]} does={t("keys.notOurs")} />
          <Row keys={["P"]} does={t("keys.pause")} />
          <Row keys={["E"]} does={t("keys.escalate")} />
          <Row keys={[t("keys.space")]} does={t("keys.select")} />
          <Row keys={["?"]} does={t("keys.map")} />
          {Object.entries(ENTRY_KEYS).map(([code, name]) => {
            const entry = entries.find((each) => each.entry === name);
            return entry === undefined ? null : <Row key={code} keys={["G", code.slice(3)]} does={t(entry.label)} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

function Row({ keys, does }: { keys: string[]; does: string }) {
  return (
    <tr>
      <th scope="row">
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </th>
      <td>{does}</td>
    </tr>
  );
}
