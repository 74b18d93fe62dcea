/**
 * What the shop's page and the panel's frame say to each other: one typed message each way, nothing else.
 *
 * Both sides check the exact origin and the window a message came from. Neither reads the other's document.
 */
export const MARK = 'escapehatch';

export interface Page {
  url: string;
  title: string;
}

export interface Cart {
  total: number;
  currency: string;
  items: string[];
}

/** From the shop's page to the panel. */
export type FromHost =
  | { type: 'hello'; identity: string; locale: string; page: Page; cart: Cart | null; open: boolean; full: boolean }
  | { type: 'shown'; open: boolean; full: boolean }
  | { type: 'cart'; cart: Cart }
  | { type: 'identity'; identity: string };

/** From the panel to the shop's page. */
export type FromPanel =
  | { type: 'ready' }
  | { type: 'unread'; count: number }
  | { type: 'running'; running: boolean }
  | { type: 'labels'; open: string; close: string; title: string; unread: string; direction: 'ltr' | 'rtl' }
  | { type: 'identify' }
  | { type: 'close' };

/** A site's id as a name. */
export const shopName = (site: string): string => site.charAt(0).toUpperCase() + site.slice(1);

export function envelope<T>(message: T): { mark: string; message: T } {
  return { mark: MARK, message };
}

/** The message in `event`, or null when it is not from `origin` and `source`, or not one of ours. */
export function opened<T extends { type: string }>(event: MessageEvent, origin: string, source: unknown): T | null {
  if (event.origin !== origin || event.source !== source) return null;
  const data = event.data as { mark?: unknown; message?: { type?: unknown } } | null;
  if (!data || data.mark !== MARK || typeof data.message?.type !== 'string') return null;
  return data.message as T;
}

const text = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '');

/** A cart as we take it from a page that may hand us anything. */
export function cartFrom(value: unknown): Cart | null {
  if (typeof value !== 'object' || value === null) return null;
  const { total, currency, items } = value as Record<string, unknown>;
  if (typeof total !== 'number' || !Number.isFinite(total)) return null;
  const names = Array.isArray(items) ? items.slice(0, 100).map((one) => text(one, 200)) : [];
  return { total, currency: text(currency, 3) || 'EUR', items: names };
}
