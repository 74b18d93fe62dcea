/** Tells the server whether this page is in sight, and hears it ask. Nothing of it is stored. */
import type { Connection } from '../../../protocol/src/connection';

/** What a customer does on the page is told at most this often. */
const TOLD_EVERY_MS = 15_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel'] as const;

export class Attention {
  /** The server asked whether somebody is there, and was not answered yet. */
  asked = false;
  private toldAt = 0;
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly changed: () => void,
    private readonly page: Window & typeof globalThis = window,
  ) {
    const { document } = page;
    this.on(document, 'visibilitychange', () => this.tell());
    for (const sign of SIGNS) this.on(document, sign, () => this.acts());
    this.undo.push(connection.onState(() => connection.state === 'open' && !this.visible && this.tell()));
    this.undo.push(connection.listen((frame) => frame.type === 'still' && this.heard()));
  }

  get visible(): boolean {
    return this.page.document.visibilityState === 'visible';
  }

  /** I am here. */
  answer(): void {
    this.tell();
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
  }

  private on(target: EventTarget, event: string, run: () => void): void {
    target.addEventListener(event, run, { passive: true });
    this.undo.push(() => target.removeEventListener(event, run));
  }

  private acts(): void {
    if (this.asked || Date.now() - this.toldAt >= TOLD_EVERY_MS) this.tell();
  }

  private heard(): void {
    this.asked = true;
    this.changed();
  }

  private tell(): void {
    this.toldAt = Date.now();
    this.connection.send({ type: 'here', visible: this.visible });
    if (!this.asked || !this.visible) return;
    this.asked = false;
    this.changed();
  }
}
