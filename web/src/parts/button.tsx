import type { ButtonHTMLAttributes, ReactNode } from "react";
import type { Action } from "../data/types";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "pri" | "warn" | "quiet" | "";
  small?: boolean;
  children: ReactNode;
}

export function Button({ look = "", small = false, className = "", children, ...rest }: Props) {
  return (
    <button type="button" className={`btn ${look}${small ? " sm" : ""} ${className}`.replace(/\s+/g, " ").trim()} {...rest}>
      {children}
    </button>
  );
}

/**
 * A button for a verb the server has judged. When it is not allowed the reason stands beside it and
 * is tied to it, and the button keeps its place in the tab order so that the reason can be found.
 */
export function VerbButton({ action, id, onClick, children, ...rest }: Props & { action: Action | undefined; id: string }) {
  if (action === undefined) return null;
  const why = `${id}-why`;
  if (action.allowed) {
    return (
      <Button id={id} onClick={onClick} {...rest}>
        {children}
      </Button>
    );
  }
  return (
    <span className="barred">
      <Button id={id} {...rest} look="" className="off" aria-disabled="true" aria-describedby={why}>
        {children}
      </Button>
      <small id={why}>{action.why}</small>
    </span>
  );
}

export const actionFor = (actions: Action[] | undefined, verb: string) => actions?.find((action) => action.verb === verb);
