import { Link } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import { useAcknowledge, useInbox, useRead } from "../data/notices";
import { may } from "../data/session";
import type { Notice } from "../data/types";
import { Button } from "../parts/button";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { Shape } from "../parts/severity";
import { useMe } from "../shell/shell";
import { dateTime, t } from "../text";
import { ChannelList } from "./channels";
import { DeliveryLog } from "./deliverylog";
import { NoticeRulesForm } from "./noticerules";
import { Page } from "./page";

type Section = "inbox" | "rules" | "log" | "channels";

/** Thông báo: what the reader was told, how they want to be told, and, for those who look after it, what went out. */
export default function NoticesScreen() {
  const me = useMe();
  const [section, setSection] = useState<Section>("inbox");
  const sections: Section[] = ["inbox", "rules", ...(may(me, "notify.read_log") ? (["log"] as const) : []), ...(may(me, "notify.configure") ? (["channels"] as const) : [])];
  return (
    <Page title={t("nav.notices")} aside={t("notice.aside")} className="noticepage">
      <div className="chips" role="group" aria-label={t("notice.sections")}>
        {sections.map((each) => (
          <button key={each} type="button" className={section === each ? "chip on" : "chip"} aria-pressed={section === each} onClick={() => setSection(each)}>
            {t(`notice.section.${each}`)}
          </button>
        ))}
      </div>
      {section === "inbox" && <InboxList />}
      {section === "rules" && <NoticeRulesForm />}
      {section === "log" && <DeliveryLog />}
      {section === "channels" && <ChannelList />}
    </Page>
  );
}

function InboxList() {
  const [unread, setUnread] = useState(false);
  const inbox = useInbox(unread);
  const read = useRead();
  const say = useSay();
  return (
    <Loaded
      query={inbox}
      what={t("noun.notices")}
      lines={6}
      isEmpty={(data) => data.items.length === 0 && !unread}
      empty={{ title: t("notice.empty"), text: t("notice.emptyText") }}
    >
      {(data) => (
        <div data-keys="list">
          <div className="tools">
            <label className="choice">
              <input type="checkbox" checked={unread} onChange={(event) => setUnread(event.target.checked)} /> {t("notice.onlyUnread")}
            </label>
            <p className="muted" role="status">
              {t("notice.count", { unread: data.unread })}
            </p>
            {data.unread > 0 && (
              <Button
                small
                onClick={() =>
                  read.mutate([], {
                    onSuccess: () => say(t("notice.allRead")),
                    onError: (error) => say(faultWords(error)),
                  })
                }
              >
                {t("notice.readAll")}
              </Button>
            )}
          </div>
          {data.items.length === 0 && <p className="muted">{t("notice.noneUnread")}</p>}
          <Rows items={data.items} first={false} />
          {data.next !== "" && <Older key={String(unread)} unread={unread} after={data.next} />}
        </div>
      )}
    </Loaded>
  );
}

/** first: these rows were asked for by a button that is gone now, so the first of them has focus. */
function Rows({ items, first }: { items: Notice[]; first: boolean }) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    if (first) list.current?.querySelector<HTMLElement>("[data-row]")?.focus();
  }, [first]);
  return (
    <ul className="notices" ref={list}>
      {items.map((notice) => (
        <Row key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}

/**
 * A button for the page after this one, in whose place that page then stands, with its own button. The place is
 * kept from when it was pressed: new notices push the newest page on, and older ones must not jump.
 */
function Older({ unread, after }: { unread: boolean; after: string }) {
  const [from, setFrom] = useState("");
  if (from !== "") return <OlderPage unread={unread} after={from} />;
  return (
    <p className="older">
      <Button onClick={() => setFrom(after)}>{t("notice.older")}</Button>
    </p>
  );
}

function OlderPage({ unread, after }: { unread: boolean; after: string }) {
  const inbox = useInbox(unread, undefined, after);
  return (
    <Loaded query={inbox} what={t("noun.notices")} lines={6}>
      {(data) => (
        <>
          <Rows items={data.items} first />
          {data.next !== "" && <Older unread={unread} after={data.next} />}
        </>
      )}
    </Loaded>
  );
}

function Row({ notice }: { notice: Notice }) {
  const acknowledge = useAcknowledge();
  const read = useRead();
  const [said, setSaid] = useState("");
  const fresh = notice.read === null;
  return (
    <li className={fresh ? "fresh" : ""}>
      <Shape level={notice.severity} />
      <div className="w">
        <Link className="t" to={notice.href} data-row onClick={() => fresh && read.mutate([notice.id])}>
          {fresh && <span className="vh">{t("notice.unread")} </span>}
          {notice.title}
        </Link>
        <p>{notice.text}</p>
        <p className="muted">
          {t(`notice.kind.${notice.kind}`)} · {t("notice.level", { level: notice.severity })} · <span className="num">{dateTime(notice.at)}</span>
          {notice.acknowledged !== null && ` · ${t("notice.acknowledgedAt", { at: dateTime(notice.acknowledged) })}`}
        </p>
        <p className="said" role="status">
          {said}
        </p>
      </div>
      <div className="b">
        {notice.wants !== "" && notice.acknowledged === null && (
          <Button
            small
            look={fresh ? "pri" : ""}
            disabled={acknowledge.isPending}
            aria-label={`${t(notice.wants === "take" ? "notice.take" : "notice.know")}: ${notice.title}`}
            onClick={() =>
              acknowledge.mutate(notice.id, {
                onSuccess: (done) => setSaid(done.took ? t("notice.took") : done.why === "" ? t("notice.known") : t("notice.notTaken", { why: done.why })),
                onError: (error) => setSaid(faultWords(error)),
              })
            }
          >
            {t(notice.wants === "take" ? "notice.take" : "notice.know")}
          </Button>
        )}
      </div>
    </li>
  );
}
