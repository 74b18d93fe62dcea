/**
 * Many customers and agents in one process, on the widget's and the console's own code, for `tests/lines`. Reads a plan
 * from its first line of input, and after `heal` a second line; writes a line for all that a page would show.
 */
import { createInterface } from 'node:readline';
import { TwinShelf } from '../../../protocol/test/twin';
import { Console, console_, post, Tab, text } from './pages';
import { Place, type Plan, rest } from './place';

const record = (row: Record<string, unknown>) => void process.stdout.write(`${JSON.stringify(row)}\n`);
globalThis.location = { origin: 'http://127.0.0.1', hash: '' } as Location;

/** How often a comparison is tried after the line has healed. */
const LOOK_EVERY_MS = 250;

class Fleet {
  readonly place: Place;
  readonly tabs: Tab[] = [];
  readonly consoles: Console[] = [];
  private readonly written: Promise<unknown>[] = [];
  private over = false;

  constructor(readonly plan: Plan) {
    this.place = new Place(plan, record);
    this.consoles = plan.agents.map(([token, id]) => new Console(this.place, id, token));
    for (const [n, [token, id]] of plan.customers.entries()) {
      const shelf = new TwinShelf();
      const pair = [0, 1].slice(0, n % 3 ? 1 : 2).map((tab) => new Tab(this.place, `c${n}/${tab}`, token, id, shelf));
      this.tabs.push(...pair);
      this.written.push(this.writes(pair, n));
    }
    for (const [n, [token, id]] of plan.posters.entries()) this.written.push(this.posts(token, id, n));
    this.written.push(this.reloads());
  }

  /** A customer says so many things, now in one tab, now in the other, and asks for a person. */
  private async writes(tabs: Tab[], n: number): Promise<void> {
    const chance = this.place.chance();
    for (let k = 0; k < this.plan.each; k += 1) {
      await rest(chance() * 2 * this.plan.pause_ms);
      const tab = tabs[Math.floor(chance() * tabs.length)] as Tab;
      tab.write(`m${n}-${k}`);
      if (k === 0) await rest(200);
      if (k < 3) tab.connection.ask(tab.id, 'handoff').catch(() => undefined);
    }
  }

  private async posts(token: string, id: string, n: number): Promise<void> {
    const chance = this.place.chance();
    for (let k = 0; k < this.plan.each; k += 1) {
      await post(this.place, token, id, `p${n}-${k}`);
      await rest(chance() * this.plan.pause_ms);
    }
  }

  /** Pages are loaded again now and then: tabs at any moment, a console when nothing is on its way (it keeps nothing). */
  private async reloads(): Promise<void> {
    const chance = this.place.chance();
    const pages = [...this.tabs, ...this.consoles];
    while (!this.over) {
      await rest(chance() * 2 * this.plan.reload_ms);
      const page = pages[Math.floor(chance() * pages.length)];
      if (!page || this.over || (page instanceof Console && !page.empty)) continue;
      record({ t: 'reload' });
      page.load();
    }
  }

  /** What each page shows beside what a page shows that was never on a bad line; tried until they are the same. */
  async healed(): Promise<void> {
    this.over = true;
    await Promise.all(this.written);
    const began = performance.now();
    const tabs = this.tabs.map((tab) => [tab, this.place.connection(tab.token, true)] as const);
    const desks = this.consoles.map((one) => [one, console_(this.place, one.name, one.token, true)] as const);
    for (const [tab, fresh] of tabs) fresh.follow(tab.id);
    for (const [, fresh] of tabs) fresh.start();
    for (const [, fresh] of desks) fresh.connection.start();
    for (;;) {
      await rest(LOOK_EVERY_MS);
      const rows = [
        ...tabs.flatMap(([tab, fresh]) => this.same(tab.name, tab.connection.pictures, fresh.pictures, [tab.id])),
        ...desks.flatMap(([one, fresh]) => this.desk(one, fresh)),
      ];
      const waiting = [...this.tabs, ...this.consoles].filter((one) => !one.empty).map((one) => one.name);
      const took_ms = performance.now() - began;
      if ((rows.every(([, a, b]) => a === b) && !waiting.length) || took_ms > 1_000 * this.plan.patience_s) {
        for (const page of [...this.tabs, ...this.consoles]) page.leave();
        const differ = rows.filter(([, a, b]) => a !== b);
        return record({ t: 'healed', took_ms, compared: rows.length, differ, waiting });
      }
    }
  }

  private same(name: string, has: Tab['connection']['pictures'], fresh: Tab['connection']['pictures'], ids: string[]) {
    return ids.map((id) => [`${name} ${id}`, text(has.get(id)), text(fresh.get(id) ?? 'not there yet')] as const);
  }

  private desk({ floor, name }: Console, fresh: Console['floor']) {
    const ids = [...floor.connection.pictures.keys()];
    for (const id of ids) fresh.connection.follow(id);
    const rows = (of: Console['floor']) =>
      text([...of.rows].sort((a, b) => (a.conversation_id < b.conversation_id ? -1 : 1)));
    const team = (of: Console['floor']) => text([...of.colleagues].sort((a, b) => (a.id < b.id ? -1 : 1)));
    const packets = (of: Console['floor']) => text(ids.map((id) => of.packets.get(id)));
    return [
      ...this.same(name, floor.connection.pictures, fresh.connection.pictures, ids),
      [`${name} rows`, rows(floor), rows(fresh)] as const,
      [`${name} team`, team(floor), team(fresh)] as const,
      [`${name} packets`, packets(floor), packets(fresh)] as const,
    ];
  }
}

let fleet: Fleet | null = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (!fleet) fleet = new Fleet(JSON.parse(line) as Plan);
  else {
    await fleet.healed();
    break;
  }
}
process.stdout.write('', () => process.exit(0));
