import { Link } from "@tanstack/react-router";
import { Bell as BellIcon } from "lucide-react";
import { useInbox } from "../data/notices";
import { t } from "../text";

const MOST = 99;

/** The inbox from everywhere: how much is not read, as a word for who hears the page. */
export function Bell() {
  const inbox = useInbox(true, 1);
  const unread = inbox.data?.unread ?? 0;
  const words = unread === 0 ? t("notice.bellNone") : t("notice.bell", { count: unread });
  return (
    <Link className="bell" to="/notices" aria-label={words} title={words}>
      <BellIcon className="i" aria-hidden="true" />
      {unread > 0 && (
        <span className="bellcount num" data-high={(inbox.data?.highest ?? 0) >= 4} aria-hidden="true">
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      )}
    </Link>
  );
}
