import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useFloor } from './floor';
import { Inbox } from './Inbox';
import { useShortcuts } from './keys';
import { Offers } from './Offers';
import { Overlays } from './Overlays';
import { PacketPane } from './PacketPane';
import { Room } from './Room';
import { Ring } from './ring';
import { TopBar } from './TopBar';
import { triggerName } from './words';

const Numbers = lazy(async () => ({ default: (await import('./Numbers')).Numbers }));
const Studio = lazy(async () => ({ default: (await import('./studio/Studio')).Studio }));
const Board = lazy(async () => ({ default: (await import('./Board')).Board }));

/** Where the address points: a conversation, a page, or the inbox. */
export interface Route {
  page: 'desk' | 'numbers' | 'floor' | 'studio';
  id: string;
}

function read(hash: string): Route {
  if (hash === '#/numbers') return { page: 'numbers', id: '' };
  if (hash === '#/floor') return { page: 'floor', id: '' };
  const studio = /^#\/studio\/?(\w*)/.exec(hash);
  if (studio) return { page: 'studio', id: studio[1] ?? '' };
  return { page: 'desk', id: decodeURIComponent(/^#\/c\/(.+)$/.exec(hash)?.[1] ?? '') };
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => read(location.hash));
  useEffect(() => {
    const changed = () => setRoute(read(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

export const open = (id: string) => {
  location.hash = id ? `#/c/${id}` : '#/';
};

export function Shell() {
  const floor = useFloor();
  const route = useRoute();
  const [tab, setTab] = useState<'talk' | 'packet'>('talk');
  const ring = useRing();
  useEffect(() => floor.open(), [floor]);
  useEffect(() => {
    floor.select(route.page === 'desk' ? route.id : '');
    setTab('talk');
  }, [floor, route.page, route.id]);
  useShortcuts(floor);
  const narrow = route.id ? tab : 'inbox';
  return (
    <div className="shell" data-narrow={narrow}>
      <TopBar ring={ring} page={route.page} />
      <Banner />
      {route.page !== 'desk' ? (
        <Suspense fallback={<main className="page soft">Opening…</main>}>
          {route.page === 'numbers' ? <Numbers /> : route.page === 'studio' ? <Studio place={route.id} /> : <Board />}
        </Suspense>
      ) : (
        <main className="desk">
          <div className="side">
            <Offers />
            <Inbox />
          </div>
          {route.id && <NarrowTabs tab={tab} onTab={setTab} />}
          <Room key={route.id} id={route.id} />
          <PacketPane id={route.id} onPoint={() => setTab('talk')} />
        </main>
      )}
      <Overlays />
    </div>
  );
}

/** On a phone one pane is seen at a time. */
function NarrowTabs({ tab, onTab }: { tab: 'talk' | 'packet'; onTab: (tab: 'talk' | 'packet') => void }) {
  return (
    <nav className="tabs" aria-label="Panes">
      <button type="button" className="quiet" onClick={() => open('')}>
        ‹ Inbox
      </button>
      <button type="button" className="quiet" aria-pressed={tab === 'talk'} onClick={() => onTab('talk')}>
        Conversation
      </button>
      <button type="button" className="quiet" aria-pressed={tab === 'packet'} onClick={() => onTab('packet')}>
        What we know
      </button>
    </nav>
  );
}

/** Rings while something is offered. */
function useRing(): Ring {
  const floor = useFloor();
  const ring = useRef<Ring>(null);
  ring.current ??= new Ring();
  useEffect(() => ring.current?.arm(), []);
  const first = floor.offers[0];
  const text = first ? `${first.customer.name || 'A customer'}: ${triggerName(first.trigger)}` : '';
  useEffect(() => ring.current?.call(text), [text]);
  useEffect(() => () => ring.current?.call(''), []);
  return ring.current;
}

/** What is wrong, if anything, in one line. */
function Banner() {
  const floor = useFloor();
  if (floor.signedOut) return <p className="banner bad">You are signed out. Open a new sign-in link to go on.</p>;
  if (!floor.online)
    return (
      <p className="banner warn" role="status">
        No connection. What you write is kept; nothing can be sent until it is back.
      </p>
    );
  if (floor.refusal)
    return (
      <p className="banner bad" role="alert">
        {floor.refusal}{' '}
        <button type="button" className="quiet" onClick={() => floor.dismiss()}>
          Dismiss
        </button>
      </p>
    );
  if (!floor.stale) return null;
  return (
    <p className="banner warn" role="status">
      A newer console is ready.{' '}
      <button type="button" className="quiet" onClick={() => location.reload()}>
        Reload
      </button>
    </p>
  );
}
