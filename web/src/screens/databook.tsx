import { useRef, useState } from "react";
import { markedBook, takeBook } from "../data/datasets";
import type { DataBook, DataSetWhole } from "../data/types";
import { Button } from "../parts/button";
import { FilePick } from "../parts/filepick";
import { faultWords } from "../parts/forms";
import { t } from "../text";

/** Giving the workbook back: what became of it, and the same workbook with what is wrong marked. */
export function TakeBook({ set }: { set: DataSetWhole }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [done, setDone] = useState<DataBook | null>(null);
  const result = useRef<HTMLDivElement>(null);

  async function doing(work: () => Promise<void>) {
    setBusy(true);
    setFault("");
    try {
      await work();
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }
  const take = (chosen: File) =>
    doing(async () => {
      setFile(chosen);
      setDone(null);
      setDone(await takeBook(set.id, set.form.code, chosen));
      result.current?.focus();
    });
  const marked = () =>
    doing(async () => {
      if (file === null) return;
      const address = URL.createObjectURL(await markedBook(set.form.code, file));
      const link = document.createElement("a");
      link.href = address;
      link.download = file.name.replace(/(\.xlsx)?$/i, ` ${t("data.book.marked")}.xlsx`);
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
  return (
    <div className="words">
      <FilePick id="data-book" label={t("data.book.choose")} accept=".xlsx" fault={fault} busy={busy} onFile={(chosen) => void take(chosen)} />
      {done !== null && (
        <div ref={result} tabIndex={-1} className="bookdone" role="group" aria-label={t("data.book.result")}>
          <p>{t("data.book.sum", { taken: done.imported + done.updated + done.deleted, same: done.ignored, bad: done.cells.length })}</p>
          {done.older && <p>{t("data.book.older")}</p>}
          {(done.unit !== set.unit.code || done.period !== set.period) && <p className="fault">{t("data.book.elsewhere", { unit: done.unit, period: done.period })}</p>}
          {done.cells.length > 0 && (
            <>
              <div className="tscroll" role="region" aria-label={t("data.book.bad")} tabIndex={0}>
                <table className="plain">
                  <caption className="vh">{t("data.book.bad")}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{t("data.book.at")}</th>
                      <th scope="col">{t("data.book.why")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {done.cells.map((each) => (
                      <tr key={each.at}>
                        <th scope="row" className="num">
                          {each.at}
                        </th>
                        <td>{each.message}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <div className="b">
                <Button look="pri" disabled={busy} onClick={() => void marked()}>
                  {t("data.book.getMarked")}
                </Button>
              </div>
            </>
          )}
        </div>
      )}
    </div>
  );
}
