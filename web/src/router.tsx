import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, type AnyRoute } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { upgraded } from "./data/client";
import { queries } from "./data/queries";
import { may, sessionQuery } from "./data/session";
import { CONSOLE } from "./data/world";
import { NotFound } from "./screens/notfound";
import { Shell } from "./shell/shell";
import { PATHS, type Path } from "./paths";

// Each screen is a file of its own that is fetched when it is first opened.
const screens: Record<Exclude<Path, "/work/$id">, () => Promise<{ default: ComponentType }>> = {
  "/sign-in": () => import("./screens/gohome"),
  "/work": () => import("./screens/work"),
  "/overview": () => import("./screens/overview"),
  "/map": () => import("./screens/map"),
  "/compare": () => import("./screens/compare"),
  "/stations": () => import("./screens/stations"),
  "/stations/$code": () => import("./screens/station"),
  "/alerts": () => import("./screens/alerts"),
  "/alerts/$id": () => import("./screens/alert"),
  "/feeds": () => import("./screens/feeds"),
  "/feeds/$code": () => import("./screens/feed"),
  "/feeds/$code/contract": () => import("./screens/contract"),
  "/feeds/$code/quarantine": () => import("./screens/quarantine"),
  "/rules": () => import("./screens/rules"),
  "/rules/$code": () => import("./screens/rule"),
  "/incidents": () => import("./screens/incidents"),
  "/incidents/$id": () => import("./screens/incident"),
  "/warnings": () => import("./screens/warnings"),
  "/warnings/$id": () => import("./screens/warning"),
  "/notices": () => import("./screens/notices"),
  "/exercises": () => import("./screens/exercises"),
  "/exercises/$id": () => import("./screens/exercise"),
  "/roster": () => import("./screens/roster"),
  "/playbooks": () => import("./screens/playbooks"),
  "/playbooks/$code": () => import("./screens/playbookpage"),
  "/directives": () => import("./screens/directives"),
  "/directives/$id": () => import("./screens/directive"),
  "/briefs": () => import("./screens/briefs"),
  "/briefs/$date": () => import("./screens/brief"),
  "/briefs/$date/meeting": () => import("./screens/meeting"),
  "/handover": () => import("./screens/handovers"),
  "/handover/$id": () => import("./screens/handover"),
  "/reports": () => import("./screens/reports"),
  "/reports/new": () => import("./screens/reportnew"),
  "/reports/$id": () => import("./screens/reportone"),
  "/datasets": () => import("./screens/datasets"),
  "/datasets/$id": () => import("./screens/dataset"),
  "/dashboards": () => import("./screens/dashboards"),
  "/dashboards/$id": () => import("./screens/dashboard"),
  "/periodic": () => import("./screens/periodics"),
  "/periodic/$id": () => import("./screens/periodic"),
  "/periodic/template/$unit/$rhythm": () => import("./screens/periodictemplate"),
  "/indicators": () => import("./screens/indicators"),
  "/indicators/$code": () => import("./screens/indicator"),
  "/open-data": () => import("./screens/opensets"),
  "/open-data/$code": () => import("./screens/openset"),
  "/privacy": () => import("./screens/privacy"),
  "/privacy/$id": () => import("./screens/privacyone"),
  "/privacy/breach/$id": () => import("./screens/breach"),
  "/areas": () => import("./screens/areas"),
  "/units": () => import("./screens/units"),
  "/accounts": () => import("./screens/accounts"),
  "/calendar": () => import("./screens/calendar"),
  "/keeping": () => import("./screens/keeping"),
  "/packs": () => import("./screens/packs"),
  "/ledger": () => import("./screens/ledger"),
};

const AGAIN_MS = 2000;

/**
 * A screen whose file cannot be fetched because the line is cut waits until there is a line; the
 * router would load the whole page anew instead, which without a line ends everything. That the server
 * answers a moment later proves nothing, the line may be back; only where it serves another console
 * by now will the file never come, and loading anew is right.
 */
function screen(load: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(async () => {
    for (;;) {
      try {
        return await load();
      } catch (missing) {
        if (await upgraded()) throw missing;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  });
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** Home is the queue; who has no queue starts at the overview. */
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async () => {
    const me = await queries.fetchQuery(sessionQuery).catch(() => null);
    // Nobody signed in: stay, the shell shows the sign-in page at this address.
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- throwing is how this router redirects.
    if (me !== null) throw redirect({ to: may(me, "work.read") ? "/work" : "/overview", replace: true });
  },
  component: screen(screens["/sign-in"]),
});

// An item opens beside the queue, so its address is a child of the queue's and keeps the list as it is.
const queue = createRoute({ getParentRoute: () => root, path: "/work", component: screen(screens["/work"]) });
const item = createRoute({ getParentRoute: () => queue, path: "$id", component: () => null });

const routes: AnyRoute[] = PATHS.filter((path) => path !== "/work/$id" && path !== "/work").map((path) =>
  createRoute({ getParentRoute: () => root, path, component: screen(screens[path]) }),
);

export const router = createRouter({
  routeTree: root.addChildren([home, queue.addChildren([item]), ...routes]),
  basepath: CONSOLE,
  defaultPreload: "intent",
  scrollRestoration: true,
});
