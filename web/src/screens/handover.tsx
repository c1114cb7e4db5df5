import { Printer } from "lucide-react";
import { useHandover } from "../data/handovers";
import { Button } from "../parts/button";
import { useParam } from "../shell/address";
import { t } from "../text";
import { OneHandover } from "./handoversheet";
import { Page } from "./page";

/** One sheet on its own page, as it is printed. */
export default function HandoverScreen() {
  const id = useParam("id");
  const sheet = useHandover(id);
  const print = (
    <Button onClick={() => window.print()}>
      <Printer className="i" aria-hidden="true" />
      {t("handover.print")}
    </Button>
  );
  return (
    <Page title={sheet.data?.number ?? t("nav.handover")} aside={sheet.data?.roster.name} tools={print} className="handoverpage">
      <OneHandover key={id} id={id} />
    </Page>
  );
}
