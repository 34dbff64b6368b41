import type { Named } from '../../findings/debugger/time-travel/state.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { plain, timeText } from './shown.ts';
import { valueOf } from '../../findings/debugger/time-travel/look-up.ts';

/** Where things stand, and what was counted: what this step moved comes first. */
export function Counters({ answer: { before, after, model } }: { readonly answer: StepFactsShown }) {
  if (after === null) return null;
  const rows = [
    ...after.scalars.map((one) => ({ one, list: 'scalars' as const })),
    ...after.counters.map((one) => ({ one, list: 'counters' as const })),
  ]
    .map(({ one, list }) => ({
      one,
      was: valueOf(before?.[list], one.name),
      model: model === null ? undefined : valueOf(model[list], one.name),
      isCounter: list === 'counters',
    }))
    .filter(({ one, was, isCounter }) => !isCounter || one.value !== 0n || (was ?? 0n) !== 0n);
  const moved = rows.filter(({ one, was }) => one.value !== was);
  const still = rows.filter(({ one, was }) => one.value === was);
  return (
    <section class="card" aria-labelledby="counters-title">
      <h2 id="counters-title">Counters</h2>
      <table class="named">
        <tbody>
          {[...moved, ...still].map(({ one, was, model: expected }) => {
            const isUnequal = expected !== undefined && expected !== one.value;
            return (
              <tr key={one.name}>
                <th scope="row">{plain(one.name)}</th>
                <td class={`right number ${isUnequal ? 'bad' : one.value === was ? '' : 'changed'}`}>
                  {one.value === was ? '' : '• '}
                  {shown(one)}
                  {isUnequal && ` ≠ ${String(expected)}`}
                </td>
                <td class="right number muted nowrap">{one.value === was ? '' : difference(one.value, was)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function shown({ name, value }: Named): string {
  if (value === null) return 'none';
  return name === 'last drain' ? timeText(value) : String(value);
}

function difference(now: bigint | null, was: bigint | null): string {
  if (now === null || was === null) return '';
  return now >= was ? `+${now - was}` : `−${was - now}`;
}
