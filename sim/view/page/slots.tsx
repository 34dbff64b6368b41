import type { JSX } from 'preact';
import { showNonce } from '../../data/ops/event-words.ts';
import type { SlotState } from '../../findings/debugger/time-travel/state.ts';
import type { StepFactsShown } from '../engine/loaded-run.ts';
import type { WhyTarget } from '../engine/why.ts';
import { plain, timeText } from './shown.ts';
import { filteredBy, type PageState } from './state.ts';
import { VirtualRows } from './virtual-rows.tsx';
import { Button, HeadRow } from './parts.tsx';
import type { SlotColumn } from '../../findings/debugger/screen/slot-pane.ts';

const COLUMNS: readonly SlotColumn[] = [
  { head: 'pid', field: 'pid', isNumber: true, show: ({ pid }) => String(pid) },
  { head: 'nonce', field: 'nonce', isNumber: true, show: ({ nonce }) => showNonce(nonce) },
  { head: 'age', field: 'last', isNumber: false, show: ({ last }) => timeText(last) },
  { head: 'stall', field: 'stalled', isNumber: false, show: ({ stalled }) => (stalled ? 'stalled' : '–') },
  { head: 'status', field: 'status', isNumber: false, show: ({ status }) => status },
  { head: 'origin', field: 'origin', isNumber: false, show: ({ origin }) => origin },
  { head: 'namespace', field: 'ns', isNumber: true, show: ({ ns }) => String(ns ?? '–') },
  { head: 'beats', field: 'beats', isNumber: true, show: ({ beats }) => String(beats ?? '–') },
  { head: 'stalls', field: 'stalls', isNumber: true, show: ({ stalls }) => String(stalls ?? '–') },
];

interface SlotsProps {
  readonly answer: StepFactsShown;
  readonly state: PageState;
  readonly toggle: () => void;
  readonly ask: (question: string, target: WhyTarget) => void;
  /** Filters by a query, or takes that filter away. */
  readonly only: (query: string) => void;
}

/** The table: a row for each slot in use, what the step changed marked, the model's value beside whatever is unequal. */
export function Slots({ answer, state, toggle, ask, only }: SlotsProps) {
  const { showsModel } = state;
  const pid = filteredBy('pid', state.only);
  const slotOnly = filteredBy('slot', state.only);
  const { after, before, model } = answer;
  if (after === null) {
    return (
      <section class="card" aria-labelledby="slots-title">
        <h2 id="slots-title">Slots</h2>
        <p class="muted">{answer.fault === null ? 'There is no tracker yet.' : 'The state of the production code cannot be shown.'}</p>
      </section>
    );
  }
  const isSelected = (at: number): boolean => at === slotOnly || (pid !== null && after.slots[at]?.pid === pid);
  const count = Math.max(after.slots.length, model?.slots.length ?? 0);
  return (
    <section class="card" aria-labelledby="slots-title">
      <div class="card-head">
        <h2 id="slots-title">
          Slots{' '}
          <span class="muted">
            {after.slots.length} of {after.capacity} · {after.policy}, window {after.window}
          </span>
        </h2>
        <Button aria-pressed={showsModel} onClick={toggle} text="Model beside it" />
      </div>
      {count === 0 ? (
        <p class="muted">The table is empty.</p>
      ) : (
        <VirtualRows
          count={count}
          focus={slotOnly ?? focusOf(answer, pid)}
          label="Slots"
          columns={COLUMNS.length + 1}
          head={<HeadRow columns={[['slot', true], ...COLUMNS.map(({ head, isNumber }) => [head, isNumber] as const)]} />}
          row={(at) => (
            <tr key={at} class={isSelected(at) ? 'here' : ''}>
              <th scope="row" class="right number muted">
                <button
                  type="button"
                  class="cell"
                  tabIndex={-1}
                  aria-pressed={at === slotOnly}
                  title={`only the steps that wrote slot ${at}`}
                  onClick={() => only(`slot ${at}`)}
                >
                  {isSelected(at) ? '▸ ' : ''}
                  {at}
                </button>
              </th>
              {COLUMNS.map((column) => (
                <Cell
                  key={column.field}
                  column={column}
                  slot={after.slots[at]}
                  was={before?.slots[at]}
                  model={model?.slots[at]}
                  showsModel={showsModel}
                  answer={answer}
                  ask={(slot) =>
                    ask(`${column.head} of slot ${at}, pid ${slot.pid}`, { of: 'cell', slot: at, pid: slot.pid, field: column.field })
                  }
                />
              ))}
            </tr>
          )}
        />
      )}
      <p class="legend muted">
        <span class="changed">• changed by this step</span> <span class="bad">≠ the model has another value</span> A cell answers why it is
        so, the number of a slot filters by the steps that wrote it.
      </p>
    </section>
  );
}

