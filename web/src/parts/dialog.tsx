import { X } from "lucide-react";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../text";

interface Dialogs {
  show: (title: string, body: ReactNode) => void;
  close: () => void;
}

const Context = createContext<Dialogs>({ show: () => undefined, close: () => undefined });

export const useDialog = () => useContext(Context);

/** One dialog at a time. React Aria keeps focus inside and gives it back to the opener on Esc. */
export function DialogHost({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ title: string; body: ReactNode } | null>(null);
  const dialogs = useMemo<Dialogs>(() => ({ show: (title, body) => setOpen({ title, body }), close: () => setOpen(null) }), []);
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
