import { countOf } from '../../../data/count.ts';
import { showTime } from '../../../data/duration.ts';
import { showNonce } from '../../../data/ops/event-words.ts';
import type { SlotState, State } from '../time-travel/state.ts';
import { clip, exactly, fit, span, type Line, type TextStyle, type Span } from './text.ts';
import { changedSlots, type View } from './view.ts';

/** One column of the table. */
export interface SlotColumn {
  readonly head: string;
  readonly field: keyof SlotState;
  readonly isNumber: boolean;
  readonly show: (slot: SlotState) => string;
}

/** The columns by importance: a narrow table loses the last ones. */
const SLOT_COLUMNS: readonly SlotColumn[] = [
  { head: 'pid', field: 'pid', isNumber: true, show: ({ pid }) => String(pid) },
  { head: 'nonce', field: 'nonce', isNumber: true, show: ({ nonce }) => showNonce(nonce) },
  { head: 'last beat', field: 'last', isNumber: true, show: ({ last }) => showTime(last) },
  { head: 'status', field: 'status', isNumber: false, show: ({ status }) => status },
  { head: 'stall', field: 'stalled', isNumber: false, show: ({ stalled }) => (stalled ? 'stalled' : '-') },
  { head: 'origin', field: 'origin', isNumber: false, show: ({ origin }) => origin.split('-')[0] },
  { head: 'namespace', field: 'ns', isNumber: true, show: ({ ns }) => String(ns ?? '-') },
  { head: 'beats', field: 'beats', isNumber: true, show: ({ beats }) => String(beats ?? '-') },
  { head: 'stalls', field: 'stalls', isNumber: true, show: ({ stalls }) => String(stalls ?? '-') },
];

const NUMBER_COLUMNS = 5;
const GAP_COLUMNS = 2;
const SLOT_HEAD = span('slot '.padStart(NUMBER_COLUMNS), 'dim');
const CHANGED_NAMED = 8;

/** The table of slots around the one that the step was about, `rows` lines in all. Changed cells are marked. */
export function slotPane(view: View, width: number, rows: number): Line[] {
  const { before, after } = view.step;
  if (after === null) return exactly([[span('there is no tracker yet', 'dim')]], rows);
  const shown = pageOf(after.slots.length, view, rows - 2);
  const states = shown.map((slot) => after.slots[slot]);
  const cells = columnsOf(states, width - NUMBER_COLUMNS);
  const head = clip([SLOT_HEAD, ...headsOf(cells)], width);
  const lines = shown.map((slot) => {
    const row = cells.flatMap(({ column, width: wide }) => {
      const text = column.show(after.slots[slot]);
      const was = before?.slots[slot];
      const isSame = was !== undefined && sameCell(column, was, after.slots[slot]);
      return cell(column, text, wide, isSame ? 'plain' : 'changed');
    });
    return clip([number(slot), ...row], width);
  });
  return exactly([title(view, after, width), head, ...lines], rows);
}

/** The same table twice, production code and model side by side. What differs is marked as wrong. */
export function modelPane(view: View, width: number, rows: number): Line[] {
  const { after, model, before } = view.step;
  if (after === null || model === null) return exactly([[span('there is no tracker yet', 'dim')]], rows);
  const half = Math.floor((width - NUMBER_COLUMNS - 3) / 2);
  const shown = pageOf(Math.max(after.slots.length, model.slots.length), view, rows - 2);
  const states = shown.flatMap((slot) => [after.slots[slot], model.slots[slot]].filter((state) => state !== undefined));
  const cells = columnsOf(states, half);
  const side = (state: SlotState | undefined, styleOf: (column: SlotColumn) => TextStyle): Line =>
    state === undefined
      ? fit([span('free', 'bad')], half)
      : fit(
          cells.flatMap(({ column, width: wide }) => cell(column, column.show(state), wide, styleOf(column))),
          half,
        );
  const lines = shown.map((slot) => {
    const ours = after.slots[slot];
    const theirs = model.slots[slot];
    const was = before?.slots[slot];
    const differs = (column: SlotColumn): boolean => ours === undefined || theirs === undefined || !sameCell(column, ours, theirs);
    const hasChanged = (column: SlotColumn): boolean => was === undefined || ours === undefined || !sameCell(column, was, ours);
    const left = side(ours, (column) => (differs(column) ? 'bad' : hasChanged(column) ? 'changed' : 'plain'));
    const right = side(theirs, (column) => (differs(column) ? 'bad' : 'plain'));
    return [number(slot)].concat(left, span(' │ ', 'dim'), right);
  });
  const heads = fit(headsOf(cells), half);
  const head: Line = [SLOT_HEAD, ...heads, span(' │ ', 'dim'), ...heads];
  const top = fit([span(`production code · ${after.slots.length} of ${countOf(after.capacity, 'slot')}`, 'bold')], half + NUMBER_COLUMNS);
  return exactly([[...top, span(' │ ', 'dim'), span(`model · ${countOf(model.slots.length, 'slot')}`, 'bold')], head, ...lines], rows);
}

function title(view: View, state: State, width: number): Line {
  const changed = changedSlots(view.step);
  const parts = [`table · ${state.slots.length} of ${countOf(state.capacity, 'slot')} · ${state.policy}, window ${state.window}`];
  if (changed.length > 0)
    parts.push(
      `changed: ${changed.slice(0, CHANGED_NAMED).join(', ')}${changed.length > CHANGED_NAMED ? ` and ${changed.length - CHANGED_NAMED} more` : ''}`,
    );
  return clip([span(parts.join(' · '), 'bold')], width);
}

/** The page of slots that holds the focus, moved by the scroll. */
function pageOf(length: number, { focus, scroll }: View, rows: number): number[] {
  const last = Math.max(0, length - rows);
  const page = Math.floor(Math.min(focus, length) / rows) * rows;
  const top = Math.max(0, Math.min(Math.min(page, last) + scroll, last));
  return Array.from({ length: Math.max(0, Math.min(rows, length - top)) }, (_, at) => top + at);
}

/** A column, as wide as what is shown in it. */
interface ShownColumn {
  readonly column: SlotColumn;
  readonly width: number;
}

function headsOf(cells: readonly ShownColumn[]): Span[] {
  return cells.flatMap(({ column, width }) => cell(column, column.head, width, 'dim'));
}

/** The columns that find room; the first one in any case. */
function columnsOf(slots: readonly SlotState[], room: number): ShownColumn[] {
  const all = SLOT_COLUMNS.map((column) => ({
    column,
    width: Math.max(column.head.length, ...slots.map((slot) => column.show(slot).length)),
  }));
  let end = 0;
  return all.filter(({ width }, at) => (end += width + GAP_COLUMNS) <= room || at === 0);
}

// Two values may look alike when they are shortened: the values are compared, not the text.
function sameCell(column: SlotColumn, a: SlotState, b: SlotState): boolean {
  return a[column.field] === b[column.field];
}

function number(slot: number): Span {
  return span(`${String(slot).padStart(NUMBER_COLUMNS - 1)} `, 'dim');
}

/** A cell and the gap after it, which holds the sign of a change where there is no colour. */
function cell({ isNumber }: SlotColumn, text: string, width: number, style: TextStyle): Span[] {
  const pad = ' '.repeat(width - text.length);
  return isNumber ? [span(pad), span(text, style), span('  ')] : [span(text, style), span(`${pad}  `)];
}
