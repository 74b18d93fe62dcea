import type { Wait } from '../../../protocol/src/wire';
import { fill, type Words } from '../../../protocol/src/words';

/** A moment in the reader's own words and time zone: the day is named unless it is today. */
export function moment(at: string, locale: string, now: Date = new Date()): string {
  const date = new Date(at);
  const today = date.toDateString() === now.toDateString();
  const day: Intl.DateTimeFormatOptions = today ? {} : { weekday: 'long', day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat(locale, { ...day, hour: 'numeric', minute: '2-digit' }).format(date);
}

/** A day (`2026-03-04`) in the reader's words; anything else as it stands. */
export function day(date: string, locale: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  const form: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale, form).format(at);
}

/** A sum in the reader's form; with the bare code where the currency is none. */
export function money(amount: number, currency: string, locale: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}

/** "You are number 2. Usually 3 to 6 minutes.": only what is known, and never a single number that looks exact. */
export function waitLine(words: Words, wait: Wait): string {
  const place = wait.place <= 1 ? words.next : fill(words, 'place', { n: wait.place });
  return `${place} ${range(words, wait)}`;
}

function range(words: Words, wait: Wait): string {
  const low = Math.max(1, Math.round(wait.low_s / 60));
  const high = Math.ceil(wait.high_s / 60);
  if (!wait.high_s) return words.wait_unknown;
  if (wait.high_s <= 60) return words.wait_short;
  return low >= high ? fill(words, 'wait_about', { high }) : fill(words, 'wait_range', { low, high });
}

/** Whether a text can be written to: an e-mail address or a phone number. */
export function reachable(contact: string): boolean {
  const digits = contact.replace(/\D/g, '').length;
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact) || (/^[+()\d\s./-]+$/.test(contact) && digits >= 6 && digits <= 15);
}
