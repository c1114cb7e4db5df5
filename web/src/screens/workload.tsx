import { useWorkLoad } from "../data/triage";
import { Loaded } from "../parts/loaded";
import { dateTime, number, t } from "../text";

/** Load and lateness of each unit. No colour ranks the units; the method stands under the table. */
export function WorkLoadTable() {
  const query = useWorkLoad();
  return (
    <Loaded query={query} what={t("load.noun")} lines={6} isEmpty={(load) => load.items.length === 0} empty={{ title: t("load.none"), text: t("load.none.next") }}>
      {(load) => (
        <div className="load">
          <div className="tscroll" role="region" aria-label={t("load.caption")} tabIndex={0}>
            <table className="plain">
              <caption className="vh">{t("load.caption")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("load.unit")}</th>
                  {(["open", "late", "oldest", "done", "onTime", "load"] as const).map((each) => (
                    <th key={each} scope="col" className="r">
                      {t(`load.${each}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {load.items.map((each) => (
                  <tr key={each.unit.code}>
                    <th scope="row">{each.unit.name}</th>
                    <td className="r">{number(each.open)}</td>
                    <td className="r">{number(each.late)}</td>
                    <td className="r">{each.oldest === null ? "–" : dateTime(each.oldest)}</td>
                    <td className="r">{number(each.done)}</td>
                    <td className="r">{each.done === 0 ? "–" : `${number(each.on_time)} (${Math.round((each.on_time / each.done) * 100)}%)`}</td>
                    <td className="r">{number(each.load)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="muted">
            <b>{t("load.method")}.</b> {load.method}
          </p>
        </div>
      )}
    </Loaded>
  );
}
