import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from "react-aria-components";
import { useAlerts } from "../data/alerts";
import { useIncidents } from "../data/incidents";
import { may } from "../data/session";
import { useStations } from "../data/stations";
import type { Me } from "../data/types";
import { useTemplates } from "../data/warnings";
import { NEW } from "../screens/warningdraft";
import { matches, searchKey, t } from "../text";
import { entriesFor } from "./entries";

interface Goal {
  id: string;
  label: string;
  kind: string;
  to: string;
  search?: Record<string, string>;
}

const MOST = 60;

/** Ctrl K: pages, stations, open incidents and alerts, found with and without diacritics. */
export function Palette({ me, open, onClose }: { me: Me; open: boolean; onClose: () => void }) {
  return (
    <ModalOverlay className="scrim top" isOpen={open} onOpenChange={(is) => !is && onClose()} isDismissable>
      <Modal className="modal paletteb">
        <Dialog className="dialog" aria-label={t("palette.label")}>
          <Goals me={me} onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Goals({ me, onClose }: { me: Me; onClose: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const goals = foremost(useGoals(me), typed);
  return (
    <Autocomplete filter={matches} inputValue={typed} onInputChange={setTyped}>
      {/* The palette is opened in order to type: focus belongs in its box. */}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
      <SearchField className="palettef" aria-label={t("palette.label")} autoFocus>
        <Input placeholder={t("palette.hint")} />
      </SearchField>
      <Menu
        className="menu palettem"
        aria-label={t("palette.goals")}
        items={goals}
        renderEmptyState={() => <p className="muted nohit">{t("palette.none")}</p>}
        onAction={(key) => {
          const goal = goals.find((each) => each.id === key);
          onClose();
          if (goal !== undefined) void navigate({ to: goal.to, search: goal.search ?? {} });
        }}
      >
        {(goal: Goal) => (
          <MenuItem id={goal.id} className="menui" textValue={`${goal.label} ${goal.kind}`}>
            <span>{goal.label}</span> <small>{goal.kind}</small>
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  );
}

/** What begins with the typed words stands before what only holds them: "ban giao" is the hand-over before it is the brief. */
function foremost(goals: Goal[], typed: string): Goal[] {
  const key = searchKey(typed);
  if (key === "") return goals;
  const begins = (goal: Goal) => searchKey(goal.label).startsWith(key);
  return [...goals.filter(begins), ...goals.filter((goal) => !begins(goal))];
}

function useGoals(me: Me): Goal[] {
  const stations = useStations();
  const incidents = useIncidents("open", may(me, "incident.read"));
  const alerts = useAlerts("alive");
  const pages = entriesFor(me).flatMap((entry) =>
    entry.pages.map((page) => ({ id: page.path, label: t(page.label), kind: t("palette.page"), to: page.path })),
  );
  const templates = useTemplates(may(me, "warning.draft"));
  const begun = (templates.data?.items ?? []).map((each) => ({ id: `t ${each.code}`, label: `${t("warning.new")}: ${each.name}`, kind: t("palette.template"), to: `/warnings/${NEW}`, search: { template: each.code } }));
  const found = [
    ...(stations.data?.items ?? []).map((s) => ({ id: `s ${s.code}`, label: `${s.name} · ${s.code}`, kind: t("palette.station"), to: `/stations/${s.code}` })),
    ...(may(me, "incident.read") ? (incidents.data?.items ?? []) : []).map((i) => ({ id: i.id, label: `${i.number} · ${i.title}`, kind: t("palette.incident"), to: `/incidents/${i.id}` })),
    ...(alerts.data?.items ?? []).map((a) => ({ id: a.id, label: `${a.number} · ${a.title}`, kind: t("palette.alert"), to: `/alerts/${a.id}` })),
  ];
  return [...pages, ...begun, ...found.slice(0, MOST)];
}
