import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Work } from "../data/types";
import { tMaybe } from "../text";

export const subjectWords = (item: Work) => `${tMaybe(`kind.${item.subject.kind}`, item.kind)} ${item.subject.number}`;

/** These are decided on the page of what they stand for, not in the queue. */
export const decidedThere = (item: Work) => ["directive", "warning", "playbook", "due-form"].includes(item.subject.kind) && item.kind !== "work-request";

/** The way to what an item stands for; where it has no page, only its words. */
export function SubjectLink({ item, className = "num", children = subjectWords(item) }: { item: Work; className?: string; children?: ReactNode }) {
  const { kind, id } = item.subject;
  switch (kind) {
    case "incident":
      return (
        <Link className={className} to="/incidents/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "alert":
      return (
        <Link className={className} to="/alerts/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "alert-group":
      return (
        <Link className={className} to="/alerts" search={{ group: id }}>
          {children}
        </Link>
      );
    case "warning":
      return (
        <Link className={className} to="/warnings/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "privacy":
      return (
        <Link className={className} to="/privacy/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "privacy-breach":
      return (
        <Link className={className} to="/privacy/breach/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "playbook":
      return (
        <Link className={className} to="/playbooks/$code" params={{ code: id }}>
          {children}
        </Link>
      );
    case "report":
      return (
        <Link className={className} to="/reports/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "due-form":
      return (
        <Link className={className} to="/datasets/$id" params={{ id }}>
          {children}
        </Link>
      );
    case "directive":
      return (
        <Link className={className} to="/directives/$id" params={{ id }}>
          {children}
        </Link>
      );
    default:
      return <span className={className}>{children}</span>;
  }
}
