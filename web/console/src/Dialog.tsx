import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useFloor } from './floor';

interface Props {
  title: string;
  children: ReactNode;
  wide?: boolean;
  /** No visible title: the content speaks for itself. */
  bare?: boolean;
}

/** The browser's own modal dialog: it keeps the focus and closes on Esc; whoever had the focus gets it back. */
export function Dialog({ title, children, wide = false, bare = false }: Props) {
  const floor = useFloor();
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const mine = useRef(floor.overlay).current;
  /** The browser tells of a close a moment later: by then another dialog may be open. */
  const close = () => {
    if (floor.overlay === mine) floor.show('');
  };
  // Before the next key is heard: whoever types fast must not type into the page below.
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    box.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, the click beside it is for the mouse
    <dialog
      ref={box}
      className={`${wide ? 'wide' : ''} ${bare ? 'bare' : ''}`}
      aria-labelledby={bare ? undefined : id}
      aria-label={bare ? title : undefined}
      onClose={close}
      onClick={(event) => event.target === box.current && close()}
    >
      {!bare && (
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" className="quiet icon" aria-label="Close" onClick={close}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6 6 18" />
            </svg>
          </button>
        </header>
      )}
      {children}
    </dialog>
  );
}
