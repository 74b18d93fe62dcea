import { Fragment, type ReactNode } from 'react';
import { pieces } from '../../protocol/src/links';

/** Somebody's words, as they are. `from`..`to` is the stretch that is pointed at (characters as Python counts them). */
export function Text({ text, from = 0, to = 0 }: { text: string; from?: number; to?: number }) {
  if (to <= from) return <>{linked(text)}</>;
  const points = Array.from(text);
  return (
    <>
      {linked(points.slice(0, from).join(''))}
      <mark>{points.slice(from, to).join('')}</mark>
      {linked(points.slice(to).join(''))}
    </>
  );
}

function linked(text: string): ReactNode[] {
  return pieces(text).map((piece, place) =>
    piece.href ? (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
        key={place}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {piece.text}
      </a>
    ) : (
      <Fragment
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole, nothing in it moves
        key={place}
      >
        {piece.text}
      </Fragment>
    ),
  );
}
