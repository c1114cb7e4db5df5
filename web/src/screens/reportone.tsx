import { Link } from "@tanstack/react-router";
import { useRef, type RefObject } from "react";
import { doReport, useReport, type ReportDoing } from "../data/reports";
import type { ReportOne } from "../data/types";
import { ClockChip, useNow } from "../parts/clock";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { hourOrDate, t } from "../text";
import { Page, useDocumentTitle } from "./page";
import { ReportActions } from "./reportactions";
import { ReportAnswer } from "./reportanswer";
import { ReportFacts, ReportSaid } from "./reportfacts";
import { ReportPhotos } from "./reportphotos";
import { ReportPublic } from "./reportpublic";
import { acts, DueWords, ReportMarks, ReportState } from "./reportstate";
import { ReportTwins } from "./reporttwins";
import { ReportVisit } from "./reportvisit";

/** What is done to a report: it is said, and where the house can take it back, how. */
export type Doing = (what: ReportDoing, undo?: ReportDoing) => Promise<void>;

export default function ReportOneScreen() {
  const id = useParam("id");
  const report = useReport(id);
  if (report.data === undefined) {
    return (
      <Page title={t("nav.reports")}>
        <Loaded query={report} what={t("noun.report")} lines={10}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  return (
    <div className="page repone" data-region>
      <Loaded query={report} what={t("noun.report")}>
        {(data) => <Parts key={data.id} report={data} />}
      </Loaded>
    </div>
  );
}

function Parts({ report }: { report: ReportOne }) {
  const say = useSay();
  useDocumentTitle(`${report.number} ${report.category.name}`);
  const head = useRef<HTMLDivElement>(null);
  const doing: Doing = async (what, undo) => {
    const now = await doReport(report.id, what);
    head.current?.focus(); // the form that was sent is gone
    say(t(`report.said.${what.do}`, { number: now.number }), undo === undefined ? undefined : () => doReport(report.id, undo).then((back) => say(t("report.undone", { number: back.number }))));
  };
  return (
    <>
      <Head report={report} box={head} />
      <div className="repcols">
        <div className="col">
          <ReportSaid report={report} />
          <ReportPhotos report={report} doing={doing} />
          <ReportTwins report={report} doing={doing} />
          <ReportAnswer report={report} doing={doing} />
          <ReportVisit report={report} doing={doing} />
          <ReportPublic report={report} doing={doing} />
        </div>
        <div className="col">
          <ReportActions report={report} doing={doing} />
          <ReportFacts report={report} />
          <section className="card" aria-labelledby="rep-log">
            <div className="ch">
              <h2 id="rep-log">{t("work.log")}</h2>
              <span>{t("log.lines", { count: report.log.length })}</span>
            </div>
            <div className="pad">
              <Timeline lines={report.log} />
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

function Head({ report, box }: { report: ReportOne; box: RefObject<HTMLDivElement | null> }) {
  const now = useNow();
  return (
    <div className="card ih" ref={box} tabIndex={-1} aria-label={`${report.number} ${report.category.name}`} role="group">
      <div className="ti">
        <p>
          <Link to="/reports" className="num">
            {t("nav.reports")}
          </Link>
          <span className="num">{report.number}</span>
          <span>{t("report.receivedBy", { source: t(`report.source.${report.source}`), at: hourOrDate(report.received_at, now) })}</span>
        </p>
        <h1 id="page-title" tabIndex={-1}>
          {report.category.name}
          {report.address !== "" && `, ${report.address}`}
        </h1>
        <p>
          <ReportState row={report} />
          <ReportMarks row={report} />
        </p>
      </div>
      {acts(report) && (
        <div className="ck">
          {report.work === null ? <DueWords row={report} now={now} /> : <ClockChip clock={report.work.clock} due={report.due} big />}
        </div>
      )}
    </div>
  );
}
