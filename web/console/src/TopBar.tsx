import { useState } from 'react';
import { signOut } from './api';
import { useFloor } from './floor';
import type { Ring } from './ring';

export function TopBar({ ring, page, onHelp }: { ring: Ring; page: string; onHelp: () => void }) {
  const floor = useFloor();
  const [muted, setMuted] = useState(false);
  const mute = () => {
    ring.muted = !muted;
    setMuted(!muted);
  };
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
        <a href="#/numbers" aria-current={page === 'numbers' ? 'page' : undefined}>
          Numbers
        </a>
      </nav>
      <Presence />
      <button
        type="button"
        className="quiet icon"
        aria-pressed={muted}
        onClick={mute}
        title={muted ? 'Sound is off' : 'Sound is on'}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={muted ? 'M5 10v4h3l5 4V6L8 10zM17 10l4 4M21 10l-4 4' : 'M5 10v4h3l5 4V6L8 10zM17 9a4 4 0 0 1 0 6'} />
        </svg>
        <span className="unseen">Sound {muted ? 'off' : 'on'}</span>
      </button>
      <button type="button" className="quiet icon" onClick={onHelp} title="Keyboard shortcuts (?)">
        <span aria-hidden="true">?</span>
        <span className="unseen">Keyboard shortcuts</span>
      </button>
      <button type="button" className="quiet me" onClick={leave} title="Sign out">
        {floor.me.agent.name} <span className="soft">· sign out</span>
      </button>
    </header>
  );
}

function Presence() {
  const floor = useFloor();
  const { capacity } = floor.me.agent;
  const load = floor.sections.find((one) => one.name === 'mine')?.rows.length ?? 0;
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
