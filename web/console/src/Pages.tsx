import { useEffect, useState } from 'react';
import { call } from './api';
import { write } from './commands';
import { Dialog } from './Dialog';
import { useFloor } from './floor';

interface Passage {
  ref: string;
  title: string;
  text: string;
}

const AFTER_MS = 150;

/** The shop's own pages: read there what is so, and put it into the reply. */
export function PagesDialog() {
  const floor = useFloor();
  const [search, setSearch] = useState('');
  const { passages, why } = usePassages(search);
  const insert = (text: string) => {
    floor.show('');
    setTimeout(() => write({ mode: 'reply', text, insert: true }));
  };
  return (
    <Dialog title="The shop’s pages" wide>
      <input
        type="search"
        aria-label="Search the shop’s pages"
        placeholder="Returns, delivery, warranty…"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {why && <p className="bad">{why}</p>}
      <ul className="passages" aria-live="polite">
        {passages?.map((one) => (
          <li key={one.ref + one.text}>
            <strong dir="auto">{one.title}</strong>
            <p dir="auto">{one.text}</p>
            <button type="button" className="quiet" onClick={() => insert(one.text)}>
              Put into the reply
            </button>
          </li>
        ))}
      </ul>
      {passages?.length === 0 && !why && <p className="soft none">No page has these words.</p>}
    </Dialog>
  );
}

function usePassages(search: string): { passages: Passage[] | null; why: string } {
  const [told, setTold] = useState<{ passages: Passage[] | null; why: string }>({ passages: null, why: '' });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      call<{ passages: Passage[]; missing: string }>('GET', `/v1/knowledge?q=${encodeURIComponent(search)}`).then(
        ({ passages, missing }) => current && setTold({ passages, why: missing }),
        (error: Error) => current && setTold({ passages: [], why: error.message }),
      );
    }, AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [search]);
  return told;
}
