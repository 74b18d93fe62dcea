/** Where the panel covers the whole screen, Tab goes round inside it: what is behind cannot be seen. */

const REACHED = 'button:not(:disabled), input, textarea, a[href], [tabindex="0"]';

/** Watch for Tab at either end while `full()`. Returns how to undo it. */
export function keepInside(full: () => boolean, page: Document = document): () => void {
  const turn = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || !full()) return;
    const all = [...page.querySelectorAll<HTMLElement>(REACHED)].filter(tabbable);
    const [first, last] = [all[0], all.at(-1)];
    const [end, start] = event.shiftKey ? [first, last] : [last, first];
    const outside = page.activeElement === page.body || page.activeElement === null;
    if (page.activeElement !== end && !outside) return;
    event.preventDefault();
    start?.focus();
  };
  page.addEventListener('keydown', turn);
  return () => page.removeEventListener('keydown', turn);
}

/** Of a group of radio buttons Tab reaches one: the chosen one, or any where none is. */
function tabbable(one: HTMLElement): boolean {
  if (!(one instanceof HTMLInputElement) || one.type !== 'radio' || one.checked) return true;
  const group = [...one.ownerDocument.querySelectorAll<HTMLInputElement>(`input[name="${one.name}"]`)];
  return !group.some((other) => other.checked);
}
