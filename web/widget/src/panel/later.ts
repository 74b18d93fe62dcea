/** Parts of the panel that are loaded when there is something for them: files, and what is offered at the end. */
import type { Files } from './files';
import type { Room } from './room';

export class Later {
  files: Files | null = null;
  Ended: typeof import('./Ended').Ended | null = null;
  /** Chosen, and not yet handed to what sends them. */
  readonly picked = new Map<string, File[]>();

  constructor(private readonly room: Room) {}

  async withFiles(): Promise<Files> {
    const { Files } = await import('./files');
    const fresh = !this.files || this.picked.size > 0;
    this.files ??= new Files(this.room);
    for (const [id, files] of this.picked) this.files.sends.hold(id, files);
    this.picked.clear();
    if (fresh) this.room.changed();
    return this.files;
  }

  async withEnd(): Promise<void> {
    if (this.Ended) return;
    this.Ended = (await import('./Ended')).Ended;
    this.room.changed();
  }
}
