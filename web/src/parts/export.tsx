import { Download } from "lucide-react";
import { useState } from "react";
import { download } from "../data/download";
import { t } from "../text";
import { Button } from "./button";
import { useSay } from "./say";

type What = "stations" | "alerts" | "observations";

/** What is shown, as a file: the same rows, under the same rights, made by the server. */
export function Export({ what, query = {} }: { what: What; query?: Record<string, string> }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const fetchFile = async (kind: "csv" | "xlsx") => {
    setBusy(true);
    try {
      await download(`${what}.${kind}`, query);
      say(t("export.done"));
    } catch (error) {
      say(t("export.failed", { why: error instanceof Error ? error.message : "" }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="export" role="group" aria-label={t("export.label")}>
      <Download className="i" aria-hidden="true" />
      {(["csv", "xlsx"] as const).map((kind) => (
        <Button key={kind} small aria-disabled={busy} onClick={() => !busy && void fetchFile(kind)}>
          {t(`export.${kind}`)}
        </Button>
      ))}
    </div>
  );
}
