/** A new id (UUIDv7: sorts by time) for a message or note, made here so that a resend is recognised. */
export function newId(nowMs: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(nowMs / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

let lastMs = 0;

/** Now, but later than all that was written before on this page: a clock may be set back. */
export function writtenMs(): number {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return lastMs;
}
