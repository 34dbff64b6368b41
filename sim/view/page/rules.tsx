import type { RuleStatus } from '../engine/asked-rules.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { plain } from './shown.ts';

const MARKS: Readonly<Record<RuleStatus, string>> = { violated: '✗', held: '✓', 'premise missing': '○', 'not asked': '·' };
const ORDER: readonly RuleStatus[] = ['violated', 'held', 'premise missing', 'not asked'];

/** Every rule, by what became of it at this step. */
export function Rules({ answer: { rules } }: { readonly answer: StepFactsShown }) {
  return (
    <section class="card" aria-labelledby="rules-title">
      <h2 id="rules-title">Rules</h2>
      {ORDER.map((status) => {
        const these = rules.filter((rule) => rule.status === status);
        if (these.length === 0) return null;
        return (
          <details key={status} open={status === 'violated'}>
            <summary>
              <span class={status === 'violated' ? 'bad' : ''}>
                {MARKS[status]} {status}
              </span>{' '}
              <span class="muted">{these.length}</span>
            </summary>
            <ul class="rules">
              {these.map(({ name, sentence, family }) => (
                <li key={`${family}/${name}`}>
                  <code>{plain(name)}</code> <span class="muted">{plain(sentence)}</span>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}
