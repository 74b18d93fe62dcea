/** @jsxImportSource preact */
import { pieces } from '../../../protocol/src/links';

/** Somebody's words, as they are: no markup is read, nothing is loaded; addresses become links that are safe to follow. */
export function Text({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, place) =>
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
          piece.text
        ),
      )}
    </>
  );
}
