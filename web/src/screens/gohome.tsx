import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { may } from "../data/session";
import { useMe } from "../shell/shell";

/** Someone who is signed in has no business on the sign-in page: home it is. */
export default function GoHome() {
  const me = useMe();
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: may(me, "work.read") ? "/work" : "/overview", replace: true });
  }, [me, navigate]);
  return null;
}
