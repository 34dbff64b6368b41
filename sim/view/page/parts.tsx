import type { ComponentChildren, JSX } from 'preact';
import { plain } from './shown.ts';
import type { ShownRun, Action, PageState } from './state.ts';
import type { WorkerLink } from './worker-link.ts';

/** What most parts of the page are given. */
export interface PartProps {
  readonly state: PageState;
  readonly run: ShownRun;
  readonly link: WorkerLink;
  readonly act: (action: Action) => void;
}

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'children' | 'type'> & { readonly text: ComponentChildren };

/** A button of the page. */
export function Button({ text, ...others }: ButtonProps) {
  return (
    <button type="button" {...others}>
      {text}
    </button>
  );
}

/** A number of a step that leads there. */
export function StepLink({
  step,
  text = step,
  go,
}: {
  readonly step: number;
  readonly text?: string | number;
  readonly go: (to: number) => void;
}) {
  return <Button class={text === step ? 'link number' : 'link'} onClick={() => go(step)} text={text} />;
}

/** An input behind its name. */
export function Field({
  name,
  class: more = '',
  children,
}: {
  readonly name: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <label class={`field ${more}`.trimEnd()}>
      <span>{name}</span>
      {children}
    </label>
  );
}

interface RunFieldProps {
  readonly name: string;
  readonly runs: readonly ShownRun[];
  readonly value: number;
  readonly set: (run: number) => void;
}

/** A choice among the runs of the page. */
export function RunField({ name, runs, value, set }: RunFieldProps) {
  return (
    <Field name={name}>
      <select value={value} onChange={(event) => set(Number(event.currentTarget.value))}>
        {runs.map(({ label }, at) => (
          <option key={at} value={at}>
            {plain(label)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The head of a table; numbers stand to the right. */
export function HeadRow({ columns }: { readonly columns: readonly (readonly [head: string, isNumber?: boolean])[] }) {
  return (
    <tr>
      {columns.map(([head, isNumber = false]) => (
        <th key={head} scope="col" class={isNumber ? 'right' : ''}>
          {head}
        </th>
      ))}
    </tr>
  );
}
