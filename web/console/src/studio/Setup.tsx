import { useState } from 'react';
import { useAsked } from './asked';

interface Step {
  name: string;
  group: string;
  title: string;
  why: string;
  how: string;
  example: string;
  done: string;
  optional: boolean;
  questions: { ask: string; answer: string }[];
  state: 'done' | 'to do' | 'wrong';
  told: string;
}

interface Found {
  steps: Step[];
  done: number;
  wanted: number;
}

/** What is set up, what is not, and the next step: the server looks, nobody ticks anything off. */
export function Setup() {
  const { found, why, look } = useAsked<Found>((round) => `/v1/setup?fresh=${round > 0}`);
  const [search, setSearch] = useState('');
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  if (!found) return <p className={why ? 'bad' : 'soft'}>{why || 'Looking at everything…'}</p>;
  const next = nextOf(found.steps);
  const wanted = words(search);
  const shown = found.steps.filter((step) => wanted.every((word) => textOf(step).includes(word)));
  return (
    <div className="setup">
      <Progress found={found} next={next} />
      <div className="bar">
        <input
          type="search"
          aria-label="Search steps, questions and answers"
          placeholder="Search steps, questions and answers"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button type="button" onClick={look}>
          Look again
        </button>
      </div>
      {why && <p className="bad">{why}</p>}
      {shown.length === 0 && <p className="soft none">No step has these words.</p>}
      {groupsOf(shown).map(([group, steps]) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <ul className="steps">
            {steps.map((step) => (
              <Item
                key={step.name}
                step={step}
                open={wanted.length > 0 || (toggled[step.name] ?? step === next)}
                onToggle={(open) => setToggled((before) => ({ ...before, [step.name]: open }))}
                wanted={wanted}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** What is broken comes before what is not begun, and what is wanted before what is good to have. */
function nextOf(steps: Step[]): Step | null {
  const open = steps.filter((step) => step.state !== 'done');
  return open.find((step) => step.state === 'wrong') ?? open.find((step) => !step.optional) ?? open[0] ?? null;
}

const words = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const textOf = (step: Step): string =>
  [
    step.title,
    step.group,
    step.why,
    step.how,
    step.example,
    step.told,
    ...step.questions.flatMap((x) => [x.ask, x.answer]),
  ]
    .join(' ')
    .toLowerCase();

function groupsOf(steps: Step[]): [string, Step[]][] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(step.group, [...(groups.get(step.group) ?? []), step]);
  return [...groups];
}

function Progress({ found, next }: { found: Found; next: Step | null }) {
  const { done, wanted } = found;
  return (
    <div className="progress">
      <p role="status">
        <strong>
          {done} of {wanted} steps are done.
        </strong>{' '}
        {next ? `Next: ${next.title}.` : 'Everything is set up, down to what is good to have.'}
      </p>
      <progress value={done} max={wanted} aria-label="Steps that are done" />
    </div>
  );
}

const MARKS = { done: '✓', 'to do': '', wrong: '!' };
const STATES = { done: 'Done', 'to do': 'To do', wrong: 'Not working' };

interface ItemProps {
  step: Step;
  open: boolean;
  onToggle: (open: boolean) => void;
  wanted: string[];
}

function Item({ step, open, onToggle, wanted }: ItemProps) {
  const { name, title, state, told, optional } = step;
  return (
    <li className={`step ${state.replace(' ', '-')}`} data-step={name}>
      <button type="button" aria-expanded={open} aria-controls={`step-${name}`} onClick={() => onToggle(!open)}>
        <span className="mark" aria-hidden="true">
          {MARKS[state]}
        </span>
        <span className="step-title">
          {title}
          <span className="unseen">. {STATES[state]}.</span> {optional && <span className="badge">good to have</span>}
        </span>
        <span className="told">{told}</span>
      </button>
      <div id={`step-${name}`} className="step-body" hidden={!open}>
        {open && <Body step={step} wanted={wanted} />}
      </div>
    </li>
  );
}

function Body({ step, wanted }: { step: Step; wanted: string[] }) {
  const { questions } = step;
  const has = (text: string) => wanted.length > 0 && wanted.every((word) => text.toLowerCase().includes(word));
  return (
    <>
      <p className="soft">
        <Plain text={step.why} />
      </p>
      <p>
        <Plain text={step.how} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{step.example.trimEnd()}</pre>
      <p className="soft">
        It is done when <Plain text={step.done} />
      </p>
      {questions.map(({ ask, answer }) => (
        <details key={ask} open={has(`${ask} ${answer}`) || undefined}>
          <summary>
            <Plain text={ask} />
          </summary>
          <p>
            <Plain text={answer} />
          </p>
        </details>
      ))}
    </>
  );
}

/** A text in which `this` is code, and nothing else is markup. */
function Plain({ text }: { text: string }) {
  // Every second part stood between backticks.
  return text.split('`').map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text do not move
    place % 2 ? <code key={place}>{part}</code> : part,
  );
}
