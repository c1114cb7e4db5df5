import type { ButtonHTMLAttributes, ReactNode } from "react";
import type { Action } from "../data/types";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "pri" | "warn" | "quiet" | "";
  small?: boolean;
  children: ReactNode;
}

/**
 * A button that can do nothing for now keeps its place and focus: the browser would throw focus away
 * from one that becomes disabled while it is pressed, and who works by keys would begin anew.
 */
export function Button({ look = "", small = false, className = "", disabled = false, onClick, children, ...rest }: Props) {
  const off = disabled ? { "aria-disabled": true } : {};
  return (
    <button
      type="button"
      className={`btn ${look}${small ? " sm" : ""}${disabled ? " off" : ""} ${className}`.replace(/\s+/g, " ").trim()}
      {...off}
      {...rest}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </button>
  );
}

/**
 * A button for a verb the server has judged. When it is not allowed the reason stands beside it and
 * is tied to it, and the button keeps its place in the tab order so that the reason can be found.
 */
export function VerbButton({ action, id, onClick, children, ...rest }: Props & { action: Pick<Action, "allowed" | "why"> | undefined; id: string }) {
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

export const actionFor = <A extends { verb: string }>(actions: A[] | undefined, verb: string) => actions?.find((action) => action.verb === verb);
