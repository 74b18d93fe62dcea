/** A piece of a text: plain, or a link that may be followed. */
export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu;
/** What ends a sentence, not an address. */
const TAIL = /[.,;:!?)\]}»”’]+$/u;

/**
 * Split a text at its http(s) addresses. Everything else stays text: no markup is read, nothing is loaded.
 *
 * An address with a user name, or one that is not what it looks like (a host in punycode), stays text too.
 */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, '');
    if (!followable(address)) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index) });
    found.push({ text: address, href: address });
    done = match.index + address.length;
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}

/** Whether an address may become a link: http(s), no user name or password, no look-alike host. */
export function followable(address: string): boolean {
  try {
    const { protocol, username, password, hostname } = new URL(address);
    const plain = !username && !password && !/(^|\.)xn--/.test(hostname);
    return plain && (protocol === 'https:' || protocol === 'http:');
  } catch {
    return false;
  }
}

/** A citation's `ref` as an address in the shop: a path, or an address of its own; empty when it is neither. */
export function citationHref(ref: string, shopOrigin: string): string {
  if (/^\/(?!\/)/.test(ref)) return shopOrigin ? shopOrigin + ref : '';
  return followable(ref) ? ref : '';
}
