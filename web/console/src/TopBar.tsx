import { useState } from 'react';
import { signOut } from './api';
import { useFloor } from './floor';
import type { Ring } from './ring';

export function TopBar({ ring, page }: { ring: Ring; page: string }) {
  const floor = useFloor();
  const leave = () => void signOut().finally(() => location.reload());
  return (
    <header className="top">
      <h1>
        <a className="brand" href="#/">
          <img src="./icon.svg" alt="" width="24" height="24" />
          <span>Escape Hatch</span>
        </a>
      </h1>
      <nav aria-label="Pages">
        <a href="#/" aria-current={page === 'desk' ? 'page' : undefined}>
          Conversations
        </a>
        <a href="#/floor" aria-current={page === 'floor' ? 'page' : undefined}>
          Floor
        </a>
        <a href="#/numbers" aria-current={page === 'numbers' ? 'page' : undefined}>
          Numbers
        </a>
        {floor.leads && (
          <a href="#/studio/policy" aria-current={page === 'studio' ? 'page' : undefined}>
            Studio
          </a>
        )}
      </nav>
      <Presence />
      <Bells ring={ring} />
      <button type="button" className="quiet find" onClick={() => floor.show('palette')} title="Commands (Ctrl K)">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20" />
        </svg>
        <span className="unseen">Commands</span>
        <kbd>Ctrl K</kbd>
      </button>
      <button type="button" className="quiet icon" onClick={() => floor.show('help')} title="Keyboard shortcuts (?)">
        <span aria-hidden="true">?</span>
        <span className="unseen">Keyboard shortcuts</span>
      </button>
      <button type="button" className="quiet me" onClick={leave} title="Sign out">
        {floor.me.agent.name} <span className="soft">· sign out</span>
      </button>
    </header>
  );
}

/** What calls: sound, and the desktop when the page is not seen. */
function Bells({ ring }: { ring: Ring }) {
  const [muted, setMuted] = useState(false);
  const [notifies, setNotifies] = useState(ring.notifies);
  const mute = () => {
    ring.muted = !muted;
    setMuted(!muted);
  };
  return (
    <>
      <button
        type="button"
        className="quiet icon"
        aria-pressed={!muted}
        onClick={mute}
        title={muted ? 'Sound is off' : 'Sound is on'}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={muted ? 'M5 10v4h3l5 4V6L8 10zM17 10l4 4M21 10l-4 4' : 'M5 10v4h3l5 4V6L8 10zM17 9a4 4 0 0 1 0 6'} />
        </svg>
        <span className="unseen">Sound</span>
      </button>
      <button
        type="button"
        className="quiet icon"
        aria-pressed={notifies}
        onClick={() => void ring.notify(!notifies).then(setNotifies)}
        title={notifies ? 'The desktop is told' : 'The desktop is not told'}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={`M6 17h12l-1.5-2.5V11a4.5 4.5 0 0 0-9 0v3.5zM10.5 20h3${notifies ? '' : 'M4 4l16 16'}`} />
        </svg>
        <span className="unseen">Desktop notifications</span>
      </button>
    </>
  );
}

function Presence() {
  const floor = useFloor();
  const { capacity } = floor.me.agent;
  const known = floor.colleagues.find((one) => one.id === floor.me.agent.id)?.load;
  const load = known ?? floor.sections.find((one) => one.name === 'mine')?.rows.length ?? 0;
  const available = floor.presence === 'available';
  return (
    <button
      type="button"
      role="switch"
      aria-checked={available}
      className={`presence ${floor.presence}`}
      disabled={!floor.online}
      onClick={() => void floor.setPresence(available ? 'away' : 'available')}
    >
      <i aria-hidden="true" />
      {floor.presence === 'offline' ? 'Offline' : available ? 'Available' : 'Away'}
      <span className="soft" title={`${load} of at most ${capacity} conversations`}>
        {load}/{capacity}
      </span>
    </button>
  );
}
