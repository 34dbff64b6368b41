import type { State } from '../../findings/debugger/time-travel/state.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import { pathLength } from '../../findings/debugger/time-travel/look-up.ts';

const BEFORE = 2;
const AFTER = 5;
const TOMBSTONE = -2;

/** The cells of the pid index around the home of the step's pid, those that a look-up reads outlined. */
export function IndexCells({ answer }: { readonly answer: StepFactsShown }) {
  const { after, before, model, pids, homes } = answer;
  if (after === null) return null;
  const cells = after.cellSlots.length;
  const tombstones = after.cellSlots.reduce((count, slot) => count + (slot === TOMBSTONE ? 1 : 0), 0);
  return (
    <section class="card" aria-labelledby="index-title">
      <h2 id="index-title">
        Index{' '}
        <span class="muted">
          {after.indexSize} live of {cells} cells · {tombstones} tombstones
        </span>
      </h2>
      {pids.length === 0 && <p class="muted">This step is about no pid.</p>}
      {pids.slice(0, 3).map((pid, number) => {
        const home = homes[number] ?? 0;
        const path = pathLength(after, pid, home);
        const shown = Math.min(cells, BEFORE + path + AFTER);
        return (
          <div key={pid}>
            <h3>
              pid {pid}, home cell {home}, {path} {path === 1 ? 'cell' : 'cells'} read
            </h3>
            <ol class="cells">
              {Array.from({ length: shown }, (_, at) => {
                const cell = (home - BEFORE + at + cells) % cells;
                const isOnPath = at >= BEFORE && at < BEFORE + path;
                const isChanged = before !== null && contentOf(before, cell) !== contentOf(after, cell);
                const isUnequal = model !== null && (after.livePids[cell] ?? null) !== (model.livePids[cell] ?? null);
                return (
                  <li key={cell} class={`${isOnPath ? 'on-path' : ''} ${isUnequal ? 'bad' : isChanged ? 'changed' : ''}`}>
                    <span class="muted number">
                      {cell}
                      {cell === home ? ' home' : ''}
                    </span>
                    <span>
                      {isUnequal ? '≠ ' : isChanged ? '• ' : ''}
                      {contentOf(after, cell)}
                    </span>
                  </li>
                );
              })}
            </ol>
          </div>
        );
      })}
    </section>
  );
}

function contentOf(state: State, cell: number): string {
  const slot = state.cellSlots[cell];
  if (slot === TOMBSTONE) return 'tombstone';
  return slot === undefined || slot < 0 ? 'free' : `${state.livePids[cell] ?? ''} → slot ${slot}`;
}