interface CellProps {
  readonly column: SlotColumn;
  readonly slot: SlotState | undefined;
  readonly was: SlotState | undefined;
  readonly model: SlotState | undefined;
  readonly showsModel: boolean;
  readonly answer: StepFactsShown;
  readonly ask: (slot: SlotState) => void;
}

function Cell({ column, slot, was, model, showsModel, answer, ask }: CellProps) {
  const { field, isNumber, show } = column;
  const side = isNumber ? 'right' : '';
  if (slot === undefined) {
    return <td class={`${side} bad`}>{model === undefined ? '' : `≠ free, model ${show(model)}`}</td>;
  }
  const isChanged = was === undefined || was[field] !== slot[field];
  const isUnequal = model === undefined ? answer.model !== null : model[field] !== slot[field];
  const content: JSX.Element | string = field === 'last' ? <Age slot={slot} answer={answer} /> : plain(show(slot));
  return (
    <td class={`${side} ${isUnequal ? 'bad' : isChanged ? 'changed' : ''}`}>
      <button
        type="button"
        class="cell"
        tabIndex={field === 'pid' ? 0 : -1}
        title={isChanged && was !== undefined ? `before: ${show(was)}` : ''}
        onClick={() => ask(slot)}
      >
        {isChanged ? '• ' : ''}
        {content}
      </button>
      {(isUnequal || showsModel) && (
        <span
          class={isUnequal ? 'beside bad' : 'beside muted'}
        >{`${isUnequal ? '≠' : '='} ${model === undefined ? 'free' : show(model)}`}</span>
      )}
    </td>
  );
}

/** How long a pid has been silent, as a bar that is full at the threshold. */
function Age({ slot, answer }: { readonly slot: SlotState; readonly answer: StepFactsShown }) {
  const { nowNs, thresholdNs, after } = answer;
  const now = after?.nowNs ?? BigInt(Math.round(nowNs));
  const age = now > slot.last ? now - slot.last : 0n;
  const share = thresholdNs === null || thresholdNs === 0n ? 0 : Math.min(1, Number(age) / Number(thresholdNs));
  const isOver = share >= 1;
  return (
    <span class="age" title={`last beat at ${timeText(slot.last)}${thresholdNs === null ? '' : `, threshold ${timeText(thresholdNs)}`}`}>
      <span class="bar">
        <span class={isOver ? 'bar-full' : 'bar-part'} style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <span class="number">
        {timeText(age)}
        {isOver ? ' over' : ''}
      </span>
    </span>
  );
}

/** The slot of the pid that is selected, else that which the step was about: the first that changed, else that of its pid. */
function focusOf({ before, after, pids }: StepFactsShown, selected: number | null): number {
  if (after === null) return -1;
  const own = selected === null ? -1 : after.slots.findIndex(({ pid }) => pid === selected);
  if (own !== -1) return own;
  const changed = after.slots.findIndex((slot, at) => {
    const was = before?.slots[at];
    return was === undefined || COLUMNS.some(({ field }) => was[field] !== slot[field]);
  });
  return changed === -1 ? after.slots.findIndex(({ pid }) => pids.includes(pid)) : changed;
}
