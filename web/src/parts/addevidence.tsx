import { Camera } from "lucide-react";
import { useId, useState } from "react";
import { Label, ProgressBar } from "react-aria-components";
import { addEvidence } from "../data/work";
import { number, t } from "../text";
import { faultWords } from "./forms";
import { isPhone, nameFor, shrunk } from "./shrink";
import { useSay } from "./say";

/** Choosing the photo sends it: one step less for someone standing in the rain. */
export function AddEvidence({ work }: { work: string }) {
  const id = useId();
  const say = useSay();
  const [share, setShare] = useState<number | null>(null);
  const [fault, setFault] = useState("");

  async function sendFile(file: File) {
    setFault("");
    setShare(0);
    try {
      const smaller = await shrunk(file, isPhone());
      await addEvidence(work, smaller, nameFor(file, smaller), "", setShare);
      say(t("evidence.sent", { name: file.name }));
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setShare(null);
    }
  }

  return (
    <div className="addev">
      <input
        id={id}
        type="file"
        className="vh"
        accept="image/*,application/pdf"
        aria-disabled={share !== null}
        aria-describedby={`${id}-fault`}
        onClick={(event) => {
          // Disabled it would throw focus away while it sends.
          if (share !== null) event.preventDefault();
        }}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void sendFile(file);
        }}
      />
      <label htmlFor={id} className="btn">
        <Camera className="i" aria-hidden="true" />
        {t("evidence.add")}
      </label>
      {share !== null && (
        <ProgressBar value={share * 100} valueLabel={`${number(share * 100, 0)}%`} className="progress">
          {({ percentage, valueText }) => (
            <>
              <Label>{t("evidence.sending")}</Label>
              <span className="num">{valueText}</span>
              <span className="track">
                <span className="fill" style={{ width: `${percentage ?? 0}%` }} />
              </span>
            </>
          )}
        </ProgressBar>
      )}
      <p id={`${id}-fault`} className="fault" role="alert">
        {fault}
      </p>
    </div>
  );
}
