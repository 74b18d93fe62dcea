import { useEffect, useState } from 'react';
import { call } from '../api';

/** What is done elsewhere meanwhile shows here by itself. */
const AGAIN_MS = 5_000;

/** What the server answers now, asked again while the page is seen, and at once after `look`. `path`: of the round, 0 first. */
export function useAsked<T>(path: (round: number) => string): { found: T | null; why: string; look: () => void } {
  const [found, setFound] = useState<T | null>(null);
  const [why, setWhy] = useState('');
  const [round, setRound] = useState(0);
  const now = path(round);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round may ask for the same once more
  useEffect(() => {
    let current = true;
    const ask = async () => {
      try {
        const told = await call<T>('GET', now);
        if (!current) return;
        setFound(told);
        setWhy('');
      } catch (error) {
        if (current) setWhy((error as Error).message);
      }
    };
    void ask();
    const timer = setInterval(() => !document.hidden && void ask(), AGAIN_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [now, round]);
  return { found, why, look: () => setRound((n) => n + 1) };
}
