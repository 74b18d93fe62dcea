import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { Row } from './api';
import { FIND } from './commands';
import { useFloor, useNow } from './floor';
import type { Section } from './inbox';
import { type Found, useFound } from './search';
import { age, moment } from './times';
import { priorityName, statusName } from './words';

type Item =
  | { kind: 'title'; key: string; text: string; count: number }
  | { kind: 'none'; key: string; text: string }
  | { kind: 'row'; key: string; row: Row; section: Section['name'] | 'found' };

/** Rows have one height, so that ten thousand need no measuring; these are the CSS's own numbers. */
const HEIGHTS: Record<Item['kind'], number> = { title: 36, none: 28, row: 54 };
const OVERSCAN = 8;
/** Fetch the next page when so many rows or fewer are left below. */
const AHEAD = 20;

export function Inbox() {
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState('');
  const found = useFound(all || search !== '', search);
  const floor = useFloor();
  const items = found ? foundItems(found, floor.rows) : liveItems(floor.sections);
  return (
    <nav className="inbox" aria-label="Conversations">
      <Search value={search} onChange={setSearch} />
      <fieldset className="modes views" aria-label="Which conversations">
        <button type="button" className="quiet" aria-pressed={!all} onClick={() => setAll(false)}>
          Now
        </button>
        <button type="button" className="quiet" aria-pressed={all} onClick={() => setAll(true)}>
          All
        </button>
      </fieldset>
      <List key={found ? 'found' : 'live'} items={items} found={found} />
    </nav>
  );
}

function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const find = () => field.current?.focus();
    addEventListener(FIND, find);
    return () => removeEventListener(FIND, find);
  }, []);
  return (
    <div className="search">
      <input
        ref={field}
        type="search"
        aria-label="Search all conversations"
        placeholder="Search"
        value={value}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange('');
          field.current?.blur();
        }}
      />
      {!value && <kbd>/</kbd>}
    </div>
  );
}

/** Mine and waiting are always shown, so that their emptiness is told too. */
function liveItems(sections: readonly Section[]): Item[] {
  const shown = sections.filter((one) => one.name !== 'offered' && (one.rows.length || EMPTY[one.name]));
  return shown.flatMap((section): Item[] => [
    { kind: 'title', key: `title:${section.name}`, text: section.title, count: section.rows.length },
    ...(section.rows.length
      ? section.rows.map((row): Item => ({ kind: 'row', key: row.conversation_id, row, section: section.name }))
      : [{ kind: 'none' as const, key: `none:${section.name}`, text: EMPTY[section.name] ?? '' }]),
  ]);
}

const EMPTY: Record<string, string> = { mine: 'You are with nobody.', waiting: 'Nobody is waiting.' };

/** As they were found, or as they have become since; whoever was erased is gone from here too. */
function foundItems(found: Found, live: readonly Row[]): Item[] {
  const now = new Map(live.map((row) => [row.conversation_id, row]));
  const rows = found.rows
    .map((row) => now.get(row.conversation_id) ?? row)
    .filter((row) => row.status !== 'erased')
    .map((row): Item => ({ kind: 'row', key: row.conversation_id, row, section: 'found' }));
  const text = found.why || (found.loading ? 'Looking…' : 'Nothing was found.');
  return rows.length ? rows : [{ kind: 'none', key: 'none', text }];
}

function List({ items, found }: { items: Item[]; found: Found | null }) {
  const floor = useFloor();
  const now = useNow(floor);
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (n) => HEIGHTS[items[n]?.kind ?? 'row'],
    getItemKey: (n) => items[n]?.key ?? n,
    overscan: OVERSCAN,
  });
  const last = list.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (found && last >= items.length - AHEAD) found.more();
  }, [found, last, items.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected is brought into view, new rows move nothing
  useEffect(() => {
    const place = items.findIndex((one) => one.key === floor.selected);
    if (place >= 0) list.scrollToIndex(place, { align: 'auto' });
  }, [floor.selected]);
  return (
    <div className="rows" ref={box}>
      <div className="rows-all" style={{ blockSize: list.getTotalSize() }}>
        {list.getVirtualItems().map((place) => {
          const item = items[place.index];
          return (
            item && (
              <div key={place.key} className="rows-one" style={{ transform: `translateY(${place.start}px)` }}>
                {item.kind === 'row' ? (
                  <Line row={item.row} section={item.section} now={now} current={item.key === floor.selected} />
                ) : item.kind === 'title' ? (
                  <h2>
                    {item.text} <span className="soft">{item.count}</span>
                  </h2>
                ) : (
                  <p className="soft none">{item.text}</p>
                )}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

interface LineProps {
  row: Row;
  section: Section['name'] | 'found';
  now: number;
  current: boolean;
}

function Line({ row, section, now, current }: LineProps) {
  const waits = section === 'waiting' && row.waiting_since;
  const unanswered = section === 'mine' && row.last_role === 'customer';
  return (
    <a
      className={`row section-${section}${unanswered ? ' unanswered' : ''}`}
      href={`#/c/${row.conversation_id}`}
      aria-current={current ? 'true' : undefined}
      data-row={row.conversation_id}
    >
      <span className="row-name" dir="auto">
        {row.customer.name || 'Not signed in'}
        {row.customer.tier && <span className="badge">{row.customer.tier}</span>}
        {waits && row.priority > 0 && <span className="badge hot">{priorityName(row.priority)}</span>}
        {row.away && <span className="badge">away</span>}
      </span>
      <time className={waits ? 'row-time hot' : 'row-time'} dateTime={waits || row.updated_at}>
        {age(waits || row.updated_at, now)}
      </time>
      <span className="row-last soft" dir="auto">
        {second(row, section)}
      </span>
    </a>
  );
}

/** The line under the name: for whoever waits why, for the others what was said last. */
function second(row: Row, section: LineProps['section']): string {
  const last = row.last || row.title;
  if (section === 'waiting') {
    const promised = row.callback_at ? `promised by ${moment(row.callback_at)} · ` : '';
    const offered = row.reservation ? `offered to ${row.reservation.agent.name} · ` : '';
    return promised + offered + (row.reason || last);
  }
  if (section === 'held') return `until ${moment(row.hold_until_at ?? '')} · ${last}`;
  if (section === 'colleagues') return `${row.agent_name}${row.status === 'on_hold' ? ', on hold' : ''}: ${last}`;
  if (section === 'found') return `${statusName(row.status)} · ${last}`;
  return last;
}
