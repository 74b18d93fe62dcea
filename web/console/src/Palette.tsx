import { type KeyboardEvent, useMemo, useState } from 'react';
import { COMMANDS } from './commands';
import { Dialog } from './Dialog';
import { type Floor, useFloor } from './floor';
import { statusName } from './words';

/** One thing that can be picked; `key` is shown beside it. */
interface Choice {
  id: string;
  title: string;
  detail: string;
  key: string;
  run: () => void;
}

const SHOWN_MAX = 60;

/** Every command that can be done now, and every conversation on the list. */
export function Palette() {
  const floor = useFloor();
  const choices = useMemo(() => everything(floor), [floor]);
  return (
    <Dialog title="Commands" bare wide>
      <Picker
        choices={choices}
        placeholder="What to do, or who to go to"
        onPick={(choice) => {
          floor.show('');
          // The dialog gives the focus back first; then the command may take it.
          setTimeout(choice.run);
        }}
      />
    </Dialog>
  );
}

function everything(floor: Floor): Choice[] {
  const commands = COMMANDS.filter((one) => one.can(floor)).map((one) => ({
    id: `do:${one.title}`,
    title: one.title,
    detail: one.group,
    key: one.key,
    run: () => one.run(floor),
  }));
  const people = floor.sections.flatMap((section) =>
    section.rows.map((row) => ({
      id: row.conversation_id,
      title: row.customer.name || 'Not signed in',
      detail: `${statusName(row.status)}${row.last ? ` · ${row.last}` : ''}`,
      key: '',
      run: () => {
        location.hash = `#/c/${row.conversation_id}`;
      },
    })),
  );
  return [...commands, ...people];
}

/** A field and a list under it: letters narrow, arrows move, Enter picks. */
export function Picker<C extends Choice>(props: {
  choices: readonly C[];
  placeholder: string;
  onPick: (choice: C) => void;
  /** What is said when nothing fits. */
  none?: string;
}) {
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const shown = narrow(props.choices, search);
  const place = Math.min(at, shown.length - 1);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = shown[place];
    if (by && shown.length) setAt((place + by + shown.length) % shown.length);
    else if (event.key === 'Enter' && chosen) props.onPick(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div className="picker">
      <input
        role="combobox"
        aria-label={props.placeholder}
        aria-expanded="true"
        aria-controls="picker-list"
        aria-autocomplete="list"
        aria-activedescendant={shown[place] ? `pick-${place}` : undefined}
        placeholder={props.placeholder}
        autoComplete="off"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={move}
      />
      <div id="picker-list" role="listbox" aria-label={props.placeholder}>
        {shown.map((choice, n) => (
          <Option
            key={choice.id}
            id={`pick-${n}`}
            choice={choice}
            chosen={n === place}
            onPick={() => props.onPick(choice)}
          />
        ))}
      </div>
      {!shown.length && <p className="soft none">{props.none ?? 'Nothing is called that.'}</p>}
    </div>
  );
}

function Option(props: { id: string; choice: Choice; chosen: boolean; onPick: () => void }) {
  const { title, detail, key } = props.choice;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, as a combobox wants it
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, as a combobox wants it
    <div
      id={props.id}
      role="option"
      aria-selected={props.chosen}
      onClick={props.onPick}
      ref={(box) => {
        if (props.chosen) box?.scrollIntoView({ block: 'nearest' });
      }}
    >
      <span className="pick-title" dir="auto">
        {title}
      </span>
      <span className="pick-detail soft" dir="auto">
        {detail}
      </span>
      {key && <kbd>{key}</kbd>}
    </div>
  );
}

/** What has every word of the search: those with a word that begins so first. */
export function narrow<C extends Choice>(choices: readonly C[], search: string): C[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => words.every((word) => text.includes(word));
  const begins = (text: string) => words.some((word) => text.startsWith(word) || text.includes(` ${word}`));
  const rank = (one: C): number => {
    const title = one.title.toLowerCase();
    if (!fits(`${title} ${one.detail.toLowerCase()}`)) return 3;
    if (!fits(title)) return 2;
    return begins(title) ? 0 : 1;
  };
  const ranked = choices.map((one) => ({ one, rank: rank(one) })).filter((one) => one.rank < 3);
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, SHOWN_MAX)
    .map(({ one }) => one);
}
