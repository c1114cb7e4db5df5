import { Link, useRouterState } from "@tanstack/react-router";
import type { Me } from "../data/types";
import { t } from "../text";
import { entriesFor, entryOf } from "./entries";

export function Nav({ me }: { me: Me }) {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = entryOf(pathname);
  return (
    <nav className="nav" aria-label={t("nav.label")} data-region tabIndex={-1}>
      {entriesFor(me).map(({ entry, label, icon: Icon, pages }) => (
        <Link key={entry} to={pages[0]?.path ?? "/"} aria-current={current?.entry === entry ? "page" : undefined} activeProps={{}} data-entry={entry}>
          <Icon className="i" aria-hidden="true" />
          <span className="label">{t(label)}</span>
        </Link>
      ))}
      <div className="foot">
        <b>{me.unit.name}</b>
        {t("nav.frame", { frame: me.frame })}
        {me.sample && (
          <>
            <br />
            <span className="demo">{t("nav.sample")}</span>
          </>
        )}
      </div>
    </nav>
  );
}

/** The pages under one entry, as a row of links above the page. One page alone needs no row. */
export function SubNav({ me }: { me: Me }) {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const current = entryOf(pathname);
  const pages = entriesFor(me).find((entry) => entry.entry === current?.entry)?.pages ?? [];
  if (pages.length < 2 || current === undefined) return null;
  // Where one page lies below another, the nearer of them is meant.
  const here = pages.filter((page) => pathname.startsWith(page.path)).sort((a, b) => b.path.length - a.path.length)[0];
  return (
    <nav className="subnav" aria-label={t("nav.pagesOf", { entry: t(current.label) })}>
      {pages.map((page) => (
        <Link key={page.path} to={page.path} activeProps={{}} activeOptions={{ exact: true }} aria-current={page === here ? "page" : undefined}>
          {t(page.label)}
        </Link>
      ))}
    </nav>
  );
}
