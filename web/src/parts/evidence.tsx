import { WORLD } from "../data/world";
import { FileCheck2 } from "lucide-react";
import type { Evidence } from "../data/types";
import { bytes, dateTime, hour, t } from "../text";
import { useDialog } from "./dialog";

/** A picture or a file: what it is, who brought it and when; opens full with its checksum. */
export function EvidenceCards({ items }: { items: Evidence[] }) {
  const dialog = useDialog();
  if (items.length === 0) return <p className="muted">{t("evidence.none")}</p>;
  return (
    <ul className="evs">
      {items.map((item) => {
        const picture = item.type.startsWith("image/");
        return (
          <li key={item.id}>
            <button
              type="button"
              className="ev"
              onClick={() => dialog.show(item.name, <EvidenceFull item={item} />)}
            >
              <span className="ph">{picture ? <img src={WORLD + item.href} alt="" loading="lazy" /> : <FileCheck2 className="i" aria-hidden="true" />}</span>
              <span className="tx">
                <b>{item.name}</b>
                <span>
                  {item.by} · {hour(item.at)}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function EvidenceFull({ item }: { item: Evidence }) {
  return (
    <div className="evfull">
      {item.type.startsWith("image/") && <img src={WORLD + item.href} alt={t("evidence.alt", { name: item.name, by: item.by })} />}
      <dl className="own">
        <dt>{t("evidence.by")}</dt>
        <dd>
          {item.by}, {dateTime(item.at)}
        </dd>
        <dt>{t("evidence.size")}</dt>
        <dd>{bytes(item.size)}</dd>
        <dt>{t("evidence.sha")}</dt>
        <dd className="sha">{item.sha}</dd>
      </dl>
      <a href={WORLD + item.href} download={item.name}>
        {t("evidence.download")}
      </a>
    </div>
  );
}
