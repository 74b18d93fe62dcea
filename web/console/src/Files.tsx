import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { Waiting } from '../../protocol/src/outbox';
import { save, sizeOf } from '../../protocol/src/uploads';
import type { Attachment, Conversation } from '../../protocol/src/wire';
import { useFloor, useStill } from './floor';

/** The longer side of a picture in the thread, pixels. */
const SHOWN_PX = 300;
const ACCEPTED = 'image/jpeg,image/png,image/webp,image/gif,.pdf,.txt,.log,.md';

/** Why files were not sent, where the server does not say it. */
const WHY: Record<string, string> = {
  lost: 'the page was left before it was there. Please attach it again.',
  too_large: 'the file is larger than 8 MB.',
  not_accepted: 'files of this kind are not accepted here.',
  bad_picture: 'this picture cannot be read, or is too large.',
  empty: 'the file is empty.',
};

export const why = (one: Waiting): string => WHY[one.failed] ?? one.failed;

/** What was sent along with a message: pictures to look at, files to save. */
export function Files({ all }: { all: readonly Attachment[] }) {
  return all.map((one) => (one.width ? <Picture key={one.blob_id} one={one} /> : <Row key={one.blob_id} one={one} />));
}

/** As large as it will be before it is there: the thread does not jump. */
function Picture({ one }: { one: Attachment }) {
  const floor = useStill();
  const [address, setAddress] = useState('');
  const [broken, setBroken] = useState(false);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    floor.addresses.of(floor.selected, one).then(setAddress, () => setBroken(true));
  }, [floor, one]);
  const scale = Math.min(1, SHOWN_PX / Math.max(one.width, one.height));
  const size: CSSProperties = { inlineSize: one.width * scale, aspectRatio: `${one.width} / ${one.height}` };
  return (
    <>
      <button
        type="button"
        className="photo"
        style={size}
        aria-label={`Show larger: ${one.name}`}
        disabled={!address}
        onClick={() => setLarge(true)}
      >
        {address && <img src={address} alt={one.name} />}
        {broken && <span dir="auto">{one.name}: cannot be shown now</span>}
      </button>
      {large && <Large one={one} address={address} done={() => setLarge(false)} />}
    </>
  );
}

function Large({ one, address, done }: { one: Attachment; address: string; done: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, the click beside it is for the mouse
    <dialog
      ref={box}
      className="large"
      aria-label={one.name}
      onClose={done}
      onClick={(event) => event.target === box.current && done()}
    >
      <img src={address} alt={one.name} />
      <p>
        <button type="button" className="quiet" onClick={() => save(address, one.name)}>
          Save <bdi>{one.name}</bdi> ({one.width} × {one.height}, {sizeOf(one)})
        </button>
        <button type="button" className="quiet" onClick={done}>
          Close
        </button>
      </p>
    </dialog>
  );
}

function Row({ one }: { one: Attachment }) {
  const floor = useStill();
  const [broken, setBroken] = useState(false);
  const keep = () =>
    floor.addresses.of(floor.selected, one).then(
      (address) => save(address, one.name),
      () => setBroken(true),
    );
  return (
    <button type="button" className="file" title={`Save ${one.name}`} onClick={() => void keep()}>
      <Sheet />
      <bdi>{one.name}</bdi>
      <span className="size">{broken ? 'cannot be loaded now' : sizeOf(one)}</span>
    </button>
  );
}

const Sheet = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6" />
  </svg>
);

/** Files that have not gone yet, and how far they are. */
export function OnTheWay({ one }: { one: Waiting }) {
  const floor = useFloor();
  const held = floor.uploads.of(one.message_id);
  const percent = Math.round((held?.done ?? 0) * 100);
  if (!one.names.length) return null;
  return (
    <>
      {one.names.map((name, place) =>
        held?.urls[place] ? (
          <span key={name} className="photo">
            <img src={held.urls[place]} alt={name} />
          </span>
        ) : (
          <span key={name} className="file">
            <Sheet />
            <bdi>{name}</bdi>
          </span>
        ),
      )}
      {held && !one.failed && !one.upto && (
        <p className="by">
          <progress max={100} value={percent} aria-label={`Uploading, ${percent} %`} />
          <button type="button" className="quiet" onClick={() => floor.outbox.discard(one.message_id)}>
            Cancel
          </button>
        </p>
      )}
    </>
  );
}

/** Files go at once, as a message of their own; pasted and dropped ones as well. */
export function Attach({ conversation }: { conversation: Conversation }) {
  const floor = useFloor();
  return (
    <label className="attach quiet">
      <input
        id="attach"
        type="file"
        multiple
        accept={floor.me.uploads?.includes('other') ? undefined : ACCEPTED}
        onChange={({ currentTarget: chosen }) => {
          floor.attach(conversation.id, chosen.files);
          chosen.value = '';
        }}
      />
      Attach <kbd>f</kbd>
    </label>
  );
}
