import type { PeriodicBlock, PeriodicFilled } from "../data/types";
import { t, type Key } from "../text";

/** Placeholders where they stand, with what each gives. */
export function FilledTable({ caption, list, values = false }: { caption: string; list: PeriodicFilled[]; values?: boolean }) {
  return (
    <div className="tscroll" role="region" aria-label={caption} tabIndex={0}>
      <table className="plain cards">
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("periodic.raw")}</th>
            {values && <th scope="col">{t("periodic.now")}</th>}
            <th scope="col">{t("periodic.part")}</th>
            <th scope="col">{t("periodic.near")}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((each, index) => (
            <tr key={index}>
              <th scope="row" data-label={t("periodic.raw")}>
                <code>{each.raw}</code>
                {each.state !== "known" && <small className="under">{t(`periodic.known.${each.state}` as Key)}</small>}
              </th>
              {values && <td data-label={t("periodic.now")}>{each.now === "" ? "–" : each.now}</td>}
              <td data-label={t("periodic.part")}>{each.part}</td>
              <td data-label={t("periodic.near")}>{each.near}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands in a document: headings, paragraphs, tables with their heads. */
export function DocumentWords({ blocks }: { blocks: PeriodicBlock[] }) {
  let tables = 0;
  return (
    <div className="pdoc" lang="vi">
      {blocks.map((each, index) => {
        if (each.rows.length > 0) {
          tables += 1;
          return <Table key={index} name={t("periodic.table", { n: tables })} rows={each.rows} />;
        }
        return each.heading ? <h3 key={index}>{each.words}</h3> : <p key={index}>{each.words}</p>;
      })}
    </div>
  );
}

function Table({ name, rows }: { name: string; rows: string[][] }) {
  const [head = [], ...body] = rows;
  return (
    <div className="tscroll" role="region" aria-label={name} tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            {head.map((words, index) => (
              <th key={index} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            <tr key={at}>
              {row.map((words, index) => (
                <td key={index}>{words}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
