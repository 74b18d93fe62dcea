/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Waiting } from '../../../protocol/src/outbox';
import { Addresses, save, sizeOf, Uploads } from '../../../protocol/src/uploads';
import type { Attachment, Entry } from '../../../protocol/src/wire';
import { said } from './files.words';
import type { Room } from './room';
import './files.css';

const put = (text: string, values: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

interface Shown {
  files: Files;
  one: Attachment;
}

/** The files of one room: those that came, and those that are on their way. */
export class Files {
  readonly texts = said(document.documentElement.lang);
  readonly sends: Uploads;
  private readonly addresses = new Addresses(() => this.headers);

  constructor(readonly room: Room) {
    this.sends = new Uploads({ headers: () => this.headers, changed: () => room.changed() });
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.room.session?.token}` };
  }

  addressOf(one: Attachment): Promise<string> {
    return this.addresses.of(this.room.conversation.id, one);
  }

  /** What was sent along with a message: pictures to look at, files to save. */
  shown({ attachments }: Entry): preact.ComponentChildren {
    return attachments.map((one) =>
      one.width ? (
        <Picture key={one.blob_id} files={this} one={one} />
      ) : (
        <Row key={one.blob_id} files={this} one={one} />
      ),
    );
  }

  under(one: Waiting): preact.ComponentChildren {
    return <Under files={this} one={one} />;
  }

  /** Why it was not sent, in the customer's language where we have the words. */
  why(one: Waiting): string {
    const text = one.failed in this.texts ? this.texts[one.failed as keyof typeof this.texts] : one.failed;
    return put(text, { name: one.names.join(', ') });
  }
}

/** Its place is as large as it will be before it is there: nothing jumps. */
function Picture({ files, one }: Shown) {
  const [address, setAddress] = useState('');
  const [broken, setBroken] = useState(false);
  const [large, setLarge] = useState(false);
  const { texts } = files;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a picture never becomes another one
  useEffect(() => {
    files.addressOf(one).then(setAddress, () => setBroken(true));
  }, [one.blob_id]);
  return (
    <>
      <button
        type="button"
        class="photo"
        style={{ aspectRatio: `${one.width} / ${one.height}`, width: `${Math.min(240, one.width)}px` }}
        aria-label={put(texts.open, { name: one.name })}
        disabled={!address}
        onClick={() => setLarge(true)}
      >
        {address && <img src={address} alt={one.name} />}
        {broken && (
          <span dir="auto">
            {one.name}: {texts.gone}
          </span>
        )}
      </button>
      {large && <Large files={files} one={one} address={address} done={() => setLarge(false)} />}
    </>
  );
}

function Large({ files, one, address, done }: Shown & { address: string; done: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  const { texts } = files;
  return (
    <dialog
      ref={box}
      class="large"
      aria-label={one.name}
      onClose={done}
      // Escape is for the picture here, not for the whole chat.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && done()}
    >
      <img src={address} alt={one.name} />
      <p>
        <button type="button" class="link" onClick={() => save(address, one.name)} dir="auto">
          {put(texts.save, { name: one.name })}
        </button>
        <button type="button" class="link" onClick={done}>
          {texts.close}
        </button>
      </p>
    </dialog>
  );
}

function Row({ files, one }: Shown) {
  const [broken, setBroken] = useState(false);
  const { texts } = files;
  const keep = () =>
    files.addressOf(one).then(
      (address) => save(address, one.name),
      () => setBroken(true),
    );
  return (
    <button type="button" class="file" title={put(texts.save, { name: one.name })} onClick={() => void keep()}>
      <Sheet />
      <bdi>{one.name}</bdi>
      <span class="size">{broken ? texts.gone : sizeOf(one)}</span>
    </button>
  );
}

const Sheet = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6" />
  </svg>
);

/** What is on its way, or waits for its turn: seen at once, and given up with one press. */
function Under({ files, one }: { files: Files; one: Waiting }) {
  const { room, texts } = files;
  const held = files.sends.of(one.message_id);
  const percent = Math.round((held?.done ?? 0) * 100);
  const moves = held && !one.failed && !one.upto && room.online;
  return (
    <>
      {one.names?.map((name, place) =>
        held?.urls[place] ? (
          <span key={name} class="photo">
            <img src={held.urls[place]} alt={name} />
          </span>
        ) : (
          <span key={name} class="file">
            <Sheet />
            <bdi>{name}</bdi>
          </span>
        ),
      )}
      {moves && (
        <p class="state">
          <progress max={100} value={percent} aria-label={put(texts.uploading, { n: percent })} />{' '}
          <button type="button" class="link" onClick={() => room.discard(one.message_id)}>
            {texts.cancel}
          </button>
        </p>
      )}
    </>
  );
}
