import { COMMANDS, type Command } from './commands';
import { Dialog } from './Dialog';
import { OTHER_KEYS } from './keys';

const GROUPS: readonly Command['group'][] = ['Offers', 'Moving', 'Writing', 'This conversation', 'Pages'];

/** What each key does. */
export function Shortcuts() {
  return (
    <Dialog title="Keyboard" wide>
      <div className="key-groups">
        {GROUPS.map((group) => (
          <Keys
            key={group}
            title={group}
            keys={COMMANDS.filter((one) => one.group === group && one.key).map((one) => [one.key, one.title])}
          />
        ))}
        <Keys title="Everywhere" keys={OTHER_KEYS} />
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key + what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
