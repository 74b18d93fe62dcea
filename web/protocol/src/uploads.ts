/**
 * The way of files to the server, before the message that carries them: pictures made small enough for a phone's line,
 * bytes sent with progress, and kept at hand until the message has gone.
 */
import { Refusal } from './connection';
import type { Waiting } from './outbox';
import type { Attachment } from './wire';

/** Like the server's limits: of one message, and of one file. */
export const FILES_MAX = 5;
export const FILE_MAX_BYTES = 8 * 1024 * 1024;
/** The longer side of a picture that is sent; a smaller file than this is sent as it is. */
const SIDE_MAX = 2_048;
const SMALL_BYTES = 300_000;
const QUALITY = 0.85;
/** A line that has carried nothing for so long is dead. */
export const STALLED_MS = 30_000;
/** Attachments whose bytes a page keeps at hand. */
const KEPT_MAX = 60;
/** Refusals that each page has words of its own for. */
const SAID_HERE = ['too_large', 'not_accepted', 'bad_picture', 'empty'];
/** Answers after which another try may do. */
const PASSING = [0, 408, 429, 500, 502, 503, 504];

/** Of one message: what is held until it has gone, and how far it is on its way (0..1). */
export interface Held {
  files: readonly File[];
  /** An address of each picture within this page, to show it meanwhile; empty for other files. */
  urls: string[];
  done: number;
}

export interface Settings {
  /** What says who sends. */
  headers: () => Record<string, string>;
  changed: () => void;
  /** Asked for a smaller picture; hands the file back where it cannot be made. */
  shrink?: (file: File) => Promise<Blob>;
  send?: typeof sent;
}

export class Uploads {
  private readonly held = new Map<string, Held>();
  private readonly ends = new Map<string, AbortController>();

  constructor(private readonly settings: Settings) {}

  hold(messageId: string, files: readonly File[]): void {
    const urls = files.map((file) => (file.type.startsWith('image/') ? URL.createObjectURL(file) : ''));
    this.held.set(messageId, { files, urls, done: 0 });
  }

  of(messageId: string): Held | undefined {
    return this.held.get(messageId);
  }

  /** The message has gone, or is not to go: nothing of it is kept, and nothing more of it is sent. */
  forget(messageId: string): void {
    this.ends.get(messageId)?.abort();
    this.ends.delete(messageId);
    for (const url of this.held.get(messageId)?.urls ?? []) if (url) URL.revokeObjectURL(url);
    this.held.delete(messageId);
  }

  /** Sends what this message carries and is not there yet; the ids, in order. Rejects with a `Refusal`. */
  async bring(one: Waiting): Promise<string[]> {
    const held = this.held.get(one.message_id);
    if (!held) throw new Refusal('lost', '');
    const end = new AbortController();
    this.ends.set(one.message_id, end);
    const ids: string[] = [];
    for (const [place, file] of held.files.entries()) {
      const body = await (this.settings.shrink ?? shrunk)(file);
      if (body.size > FILE_MAX_BYTES) throw new Refusal('too_large', '');
      const progress = (share: number) => {
        held.done = (place + share) / held.files.length;
        this.settings.changed();
      };
      const path = `/v1/conversations/${one.conversation_id}/attachments?name=${encodeURIComponent(file.name)}`;
      const stored = await (this.settings.send ?? sent)(path, body, this.settings.headers(), progress, end.signal);
      ids.push(stored.blob_id);
    }
    return ids;
  }
}

/** A picture no larger than it need be, upright and without what the camera wrote into it; anything else as it is. */
export async function shrunk(file: File): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.type === 'image/gif') return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size <= SMALL_BYTES) return file;
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const kind = file.type === 'image/png' && scale === 1 ? 'image/png' : 'image/jpeg';
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, kind, QUALITY));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

/** One file, with its progress: `fetch` tells none. */
function sent(
  path: string,
  body: Blob,
  headers: Record<string, string>,
  progress: (share: number) => void,
  end: AbortSignal,
): Promise<Attachment> {
  return new Promise((done, refused) => {
    const call = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout>;
    const moves = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => call.abort(), STALLED_MS);
    };
    const failed = () => refused(refusal(call.status, call.response as { code: string; sentence: string } | null));
    call.open('POST', path);
    call.responseType = 'json';
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => {
      moves();
      progress(event.total ? event.loaded / event.total : 0);
    };
    call.onload = () => (call.status === 200 ? done(call.response as Attachment) : failed());
    call.onerror = failed;
    call.onabort = () => refused(new Refusal('stopped', ''));
    call.onloadend = () => clearTimeout(stalled);
    end.onabort = () => call.abort();
    call.send(body);
    moves();
  });
}

function refusal(status: number, body: Partial<{ code: string; sentence: string }> | null): Refusal {
  const code = PASSING.includes(status) ? 'unavailable' : (body?.code ?? 'failed');
  return new Refusal(code, SAID_HERE.includes(code) ? '' : (body?.sentence ?? ''));
}

/** The bytes of attachments, each as an address within this page: no token is ever in an address. */
export class Addresses {
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly headers: () => Record<string, string>) {}

  /** Loaded once; rejects when it cannot be had, and is asked for again the next time. */
  of(conversationId: string, { blob_id }: Attachment): Promise<string> {
    const coming = this.known.get(blob_id) ?? this.load(`/v1/conversations/${conversationId}/attachments/${blob_id}`);
    this.known.delete(blob_id);
    this.known.set(blob_id, coming);
    coming.catch(() => this.known.delete(blob_id));
    const [oldest] = this.known.keys();
    if (oldest && this.known.size > KEPT_MAX) this.drop(oldest);
    return coming;
  }

  private drop(blobId: string): void {
    void this.known.get(blobId)?.then(URL.revokeObjectURL, () => undefined);
    this.known.delete(blobId);
  }

  private async load(path: string): Promise<string> {
    const answer = await fetch(path, { headers: this.headers() });
    if (!answer.ok) throw new Refusal('failed', '');
    return URL.createObjectURL(await answer.blob());
  }
}

/** A file's size for people. */
export function sizeOf({ size_bytes }: Attachment): string {
  const kB = size_bytes / 1024;
  return kB < 1024 ? `${Math.max(1, Math.round(kB))} kB` : `${(kB / 1024).toFixed(1)} MB`;
}

/** Save it under its name. */
export function save(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
