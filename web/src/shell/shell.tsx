import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { live } from "../data/news";
import { may, useSession } from "../data/session";
import type { Me } from "../data/types";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { CallsHere } from "../screens/reportkept";
import { SignIn } from "../screens/signin";
import { setWall } from "../style/theme";
import { KeptHere } from "../parts/kept";
import { t } from "../text";
import { useWall } from "./address";
import { Bell } from "./bell";
import { Mark } from "./brand";
import { DrillBand } from "./drill";
import { entriesFor } from "./entries";
import { KeyMap } from "./keymap";
import { LiveChip } from "./livechip";
import { Nav, SubNav } from "./nav";
import { Palette } from "./palette";
import { useKeys } from "./usekeys";
import { UserMenu } from "./usermenu";

const MeContext = createContext<Me | null>(null);

/** Who is signed in. Screens are only drawn inside the shell, where someone always is. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe outside the shell");
  return me;
}

export function Shell() {
  const session = useSession();
  if (session.data === null) return <SignIn />;
  if (session.data === undefined) {
    return (
      <main className="alone">
        <h1 className="vh">{t("app.name")}</h1>
        <Loaded query={session} what={t("noun.session")}>
          {() => null}
        </Loaded>
      </main>
    );
  }
  return (
    <MeContext.Provider value={session.data}>
      <Line />
      <Frame me={session.data} />
    </MeContext.Provider>
  );
}

/** The live line is open exactly while somebody is signed in. */
function Line() {
  useEffect(() => {
    live.open();
    const cut = () => live.cut();
    const back = () => live.open();
    addEventListener("offline", cut);
    addEventListener("online", back);
    return () => {
      removeEventListener("offline", cut);
      removeEventListener("online", back);
      live.close();
    };
  }, []);
  return null;
}

function Frame({ me }: { me: Me }) {
  const navigate = useNavigate();
  const dialog = useDialog();
  const [palette, setPalette] = useState(false);
  const wall = useWall();
  const keyMap = () => dialog.show(t("keys.title"), <KeyMap me={me} />);
  useTitleFocus();
  useKeys({
    palette: () => setPalette(true),
    keyMap,
    entry: (entry) => {
      const found = entriesFor(me).find((each) => each.entry === entry);
      if (found?.pages[0] !== undefined) void navigate({ to: found.pages[0].path });
    },
  });
  useEffect(() => {
    setWall(wall);
    document.documentElement.classList.toggle("tv", wall);
  }, [wall]);
  if (wall) {
    return (
      <>
        <DrillBand me={me} />
        <Outlet />
      </>
    );
  }
  return (
    <div className="desk">
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <header className="top">
        <div className="brand">
          <Mark />
          <span>
            <b>{t("app.name")}</b>
            <span>{t("app.place")}</span>
          </span>
        </div>
        <button className="palette" type="button" aria-keyshortcuts="Control+K" onClick={() => setPalette(true)}>
          <Search className="i" aria-hidden="true" />
          <span>{t("palette.hint")}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <div className="topr">
          {me.drill !== null && <span className="ex">{t("drill.word")}</span>}
          <LiveChip feedsReadable={may(me, "feed.read")} />
          <Bell />
          <UserMenu me={me} onKeyMap={keyMap} />
        </div>
      </header>
      <Nav me={me} />
      <main id="main" tabIndex={-1}>
        <DrillBand me={me} />
        <SubNav me={me} />
        <KeptHere account={me.id} />
        {may(me, "report.take") && <CallsHere account={me.id} />}
        <Outlet />
      </main>
      <Palette me={me} open={palette} onClose={() => setPalette(false)} />
    </div>
  );
}

/** A new page moves focus to its heading, so that a screen reader starts reading there. */
function useTitleFocus(): void {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? "" });
  const first = useRef(true);
  useEffect(() => {
    if (pathname === "") return;
    if (first.current) {
      first.current = false;
      return;
    }
    // Opening an item beside its list leaves focus where it is; the list decides.
    if (pathname.startsWith("/work/") || pathname.startsWith("/console/work/")) return;
    // A form that is opened in order to type has taken focus itself.
    if (document.activeElement?.closest("[data-takes-focus]")) return;
    document.querySelector<HTMLElement>("main h1")?.focus();
  }, [pathname]);
}
