import { lazy, Suspense } from 'react';
import { useFloor } from '../floor';
import './studio.css';

const PAGES = [
  ['policy', 'Policy', lazy(async () => ({ default: (await import('./Policy')).Policy }))],
  ['backtest', 'Backtest', lazy(async () => ({ default: (await import('./Backtest')).Backtest }))],
  ['staffing', 'Staffing', lazy(async () => ({ default: (await import('./Staffing')).Staffing }))],
  ['roster', 'Roster', lazy(async () => ({ default: (await import('./Roster')).Roster }))],
  ['letters', 'Dead letters', lazy(async () => ({ default: (await import('./Letters')).Letters }))],
  ['setup', 'Setup', lazy(async () => ({ default: (await import('./Setup')).Setup }))],
] as const;

/** Where leads change what decides, and try it first. */
export function Studio({ place }: { place: string }) {
  const floor = useFloor();
  const [name, title, Page] = PAGES.find(([one]) => one === place) ?? PAGES[0];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <main className="page studio" tabIndex={0} aria-label={`Studio: ${title}`}>
      <nav className="rooms" aria-label="Studio">
        {PAGES.map(([one, words]) => (
          <a key={one} href={`#/studio/${one}`} aria-current={one === name ? 'page' : undefined}>
            {words}
          </a>
        ))}
      </nav>
      {floor.leads ? (
        <Suspense fallback={<p className="soft">Opening…</p>}>
          <Page />
        </Suspense>
      ) : (
        <p className="soft">The studio is for leads. Ask one of them to change something here.</p>
      )}
    </main>
  );
}
