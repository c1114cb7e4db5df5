import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useBreaches, usePrivacyList, useRegister } from "../data/privacy";
import { may } from "../data/session";
import type { BreachRow, LegalClock, PrivacyRow } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { dateTime, duration, hourOrDate, markWords, t, type Key } from "../text";
import { Page } from "./page";
import { BreachForm, FileForm } from "./privacyforms";
import { BreachState, PrivacyState } from "./privacystate";
import { RetentionSection } from "./retention";

/** Dữ liệu cá nhân: requests of persons, breaches, and what will be erased by its age. */
export default function PrivacyScreen() {
  const me = useMe();
  const dialog = useDialog();
  const [ended, setEnded] = useState(false);
  const requests = usePrivacyList(ended);
  const tools = (
    <>
      <Button id="p-file" look="pri" onClick={() => dialog.show(t("privacy.file"), <FileForm />)}>
        <Plus className="i" aria-hidden="true" />
        {t("privacy.file")}
      </Button>
      {may(me, "privacy.handle") && (
        <Button id="p-breach" onClick={() => dialog.show(t("breach.record"), <BreachForm />)}>
          {t("breach.record")}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t("nav.privacy")} aside={t("privacy.aside")} tools={tools}>
      <div>
        <h2>{t("privacy.requests")}</h2>
        <div className="flt" role="group" aria-label={t("privacy.filter")}>
          {[false, true].map((each) => (
            <button key={String(each)} type="button" className={ended === each ? "chip on" : "chip"} aria-pressed={ended === each} onClick={() => setEnded(each)}>
              {t(each ? "privacy.view.ended" : "privacy.view.open")}
            </button>
          ))}
        </div>
        <Loaded query={requests} what={t("noun.privacy")} lines={5} isEmpty={(data) => data.items.length === 0} empty={{ title: t("privacy.empty"), text: t("privacy.emptyText") }}>
          {(data) => <Requests rows={data.items} />}
        </Loaded>
      </div>
      <Breaches />
      <RetentionSection />
      <Register />
    </Page>
  );
}

function Requests({ rows }: { rows: PrivacyRow[] }) {
  const now = useNow();
  const columns = useMemo<Column<PrivacyRow>[]>(
    () => [
      {
        id: "number",
        head: t("privacy.head.request"),
        names: true,
        text: (row) => `${row.number} ${row.name}`,
        cell: (row) => (
          <>
            <Link to="/privacy/$id" params={{ id: row.id }}>
              {t(`privacy.asks.${row.asks}`)} <span className="num">{row.number}</span>
            </Link>
            <small className="under">{row.name === "" ? t("privacy.nameGone") : row.name}</small>
          </>
        ),
      },
      { id: "unit", head: t("privacy.head.unit"), text: (row) => row.unit.name },
      { id: "filed", head: t("privacy.head.filed"), text: (row) => row.filed_at, cell: (row) => <span className="num">{hourOrDate(row.filed_at, now)}</span> },
      { id: "due", head: t("privacy.head.due"), text: (row) => row.due, cell: (row) => <span className={row.late ? "num dlate" : "num"}>{hourOrDate(row.due, now)}</span> },
      { id: "state", head: t("privacy.head.state"), text: (row) => t(`privacy.state.${row.state}`), cell: (row) => <PrivacyState row={row} /> },
    ],
    [now],
  );
  return <DataTable caption={t("privacy.requests")} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Breaches() {
  const now = useNow();
  const breaches = useBreaches();
  const columns = useMemo<Column<BreachRow>[]>(
    () => [
      {
        id: "number",
        head: t("breach.head.what"),
        names: true,
        text: (row) => `${row.number} ${row.what}`,
        cell: (row) => (
          <>
            <Link to="/privacy/breach/$id" params={{ id: row.id }}>
              <span className="num">{row.number}</span> {row.what}
            </Link>
            <small className="under">{row.kinds.join(", ")}</small>
          </>
        ),
      },
      { id: "people", head: t("breach.head.people"), text: (row) => row.people, cell: (row) => <span className="num">{row.people === 0 ? t("breach.unknown") : row.people}</span> },
      { id: "found", head: t("breach.head.found"), text: (row) => row.found_at, cell: (row) => <span className="num">{hourOrDate(row.found_at, now)}</span> },
      { id: "due", head: t("breach.head.due"), text: (row) => row.due, cell: (row) => <span className={row.late && row.told === null ? "num dlate" : "num"}>{hourOrDate(row.due, now)}</span> },
      { id: "state", head: t("privacy.head.state"), text: (row) => (row.open ? 0 : 1), cell: (row) => <BreachState row={row} /> },
    ],
    [now],
  );
  return (
    <div className="breaches">
      <h2>{t("breach.title")}</h2>
      <Loaded query={breaches} what={t("noun.breaches")} lines={3} isEmpty={(data) => data.items.length === 0} empty={{ title: t("breach.empty"), text: t("breach.emptyText") }}>
        {(data) => <DataTable caption={t("breach.title")} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      </Loaded>
    </div>
  );
}

/** What acts say: by when is answered, and what people may be asked to agree to. */
function Register() {
  const [open, setOpen] = useState(false);
  return (
    <details className="card pad" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("privacy.register")}</summary>
      {open && <RegisterBody />}
    </details>
  );
}

function RegisterBody() {
  const register = useRegister();
  return (
    <Loaded query={register} what={t("noun.register")} lines={4}>
      {(data) => (
        <>
          <h3>{t("privacy.clocks")}</h3>
          <dl className="five">
            {data.clocks.map((clock) => (
              <div key={clock.for}>
                <dt>{t(`privacy.asks.${clock.for}` as Key)}</dt>
                <dd>{clockWords(clock)}</dd>
              </div>
            ))}
          </dl>
          <h3>{t("privacy.purposes")}</h3>
          <ul>
            {data.purposes.map((purpose) => (
              <li key={purpose.code} className="hline">
                <div>
                  {purpose.name}
                  <small>
                    “{purpose.words}” · {purpose.kinds.join(", ")} · {markWords(purpose.mark)}
                  </small>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

/** How long, by which act, and how sure we are of it. */
export function clockWords(clock: LegalClock): string {
  const acts = clock.legal.map((basis) => `${basis.number === "" ? basis.act : basis.number} ${basis.clause}`.trim()).join("; ");
  return t("privacy.clock", { time: duration(clock.seconds), acts, mark: markWords(clock.mark) });
}

export const noted = (at: string, by: string) => `${dateTime(at)}${by === "" ? "" : `, ${by}`}`;
