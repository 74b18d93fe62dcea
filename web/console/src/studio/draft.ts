/** The draft of a policy goes along from the editor to the backtest; a reload begins with what is in force. */
import { useEffect, useState } from 'react';

let kept = '';
export const keepDraft = (text: string): void => {
  kept = text;
};
export const draft = (): string => kept;

/** What `ask` answers once nothing has changed for a while; the last answer stays until the next one is there. */
export function useAnswer<T>(
  ask: (() => Promise<T>) | null,
  key: string,
  afterMs: number,
): { told: T | null; why: string } {
  const [answer, setAnswer] = useState<{ told: T | null; why: string }>({ told: null, why: '' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is asked
  useEffect(() => {
    if (!ask) return;
    let current = true;
    const timer = setTimeout(() => {
      ask().then(
        (told) => current && setAnswer({ told, why: '' }),
        (error: Error) => current && setAnswer((before) => ({ told: before.told, why: error.message })),
      );
    }, afterMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, afterMs]);
  return answer;
}
