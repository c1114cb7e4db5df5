import { X } from "lucide-react";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../text";

/** The lists behind a dialog are asked for again when it closes; the opener may go with the answer. */
const TRIES = 20;

interface Dialogs {
  show: (title: string, body: ReactNode) => void;
  close: () => void;
}

const Context = createContext<Dialogs>({ show: () => undefined, close: () => undefined });

export const useDialog = () => useContext(Context);

/**
 * One dialog at a time. React Aria keeps focus inside and gives it back to the opener. What was done may
 * have taken the opener away: then the heading of the page has focus, so that who works by keys is not lost.
 */
export function DialogHost({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ title: string; body: ReactNode } | null>(null);
  const was = useRef(false);
  const opener = useRef<Element | null>(null);
  const dialogs = useMemo<Dialogs>(
    () => ({
      show: (title, body) => {
        if (!was.current) opener.current = document.activeElement;
        setOpen({ title, body });
      },
      close: () => setOpen(null),
    }),
    [],
  );
  useEffect(() => {
    if (open !== null) {
      was.current = true;
      return undefined;
    }
    if (!was.current) return undefined;
    was.current = false;
    let tries = 0;
    const timer = setInterval(() => {
      // On a slow machine this comes before React Aria, which then leaves focus where it is: so the opener is tried first here too.
      if (document.activeElement === document.body) (opener.current?.isConnected === true ? (opener.current as HTMLElement) : document.querySelector<HTMLElement>("#page-title"))?.focus();
      if ((tries += 1) === TRIES) clearInterval(timer);
    }, 100);
    return () => clearInterval(timer);
  }, [open]);
  useEffect(() => {
    if (open === null) return undefined;
    // Between the opener and the dialog focus stands on neither for a moment; Escape is heard then too.
    const heard = (event: KeyboardEvent) => {
      if (event.key === "Escape" && event.target === document.body) setOpen(null);
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, [open]);
  return (
    <Context.Provider value={dialogs}>
      {children}
      <ModalOverlay className="scrim" isOpen={open !== null} onOpenChange={(is) => !is && setOpen(null)} isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            <div className="dialog-h">
              <Heading slot="title">{open?.title}</Heading>
              <button type="button" className="iconbtn" aria-label={t("dialog.close")} onClick={() => setOpen(null)}>
                <X className="i" aria-hidden="true" />
              </button>
            </div>
            {open?.body}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </Context.Provider>
  );
}
