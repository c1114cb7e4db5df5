import { t } from "../text";

interface Props {
  id: string;
  label: string;
  /** Endings of names that the browser offers first: ".xlsx". */
  accept: string;
  fault: string;
  busy: boolean;
  onFile: (file: File) => void;
}

/** Takes one file at once when it is chosen; the same one can be chosen again after it was mended. */
export function FilePick({ id, label, accept, fault, busy, onFile }: Props) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-describedby={`${id}-fault`}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = "";
          if (chosen !== undefined) onFile(chosen);
        }}
      />
      <p id={`${id}-fault`} className="fault" role="alert">
        {fault}
      </p>
      {busy && <p role="status">{t("form.sending")}</p>}
    </>
  );
}
