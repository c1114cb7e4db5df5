import type { Typed } from "../data/cells";
import type { Broken } from "../data/cellrules";
import { toPeople } from "../data/cellnumber";
import { Button } from "../parts/button";
import { Shape } from "../parts/severity";
import { t } from "../text";
import type { GridCell } from "./gridmodel";

export interface Trouble {
  cell: GridCell;
  typed: Typed;
  /** What stands there now, where somebody else wrote. */
  theirs: string;
}

interface Props {
  broken: Broken[];
  troubles: Trouble[];
  /** What a paste left aside. */
  aside: string[];
  onGo: (code: string) => void;
  onExplain: (code: string) => void;
  onMine: (code: string) => void;
  onTheirs: (code: string) => void;
  onForgetAside: () => void;
}

const SHOWN = 40;

/** Kiểm tra: all that keeps a set from being handed in, with the way to the cell. */
export function DataCheck({ broken, troubles, aside, onGo, onExplain, onMine, onTheirs, onForgetAside }: Props) {
  const hard = broken.filter((each) => each.hard);
  const soft = broken.filter((each) => !each.hard);
  const open = soft.filter((each) => !each.explained).length;
  return (
    <section className="card" aria-labelledby="data-check" id="data-check-box" tabIndex={-1}>
      <div className="ch">
        <h2 id="data-check">{t("data.check")}</h2>
        <span role="status">{t("data.checkCount", { hard: hard.length + troubles.length, soft: open })}</span>
      </div>
      {aside.length > 0 && (
        <div className="pad asideline">
          <p>{t("data.pasteAside", { count: aside.length })}</p>
          <ul>
            {aside.slice(0, SHOWN).map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
          <Button small onClick={onForgetAside}>
            {t("data.asideSeen")}
          </Button>
        </div>
      )}
      {broken.length === 0 && troubles.length === 0 ? (
        <p className="pad muted">{t("data.checkFine")}</p>
      ) : (
        <ul className="vallist">
          {troubles.map((each) => (
            <li key={`t ${each.cell.code}`} data-trouble={each.cell.code}>
              <Shape level={5} />
              <div>
                <b>{each.cell.name}</b>
                {each.typed.key === "dataset.changed_since" ? (
                  <>
                    <p>{each.typed.fault}</p>
                    <p>{t("data.bothValues", { mine: shownTyped(each), theirs: each.theirs === "" ? t("data.none") : each.theirs })}</p>
                    <div className="b">
                      <Button small onClick={() => onMine(each.cell.code)}>
                        {t("data.mine", { value: shownTyped(each) })}
                      </Button>
                      <Button small onClick={() => onTheirs(each.cell.code)}>
                        {t("data.theirs", { value: each.theirs === "" ? t("data.none") : each.theirs })}
                      </Button>
                    </div>
                  </>
                ) : (
                  <p>
                    {each.typed.fault}{" "}
                    <Button small look="quiet" onClick={() => onGo(each.cell.code)}>
                      {t("data.toCell")}
                    </Button>
                  </p>
                )}
              </div>
            </li>
          ))}
          {hard.slice(0, SHOWN).map((each) => (
            <li key={`h ${each.rule} ${each.cells[0] ?? ""}`} data-broken={each.rule || each.cells[0]}>
              <Shape level={5} />
              <div>
                <b>{each.words}</b>{" "}
                <Button small look="quiet" aria-label={t("data.toCellOf", { words: each.words })} onClick={() => onGo(each.cells[0] ?? "")}>
                  {t("data.toCell")}
                </Button>
              </div>
            </li>
          ))}
          {hard.length > SHOWN && <li>{t("data.andMore", { count: hard.length - SHOWN })}</li>}
          {soft.slice(0, SHOWN).map((each) => (
            <li key={`s ${each.rule}`} data-broken={each.rule}>
              <Shape level={each.explained ? 1 : 3} />
              <div>
                <b>{each.words}</b> {each.explained && <small>{t("data.explained")}</small>}
                <Button small look="quiet" aria-label={t("data.explainOf", { words: each.words })} onClick={() => onExplain(each.cells[0] ?? "")}>
                  {t("data.explain")}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const shownTyped = ({ typed, cell }: Trouble) => (typed.value === "" ? t("data.none") : cell.element.type === "number" ? toPeople(typed.value) : typed.value);
