/** Who is writing, as the server knows them: asked for over HTTP, kept in the frame's own storage per site. */
import { put, type Shelf } from '../../../protocol/src/outbox';
import type { Page } from '../host';

export interface Session {
  token: string;
  customer: { id: string; name: string; verified: boolean; email?: string; phone?: string };
  conversation_id: string;
  /** The shopper must be told that a machine answers. */
  disclosure: boolean;
  bot_name: string;
  /** A copy can be sent by e-mail. */
  mails?: boolean;
  /** Kinds of files that may be sent: picture, pdf, text, other. */
  uploads?: string[];
  /** What was said in the conversation that was left is not there any more, and nobody erased it. */
  lost?: boolean;
  shop?: string;
}

export interface Wish {
  site: string;
  identity: string;
  locale: string;
  page: Page;
  /** The conversation that is on this page now, if any. */
  left: string;
}

const LOCALE_MAX_CHARS = 35;
/** Whoever has taken the question and not answered by then is asked again. */
const ANSWER_WITHIN_MS = 15_000;

interface Kept {
  token: string;
  /** Who the shop said it was; empty for an anonymous shopper. */
  subject: string;
}

/** The server said no for good (an unknown site, a bad identity): trying again is of no use. */
export class SessionRefused extends Error {}

/** The subject a signed identity names. Not a check: the server checks the signature. */
export function subjectOf(identity: string): string {
  try {
    const body = identity.split('.')[1] ?? '';
    const plain = atob(body.replace(/-/g, '+').replace(/_/g, '/'));
    return String((JSON.parse(plain) as { sub?: unknown }).sub ?? '');
  } catch {
    return '';
  }
}

/**
 * A session for whoever is on the page now. The one before is handed over only where it may become theirs: the same
 * person, or an anonymous shopper who has just signed in. Otherwise `forget` wipes what this device remembers.
 */
export async function openSession(wish: Wish, shelf: Shelf | null, forget: () => void): Promise<Session> {
  const key = `eh:${wish.site}:session`;
  const kept = read(shelf, key);
  const subject = subjectOf(wish.identity);
  const theirs = kept !== null && (kept.subject === subject || kept.subject === '');
  if (kept && !theirs) forget();
  const { site, identity, left } = wish;
  const locale = wish.locale
    .replace(/_/g, '-')
    .replace(/[^A-Za-z0-9-]/g, '')
    .slice(0, LOCALE_MAX_CHARS);
  const before = shelf?.getItem(key);
  const session = await post({ site, locale, page: wish.page.url, identity, session: theirs ? kept.token : '', left });
  // Another tab of theirs was quicker: both go on with what it began.
  if (!subject && shelf?.getItem(key) !== before) return openSession(wish, shelf, forget);
  put(shelf, key, JSON.stringify({ token: session.token, subject } satisfies Kept));
  return session;
}

function read(shelf: Shelf | null, key: string): Kept | null {
  return JSON.parse(shelf?.getItem(key) || 'null') as Kept | null;
}

async function post(body: Record<string, unknown>): Promise<Session> {
  const answer = await fetch('/v1/widget/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'omit',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (answer.ok) return (await answer.json()) as Session;
  const why = `HTTP ${answer.status}`;
  // What is wrong with the question stays wrong; too many of them do not.
  throw / 4(?!29)/.test(why) ? new SessionRefused(why) : new Error(why);
}

/** Remove everything this device remembers of a site (another person uses it now). */
export function wipe(shelf: Shelf | null, site: string): void {
  if (!shelf) return;
  const keys = Array.from({ length: shelf.length }, (_, place) => shelf.key(place));
  for (const key of keys) if (key?.startsWith(`eh:${site}:`)) shelf.removeItem(key);
}
