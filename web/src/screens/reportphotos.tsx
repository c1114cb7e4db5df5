import { EyeOff, Globe, ImageOff } from "lucide-react";
import { useId, useRef, useState, type PointerEvent } from "react";
import type { ReportBox, ReportOne, ReportPhoto } from "../data/types";
import { WORLD } from "../data/world";
import { actionFor, Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { FormEnd, useForm } from "../parts/fields";
import { bytes, dateTime, t } from "../text";
import { boxOf, drawnBox, FIRST_BOX, typedBox, type TypedBox } from "../text/boxes";
import type { Doing } from "./reportone";

/** Pictures of what was reported and of what was done. What pages show is made anew of the bytes that came. */
export function ReportPhotos({ report, doing }: { report: ReportOne; doing: Doing }) {
  if (report.photos.length === 0 && report.proof.length === 0) return null;
  const may = actionFor(report.actions, "photo")?.allowed === true;
  return (
    <section className="card" aria-labelledby="rep-photos">
      <div className="ch">
        <h2 id="rep-photos">{t("report.photos")}</h2>
        <span>{t("report.photosCount", { count: report.photos.length })}</span>
      </div>
      <div className="pad">
        {report.photos.length > 0 && <Shelf photos={report.photos} of="report.photoNo" {...(may ? { doing } : {})} />}
        {report.proof.length > 0 && (
          <>
            <h3>{t("report.done")}</h3>
            <Shelf photos={report.proof} of="report.proofNo" />
          </>
        )}
      </div>
    </section>
  );
}

function Shelf({ photos, of, doing }: { photos: ReportPhoto[]; of: "report.photoNo" | "report.proofNo"; doing?: Doing }) {
  const dialog = useDialog();
  return (
    <ul className="shelf">
      {photos.map((photo, at) => {
        const name = t(of, { n: at + 1 });
        return (
          <li key={photo.sha}>
            <Picture photo={photo} name={name} />
            <p>
              <b>{name}</b> <span className="muted">{dateTime(photo.at)} · {bytes(photo.size)}</span>
            </p>
            {doing !== undefined && photo.href !== "" && (
              <p className="rowline">
                <span className={photo.public ? "tag on" : "tag"}>
                  {photo.public ? <Globe className="i" aria-hidden="true" /> : <EyeOff className="i" aria-hidden="true" />}
                  {t(photo.public ? "report.photoPublic" : "report.photoHidden")}
                </span>
                {photo.boxes.length > 0 && <span className="tag">{t("report.covered", { count: photo.boxes.length })}</span>}
                <Button
                  small
                  aria-label={t("report.coverOne", { name })}
                  onClick={() => dialog.show(t("report.coverOne", { name }), <CoverForm photo={photo} name={name} doing={doing} onDone={dialog.close} />)}
                >
                  {t("report.cover")}
                </Button>
              </p>
            )}
            <p>
              <a href={WORLD + photo.original} download={photo.name}>
                {t("report.original")}
              </a>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Picture({ photo, name }: { photo: ReportPhoto; name: string }) {
  if (photo.href !== "") return <img src={WORLD + photo.href} alt={name} loading="lazy" />;
  return (
    <span className="nopic">
      <ImageOff className="i" aria-hidden="true" />
      {photo.cannot === "" ? t("report.photoMaking") : photo.cannot}
      {(photo.type.startsWith("audio/") || photo.type === "video/webm") && <Voice photo={photo} name={name} />}
    </span>
  );
}

/** A voice note has no captions; what it says is written down in the answer to it. */
function Voice({ photo, name }: { photo: ReportPhoto; name: string }) {
  // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down yet what the caller says.
  return <audio controls preload="none" src={WORLD + photo.original} aria-label={name} />;
}

const SIDES = ["x", "y", "w", "h"] as const;

/** Parts of a picture are covered by figures in percent, or drawn over it. */
function CoverForm({ photo, name, doing, onDone }: { photo: ReportPhoto; name: string; doing: Doing; onDone: () => void }) {
  const id = useId();
  const form = useForm(onDone);
  const [shown, setShown] = useState(photo.public);
  const [boxes, setBoxes] = useState<TypedBox[]>(() => photo.boxes.map(typedBox));
  const [wrong, setWrong] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const read = boxes.map(boxOf);
  const put = (at: number, more: Partial<TypedBox>) => setBoxes(boxes.map((each, n) => (n === at ? { ...each, ...more } : each)));
  const add = (box: TypedBox) => {
    setBoxes([...boxes, box]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[role=group]:last-child input")?.focus());
  };
  return (
    <form
      className="words"
      noValidate
      onSubmit={(event) => {
        const first = read.findIndex((each) => each === null);
        setWrong(first);
        void form.send(event, { boxes: first < 0 ? "" : t("report.boxWrong", { n: first + 1 }) }, () =>
          doing({ do: "photo", sha: photo.sha, public: shown, boxes: read.filter((each) => each !== null) }, { do: "photo", sha: photo.sha, public: photo.public, boxes: photo.boxes }),
        );
      }}
    >
      <Drawing photo={photo} name={name} boxes={read} onDrawn={(box) => add(typedBox(box))} />
      <p className="muted">{t("report.coverHint")}</p>
      <div ref={list} className="boxes">
        {boxes.map((box, at) => (
          <div key={at} role="group" aria-label={t("report.boxNo", { n: at + 1 })}>
            <b aria-hidden="true">{at + 1}</b>
            {SIDES.map((side) => (
              <label key={side} htmlFor={`${id}-${at}-${side}`}>
                {t(`report.box.${side}`)}
                <input id={`${id}-${at}-${side}`} name={`box-${side}`} className="input num" inputMode="decimal" aria-invalid={wrong === at && read[at] === null} aria-describedby={`${id}-f`} value={box[side]} onChange={(event) => put(at, { [side]: event.target.value })} />
              </label>
            ))}
            <Button
              small
              look="quiet"
              aria-label={t("report.boxDrop", { n: at + 1 })}
              onClick={(event) => {
                const next = event.currentTarget.closest("form")?.querySelector<HTMLElement>("[data-add]");
                setBoxes(boxes.filter((_, n) => n !== at));
                next?.focus();
              }}
            >
              {t("report.boxDropShort")}
            </Button>
          </div>
        ))}
      </div>
      <p id={`${id}-f`} className="fault" role="alert">
        {form.fault("boxes")}
      </p>
      <div>
        <Button small data-add onClick={() => add(FIRST_BOX)}>
          {t("report.boxAdd")}
        </Button>
      </div>
      <label className="check">
        <input type="checkbox" name="public" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        <span>{t("report.mayPublish")}</span>
      </label>
      <FormEnd form={form} send={t("report.do.photo")} onCancel={onDone} />
    </form>
  );
}

/** The picture with what will be covered; a drag draws one more. Who cannot drag types the figures below. */
function Drawing({ photo, name, boxes, onDrawn }: { photo: ReportPhoto; name: string; boxes: (ReportBox | null)[]; onDrawn: (box: ReportBox) => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState<{ x: number; y: number } | null>(null);
  const [to, setTo] = useState<{ x: number; y: number } | null>(null);
  const spot = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    return box === undefined ? null : { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const drawing = from !== null && to !== null ? drawnBox(from, to) : null;
  return (
    <div
      ref={frame}
      className="drawing"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(spot(event));
      }}
      onPointerMove={(event) => from !== null && setTo(spot(event))}
      onPointerUp={() => {
        if (drawing !== null) onDrawn(drawing);
        setFrom(null);
        setTo(null);
      }}
    >
      <img src={WORLD + photo.href} alt={name} draggable={false} />
      {[...boxes, drawing].map((box, at) =>
        box === null ? null : (
          <span key={at} className="cover" aria-hidden="true" style={{ left: `${box.x * 100}%`, top: `${box.y * 100}%`, width: `${box.w * 100}%`, height: `${box.h * 100}%` }}>
            {at + 1}
          </span>
        ),
      )}
    </div>
  );
}
