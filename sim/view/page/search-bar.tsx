import { messageOf } from '../../data/describe-thrown.ts';
import { useState } from 'preact/hooks';
import { countText, plain } from './shown.ts';
import { Button, Field, type PartProps } from './parts.tsx';

/** The search: what it finds becomes a lane of the time line, and can be walked. */
export function SearchBar({ state, run, link, act }: PartProps) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState('');
  const find = async (query: string): Promise<void> => {
    try {
      const steps = await link.ask('search', { run: run.run, query });
      setFault(steps.length === 0 ? 'nothing was found' : '');
      const others = state.marks.filter(({ label }) => label !== query);
      act({ do: 'marks', marks: steps.length === 0 ? others : [...others, { label: query, steps }] });
      const next = steps.find((step) => step >= state.step) ?? steps[0];
      if (next !== undefined) act({ do: 'go', step: next });
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  const ask = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') void find(text.trim());
  };
  return (
    <form class="search" role="search" onSubmit={ask}>
      <Field name="Search" class="grow">
        <input
          id="search"
          type="search"
          value={text}
          placeholder="pid 12 · refused · evicted · kind poll · slot 3 · refused after evicted"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      <button type="submit">Find</button>
      {state.marks.map(({ label, steps }) => (
        <span key={label} class="chip">
          {plain(label)} <span class="muted">{countText(steps.length)}</span>
          <Button
            class="link"
            aria-pressed={state.only?.query === label}
            aria-label={`only the steps that answer ${label}`}
            onClick={() => act({ do: 'only', query: state.only?.query === label ? '' : label })}
            text="only"
          />
          <Button
            class="link"
            aria-label={`take the lane ${label} away`}
            onClick={() => {
              if (state.only?.query === label) act({ do: 'only', query: '' });
              act({ do: 'marks', marks: state.marks.filter((one) => one.label !== label) });
            }}
            text="×"
          />
        </span>
      ))}
      <span class="fault" role="status">
        {plain(fault)}
      </span>
    </form>
  );
}
