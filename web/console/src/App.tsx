import { useEffect, useState } from 'react';
import { type Me, me, signIn } from './api';
import { Floor, FloorProvider } from './floor';
import { Shell } from './Shell';
import { SignIn } from './SignIn';

type Where = { at: 'coming' } | { at: 'outside'; why: string } | { at: 'inside'; floor: Floor };

export function App() {
  const [where, setWhere] = useState<Where>({ at: 'coming' });
  useEffect(() => {
    const controller = new AbortController();
    void enter().then((next) => !controller.signal.aborted && setWhere(next));
    return () => controller.abort();
  }, []);
  if (where.at === 'coming') return <p className="center soft">Opening the console…</p>;
  if (where.at === 'outside') return <SignIn why={where.why} />;
  return (
    <FloorProvider value={where.floor}>
      <Shell />
    </FloorProvider>
  );
}

/** Use up the code of a sign-in link, if there is one, and see who we are. */
async function enter(): Promise<Where> {
  const code = new URLSearchParams(location.search).get('code');
  let why = '';
  if (code) {
    history.replaceState(null, '', location.pathname + location.hash);
    await signIn(code).catch((error: Error) => {
      why = error.message;
    });
  }
  try {
    const found: Me | null = await me();
    return found ? { at: 'inside', floor: new Floor(found) } : { at: 'outside', why };
  } catch (error) {
    return { at: 'outside', why: `The server could not be asked who you are: ${(error as Error).message}` };
  }
}
