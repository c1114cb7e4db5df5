import { Check, ChevronRight } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { Button, Checkbox, Collection, Tree, TreeItem, TreeItemContent } from "react-aria-components";
import { matches, t } from "../text";
import { SearchBox } from "./datatable";

// Areas and units stand below each other. React Aria's tree gives arrows, Home, End and typing ahead;
// the search keeps what is above a hit, so that one sees where it stands.

export interface PlaceNode {
  code: string;
  name: string;
  parent: string;
  /** Kind, code, days: what stands beside the name. */
  about: ReactNode;
  /** What searching goes by. */
  words: string;
}

interface Branch extends PlaceNode {
  below: Branch[];
}

interface Props {
  label: string;
  places: PlaceNode[];
  /** Where places are chosen: their codes. */
  chosen?: string[];
  onChoose?: (codes: string[]) => void;
}

export function PlaceTree({ label, places, chosen, onChoose }: Props) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState<Set<string | number> | null>(null);
  const { roots, hits, first } = useMemo(() => grow(places, typed), [places, typed]);
  const expanded = typed !== "" ? new Set(places.map((p) => p.code)) : (open ?? first);
  const choosing =
    onChoose === undefined
      ? {}
      : {
          selectionMode: "multiple" as const,
          selectedKeys: chosen ?? [],
          onSelectionChange: (keys: "all" | Set<string | number>) => onChoose(keys === "all" ? places.map((p) => p.code) : [...keys].map(String)),
        };
  return (
    <div data-keys="list">
      <div className="tools">
        <SearchBox value={typed} onChange={setTyped} />
        <p className="muted" role="status">
          {t("table.count", { shown: hits, all: places.length })}
        </p>
      </div>
      <Tree aria-label={label} className="ptree" items={roots} expandedKeys={expanded} onExpandedChange={(keys) => setOpen(new Set(keys))} {...choosing} renderEmptyState={() => <p className="nohit">{t("table.nohit", { typed })}</p>}>
        {(branch) => <Row branch={branch} />}
      </Tree>
    </div>
  );
}

function Row({ branch }: { branch: Branch }) {
  return (
    <TreeItem id={branch.code} textValue={branch.name} className="prow">
      <TreeItemContent>
        {({ hasChildItems, level, selectionMode, isSelected }) => (
          <div className={`pline lv${Math.min(level, 5)}`}>
            {selectionMode === "multiple" && (
              <Checkbox slot="selection" className="pcheck">
                {isSelected && <Check className="i" aria-hidden="true" />}
              </Checkbox>
            )}
            {hasChildItems ? (
              <Button slot="chevron" className="iconbtn">
                <ChevronRight className="i" aria-hidden="true" />
              </Button>
            ) : (
              <span className="pgap" />
            )}
            <b>{branch.name}</b>
            <span className="muted">{branch.about}</span>
          </div>
        )}
      </TreeItemContent>
      <Collection items={branch.below}>{(below) => <Row branch={below} />}</Collection>
    </TreeItem>
  );
}

function grow(places: PlaceNode[], typed: string) {
  const byCode = new Map(places.map((p) => [p.code, p]));
  const hits = typed === "" ? places : places.filter((p) => matches(p.words, typed));
  const shown = new Set<string>();
  for (const hit of hits) for (let at: PlaceNode | undefined = hit; at !== undefined && !shown.has(at.code); at = byCode.get(at.parent)) shown.add(at.code);
  const branches = new Map<string, Branch>();
  for (const p of places) if (shown.has(p.code)) branches.set(p.code, { ...p, below: [] });
  const roots: Branch[] = [];
  for (const branch of branches.values()) (branches.get(branch.parent)?.below ?? roots).push(branch);
  return { roots, hits: hits.length, first: new Set<string | number>(roots.map((r) => r.code)) };
}
