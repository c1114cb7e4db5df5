import { X } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { toPeople } from "../data/cellnumber";
import { useCellHistory, useEarlier } from "../data/datasets";
import type { DataSetWhole, DataValue } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { Loaded } from "../parts/loaded";
import { byWords, hourOrDate, t, tMaybe } from "../text";
import type { GridCell } from "./gridmodel";

/** Where a value is from, in words. "form BTN-T.sxh ×1" names the form and the element. */
export function sourceWords(source: string): string {
  const [kind = "", rest = ""] = [source.split(" ")[0], source.slice(source.indexOf(" ") + 1)];
  if (kind === "form") return t("data.source.form", { from: rest.replace(/ ×\d+$/, "") });
  if (kind === "feed") return t("data.source.feed", { from: rest });
  return tMaybe(`data.source.${source}`, source);
}

interface Props {
  set: DataSetWhole;
  cell: GridCell;
  held: DataValue | undefined;
  comment: string;
  part: "about" | "comment";
  canComment: boolean;
  onComment: (words: string) => void;
  onClose: () => void;
}

const said = (cell: GridCell, value: string) => (value === "" ? "–" : cell.element.type === "number" ? toPeople(value) : value);

/** What is known of a cell: where its value is from, what stood there, what it was in the periods before, and its comment. */
export function CellPop({ set, cell, held, comment, part, canComment, onComment, onClose }: Props) {
  const now = useNow();
  const [words, setWords] = useState(comment);
  const box = useRef<HTMLTextAreaElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    (part === "comment" && box.current !== null ? box.current : close.current)?.focus();
  }, [part, cell.code]);
  const { element } = cell;
  const limits = [element.min === null ? "" : t("data.min", { min: toPeople(String(element.min)) }), element.max === null ? "" : t("data.max", { max: toPeople(String(element.max)) })].filter((each) => each !== "");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onComment(words.trim());
    onClose();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from wherever focus is inside.
    <section
      className="card cellpop"
      role="dialog"
      aria-label={t("data.about", { cell: cell.name })}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "F2") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="ch">
        <h2>{cell.name}</h2>
        <button type="button" className="iconbtn" ref={close} aria-label={t("dialog.close")} onClick={onClose}>
          <X className="i" aria-hidden="true" />
        </button>
      </div>
      <div className="pad">
        <dl className="own">
          <dt>{t("data.value")}</dt>
          <dd className="num">
            {said(cell, held?.value ?? "")} {element.unit}
          </dd>
          <dt>{t("data.source")}</dt>
          <dd>{held === undefined ? t("data.none") : sourceWords(held.source)}</dd>
          {held !== undefined && (
            <>
              <dt>{t("data.at")}</dt>
              <dd>
                {hourOrDate(held.at, now)}, {byWords(held.by)}
              </dd>
              <dt>{t("data.changes")}</dt>
              <dd>{held.seen <= 1 ? t("data.unchanged") : t("data.changed", { count: held.seen - 1 })}</dd>
            </>
          )}
          {limits.length > 0 && (
            <>
              <dt>{t("data.limits")}</dt>
              <dd>{limits.join(", ")}</dd>
            </>
          )}
        </dl>
        {canComment ? (
          <form className="words" onSubmit={send}>
            <label htmlFor="cell-comment">{t("data.comment")}</label>
            <textarea
              id="cell-comment"
              ref={box}
              rows={2}
              maxLength={4000}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
              }}
            />
            <div className="b">
              <Button small type="submit" look="pri">
                {t("data.keepComment")}
              </Button>
            </div>
          </form>
        ) : (
          comment !== "" && <p className="quoted">{comment}</p>
        )}
        <Before set={set} cell={cell} />
        <History set={set} cell={cell} />
      </div>
    </section>
  );
}

function Before({ set, cell }: { set: DataSetWhole; cell: GridCell }) {
  const earlier = useEarlier(set.id, cell.element.code, cell.option);
  return (
    <>
      <h3>{t("data.earlier")}</h3>
      <Loaded query={earlier} what={t("noun.earlier")} lines={3}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="muted">{t("data.noEarlier")}</p>
          ) : (
            <table className="plain mini">
              <caption className="vh">{t("data.earlier")}</caption>
              <tbody>
                {data.items.map((each) => (
                  <tr key={each.period}>
                    <th scope="row">{each.period_name}</th>
                    <td className="num">{said(cell, each.value)}</td>
                    <td>{sourceWords(each.source)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </>
  );
}

function History({ set, cell }: { set: DataSetWhole; cell: GridCell }) {
  const now = useNow();
  const history = useCellHistory(set.id, cell.element.code, cell.option);
  return (
    <>
      <h3>{t("data.history")}</h3>
      <Loaded query={history} what={t("noun.cellHistory")} lines={2}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="muted">{t("data.unchanged")}</p>
          ) : (
            <ul className="changes">
              {data.items.map((each, at) => (
                <li key={at}>
                  <span className="num">
                    {said(cell, each.before)} → {said(cell, each.after)}
                  </span>{" "}
                  <small>
                    {hourOrDate(each.at, now)}, {byWords(each.by)}
                    {each.words !== "" && `, ${each.words}`}
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
