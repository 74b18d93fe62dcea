/** Conversations as the server finds them, page by page. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { found as ask, type Row } from './api';

export interface Found {
  rows: Row[];
  loading: boolean;
  /** Why nothing could be found. */
  why: string;
  /** Fetch the next page, if there is one. */
  more: () => void;
}

const AFTER_MS = 180;

interface Pages {
  rows: Row[];
  next: string;
  loading: boolean;
  why: string;
}

const NOTHING: Pages = { rows: [], next: '', loading: true, why: '' };

/** What was found, while `wanted`; null otherwise. A new search begins when the typing pauses. */
export function useFound(wanted: boolean, search: string): Found | null {
  const [pages, setPages] = useState<Pages>(NOTHING);
  const run = useRef(0);
  useEffect(() => {
    run.current += 1;
    if (!wanted) return;
    const mine = run.current;
    setPages((before) => ({ ...before, loading: true }));
    const timer = setTimeout(() => {
      void page(search, '').then((told) => run.current === mine && setPages(told));
    }, AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted, search]);
  return useMemo(() => {
    if (!wanted) return null;
    const more = () => {
      if (pages.loading || !pages.next) return;
      const mine = run.current;
      setPages({ ...pages, loading: true });
      void page(search, pages.next).then((told) => {
        if (run.current === mine) setPages({ ...told, rows: joined(pages.rows, told.rows) });
      });
    };
    return { rows: pages.rows, loading: pages.loading, why: pages.why, more };
  }, [wanted, search, pages]);
}

async function page(search: string, next: string): Promise<Pages> {
  try {
    const told = await ask(search, next);
    return { ...told, loading: false, why: '' };
  } catch (error) {
    return { ...NOTHING, loading: false, why: (error as Error).message };
  }
}

/** A conversation that moved up while the pages were read stands where it was first seen. */
function joined(before: readonly Row[], after: readonly Row[]): Row[] {
  const known = new Set(before.map((row) => row.conversation_id));
  return [...before, ...after.filter((row) => !known.has(row.conversation_id))];
}
