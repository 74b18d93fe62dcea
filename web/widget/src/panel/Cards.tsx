/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { citationHref } from '../../../protocol/src/links';
import type { Card, Citation } from '../../../protocol/src/wire';
import { fill } from '../../../protocol/src/words';
import type { Seen } from './Panel';
import { day, money } from './times';

/** Lines of an order that are shown; the rest is counted. */
const LINES_SHOWN = 3;

type Shown = Omit<Seen, 'room'>;

/** What an answer rests on: orders and products as cards, pages by name. */
export function Sources({ cites, ...seen }: Shown & { cites: readonly Citation[] }) {
  const pages = cites.filter((one) => !one.card);
  return (
    <>
      {cites.map((one) => one.card && <CardOf key={one.ref} {...seen} cite={one} card={one.card} />)}
      {pages.length > 0 && (
        <ul class="sources" aria-label={seen.words.source}>
          {pages.map((one) => (
            <li key={one.ref} title={one.quote}>
              <Linked of={one.ref}>{one.title}</Linked>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const shop = (): string => new URLSearchParams(location.search).get('parent') ?? '';

function Linked({ of, name = '', children }: { of: string; name?: string; children: preact.ComponentChildren }) {
  const href = citationHref(of, shop());
  if (!href) return <span class={name}>{children}</span>;
  return (
    <a class={name} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function CardOf({ cite, card, words, locale }: Shown & { cite: Citation; card: Card }) {
  const lines = card.lines.slice(0, LINES_SHOWN).join(', ');
  const more = card.lines.length - LINES_SHOWN;
  const when = card.done_on
    ? fill(words, 'delivered', { time: day(card.done_on, locale) })
    : card.due_on && fill(words, 'arrives', { time: day(card.due_on, locale) });
  return (
    <Linked of={cite.ref} name="card">
      <Picture path={card.image} />
      <span class="what">
        <span class="title">
          <bdi>{cite.title}</bdi> {card.state && <span class="tag">{card.state}</span>}
        </span>
        {lines && (
          <span class="lines" dir="auto">
            {lines} {more > 0 && fill(words, 'more_items', { n: more })}
          </span>
        )}
        <span class="sum">
          <bdi>{money(card.amount, card.currency, locale)}</bdi>
          {when && ` · ${when}`}
        </span>
      </span>
    </Linked>
  );
}

/** From the shop alone; one that cannot be loaded leaves no hole. */
function Picture({ path }: { path: string }) {
  const [broken, setBroken] = useState(false);
  const src = /^\/(?!\/)/.test(path) && shop() ? shop() + path : '';
  if (!src || broken) return null;
  return <img src={src} alt="" referrerpolicy="no-referrer" onError={() => setBroken(true)} />;
}
