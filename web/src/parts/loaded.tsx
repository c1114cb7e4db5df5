import type { UseQueryResult } from "@tanstack/react-query";
import { CircleCheck, History, Lock, WifiOff } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { Problem, Unreachable } from "../data/client";
import { serverTime } from "../data/news";
import { RETRY_MS } from "../data/queries";
import { hour, hourSecond, t } from "../text";
import { Button } from "./button";
import { Shape } from "./severity";

// Every panel of the console has the same five answers to "what if": nothing there, not there yet,
// refused, broken, line cut. They are written once, here.

interface Props<T> {
  query: UseQueryResult<T>;
  /** What is being shown, as it stands in a sentence: "danh sách trạm". */
  what: string;
  children: (data: T) => ReactNode;
  isEmpty?: (data: T) => boolean;
  /** What was checked, and what comes next. */
  empty?: { title: string; text: string; action?: ReactNode };
  lines?: number;
}

export function Loaded<T>({ query, what, children, isEmpty, empty, lines = 4 }: Props<T>) {
  const { data, error } = query;
  if (data !== undefined) {
    const none = isEmpty?.(data) === true && empty !== undefined;
    return (
      <>
        {error !== null && <OldCopy query={query} what={what} />}
        {none ? <Empty {...empty} at={query.dataUpdatedAt} /> : children(data)}
      </>
    );
  }
  if (error !== null) return <Failed query={query} what={what} />;
  return <Loading what={what} lines={lines} onGiveUp={() => void query.refetch({ cancelRefetch: true })} />;
}

function Note({ kind, icon, title, text, children }: { kind: string; icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="note" data-state={kind}>
      <div className="m">
        {icon}
        <div>
          <b>{title}</b>
          <p>{text}</p>
        </div>
      </div>
      {children !== undefined && <div className="b">{children}</div>}
    </div>
  );
}

function Empty({ title, text, action, at }: { title: string; text: string; action?: ReactNode; at: number }) {
  return (
    <Note kind="empty" icon={<CircleCheck className="i" aria-hidden="true" />} title={title} text={`${t("state.checked", { at: hour(serverTime(at)) })} ${text}`}>
      {action}
    </Note>
  );
}

/** The skeleton has the shape of lines; after two seconds it admits that this takes long. */
function Loading({ what, lines, onGiveUp }: { what: string; lines: number; onGiveUp: () => void }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 2000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="note" data-state="loading" aria-busy="true">
      <div aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          <div key={line} className={`sk sk${line % 4}`} />
        ))}
      </div>
      <p role="status">{long ? t("state.loadingLong", { what }) : t("state.loading", { what })}</p>
      {long && (
        <div className="b">
          <Button small onClick={onGiveUp}>
            {t("state.askAgain")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Failed<T>({ query, what }: { query: UseQueryResult<T>; what: string }) {
  const { error } = query;
  const since = hour(serverTime(query.errorUpdatedAt));
  const again = (
    <Button small onClick={() => void query.refetch()}>
      {t("state.retryNow")}
    </Button>
  );
  if (error instanceof Unreachable) {
    return (
      <Note
        kind="offline"
        icon={<WifiOff className="i" aria-hidden="true" />}
        title={t("state.offline.title")}
        text={t("state.offline.text", { what, since, retry: hourSecond(serverTime(query.errorUpdatedAt + RETRY_MS)) })}
      >
        {again}
      </Note>
    );
  }
  if (error instanceof Problem && error.status === 403) {
    return (
      <Note kind="noright" icon={<Lock className="i" aria-hidden="true" />} title={t("state.noRight.title", { what })} text={error.message}>
        <p className="muted">{t("state.noRight.next")}</p>
      </Note>
    );
  }
  if (error instanceof Problem && error.status === 404) {
    return <Note kind="missing" icon={<Shape level={0} />} title={t("state.missing.title", { what })} text={t("state.missing.text")} />;
  }
  const code = error instanceof Problem ? error.faultId : "";
  return (
    <Note
      kind="error"
      icon={<Shape level={4} />}
      title={t("state.error.title", { what })}
      text={t("state.error.text", { cause: error?.message ?? "", since, retry: hourSecond(serverTime(query.errorUpdatedAt + RETRY_MS)) })}
    >
      {again}
      {code !== "" && <p className="muted">{t("state.error.code", { code })}</p>}
    </Note>
  );
}

/** The last answer is still shown, and says loudly that it is the last one. */
function OldCopy<T>({ query, what }: { query: UseQueryResult<T>; what: string }) {
  const cut = query.error instanceof Unreachable;
  return (
    <div className="oldcopy" data-state="stale" role="status">
      {cut ? <WifiOff className="i" aria-hidden="true" /> : <History className="i" aria-hidden="true" />}
      <span>
        {t(cut ? "state.stale.offline" : "state.stale.error", { what, at: hour(serverTime(query.dataUpdatedAt)) })}{" "}
        {query.error instanceof Problem && query.error.faultId !== "" && t("state.error.code", { code: query.error.faultId })}
      </span>
      <Button small onClick={() => void query.refetch()}>
        {t("state.retryNow")}
      </Button>
    </div>
  );
}
