import type { LogLine } from "../data/types";
import { hour, hourOrDate, t } from "../text";
import { useNow } from "./clock";

/** What happened, newest first; what the machine did by itself has a square mark and says so. */
export function Timeline({ lines }: { lines: LogLine[] }) {
  const now = useNow();
  const newestFirst = [...lines].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ol className="tl">
      {newestFirst.map((line, index) => {
        const auto = line.by === "" || line.by.startsWith("sys");
        return (
          <li key={index} className={auto ? "sys" : ""}>
            <time dateTime={line.at} title={hourOrDate(line.at, now)}>
              {hour(line.at)}
            </time>
            <i className="d" />
            <span>
              {line.text} <small>· {auto ? t("log.auto") : line.by}</small>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
