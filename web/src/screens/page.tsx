import type { ReactNode } from "react";
import { t } from "../text";
import { useEffect } from "react";

/** The frame of a page: a heading that takes focus on arrival, one line beside it, its tools. */
export function Page({ title, aside, tools, children, className = "" }: { title: string; aside?: ReactNode; tools?: ReactNode; children: ReactNode; className?: string }) {
  useDocumentTitle(title);
  return (
    <div className={`page ${className}`} data-region>
      <div className="lh">
        <h1 id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {aside !== undefined && <p>{aside}</p>}
        {tools !== undefined && <div className="r">{tools}</div>}
      </div>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
}

/** The button that was pressed goes with what it did: focus goes to the heading, where a screen reader says what the page is now. */
export const toTitle = () => document.querySelector<HTMLElement>("#page-title")?.focus();
