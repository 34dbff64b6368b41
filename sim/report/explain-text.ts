import { countOf } from '../data/count.ts';
import { showTime } from '../data/duration.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { labelledLines, wrapWords } from '../data/wrap-words.ts';
import type { Explained, Explanation } from '../insight/explain.ts';
import { chanceGivenFailure, chanceOfFailure, type Companion, type Neighbours } from '../insight/neighbours.ts';
import type { PartValue } from '../insight/parts.ts';
import type { Freedom, Slot } from '../insight/vary.ts';
import { countWithCommas, formatTable, percent } from './table.ts';

const LABEL_MIN = 12;
const COLUMNS_MAX = 100;
const COMPANIONS_SHOWN = 8;
const STEPS_SHOWN = 6;

/** What of a failing run matters, in words by sort: one for each sort of parts, and one for all that may be anything. */
function partWords({ parts, shiftable, together }: Explanation): (readonly [label: string, words: string])[] {
  const sorts = [...new Set(parts.map(({ sort }) => sort))];
  const ofSort = (sort: string): Explained[] => parts.filter((one) => one.sort === sort);
  const free = sorts.filter((sort) => ofSort(sort).every(({ freedom, slots }) => freedom.kind === 'any' && slots.length === 1));
  const bound = sorts.filter((sort) => !free.includes(sort));
  const joint = togetherWords(parts, together);
  return [
    ...bound.map((sort) => [sort, sortWords(ofSort(sort), shiftable.includes(sort))] as const),
    ...(free.length === 0 ? [] : [['any', free.join(', ')] as const]),
    ...(joint === null ? [] : [['together', joint] as const]),
  ];
}

/** The same as lines. */
export function partLines(explanation: Explanation, columns: number): string[] {
  const words = partWords(explanation);
  const width = Math.max(LABEL_MIN, ...words.map(([label]) => label.length + 4));
  return words.flatMap(([label, text]) => labelledLines(label, text, width, columns));
}

function sortWords(parts: readonly Explained[], isShiftable: boolean): string {
  const groups = new Map<string, number[]>();
  for (const { slots, freedom } of parts) {
    const words = freedomWords(freedom, slots);
    groups.set(words, [...(groups.get(words) ?? []), ...(slots.length > 1 ? [] : [slots[0].step])]);
  }
  const shift = isShiftable ? '; but all may be moved by the same amount' : '';
  const told = [...groups].map(([words, steps]) => (groups.size === 1 || steps.length === 0 ? words : `${words} (${stepWords(steps)})`));
  return `${told.join('; ')}${shift}`;
}

function freedomWords(freedom: Freedom, slots: readonly Slot[]): string {
  const same = slots.length > 1 ? `, but the same in ${stepWords(slots.map(({ step }) => step))}` : '';
  switch (freedom.kind) {
    case 'any':
      return `any${same}`;
    case 'but':
      return `any but ${freedom.values.map(valueWords).join(', ')}${same}`;
    case 'range':
      return `${rangeWords(freedom.from, freedom.to, slots[0])}${same}`;
    case 'some':
      return `${freedom.values.map(valueWords).join(' or ')}${same}`;
    case 'mixed':
      return `matters: with ${freedom.failed} of ${countOf(freedom.tried, 'other')} it fails, too`;
    case 'matters':
      return 'matters';
  }
}

function rangeWords(from: bigint, to: bigint, { range, sort }: Slot): string {
  const show = (value: bigint): string => (sort === 'now' || sort === 'threshold' ? showTime(value) : valueWords(value));
  if (range.kind === 'number' && to === range.max) return `any from ${show(from)} on`;
  if (range.kind === 'number' && from === range.min) return `any up to ${show(to)}`;
  return `any from ${show(from)} to ${show(to)}`;
}

function valueWords(value: PartValue): string {
  if (typeof value !== 'bigint') return value === null ? 'none' : String(value);
  // Nonces near the wrap are told by how far they are from it.
  if (value >= 2n ** 64n - 2n ** 21n) return `2^64-${2n ** 64n - value}`;
  for (const bits of [20n, 32n]) {
    const away: bigint = value - 2n ** bits;
    if (away >= -9n && away <= 9n) return `2^${bits}${away === 0n ? '' : away < 0n ? `-${-away}` : `+${away}`}`;
  }
  return value.toString();
}

function stepWords(steps: readonly number[]): string {
  const sorted = [...new Set(steps)].sort((a, b) => a - b);
  if (sorted.length === 1) return `step ${sorted[0]}`;
  const shown = sorted.slice(0, STEPS_SHOWN);
  const more = sorted.length - shown.length;
  return `steps ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function togetherWords(parts: readonly Explained[], together: readonly Slot[]): string | null {
  const free = new Set(parts.filter(({ freedom }) => freedom.kind === 'any').flatMap(({ slots }) => slots));
  if (free.size < 2) return null;
  const left = [...free].filter((slot) => !together.includes(slot)).map(({ name, step }) => `${name} of step ${step}`);
  const all = 'what may be any may be so at the same time';
  if (left.length === 0) return 'all that may be any may be so at the same time';
  const more = left.length > STEPS_SHOWN ? ` and ${left.length - STEPS_SHOWN} more` : '';
  return `${all}, but for ${left.slice(0, STEPS_SHOWN).join(', ')}${more}`;
}

/** The label of what matters among the details of a failure report. */
export const MATTERS = 'matters';

/** The same on a line of a failure report: the sorts that are bound; of the others any value will do. */
export function mattersDetail(explanation: Explanation): string {
  const bound = partWords(explanation).filter(([label]) => label !== 'any' && label !== 'together');
  if (bound.length === 0) return 'every part of it may be any';
  return `${bound.map(([sort, words]) => `${sort}: ${words}`).join(' · ')}; every other part may be any`;
}

/** What goes with failing over the neighbours of the run. */
export function neighbourLines({ failing, passing, companions }: Neighbours, columns: number): string[] {
  const runs = `${countOf(failing, 'run')} of the scenario failed so, ${passing} passed`;
  if (failing === 0 || passing === 0) return wrapWords(`${runs}: nothing can be said of what goes with failing`, columns);
  if (companions.length === 0) return wrapWords(`${runs}: nothing happens more often in those that fail`, columns);
  const rows = companions
    .slice(0, COMPANIONS_SHOWN)
    .map((one) => [`${one.kind} ${one.name}`, percent(chanceGivenFailure(one)), percent(chanceOfFailure(one))]);
  const more = companions.length > COMPANIONS_SHOWN ? [`and ${companions.length - COMPANIONS_SHOWN} more`] : [];
  return [...wrapWords(`${runs}; what goes with failing:`, columns), formatTable(['', 'in failing', 'fail with it'], rows), ...more];
}

/** The lines of a failure report that say what of its run matters. */
export function formatParts(explanation: Explanation, out: Output): string {
  const title = `what of it matters, of ${countWithCommas(explanation.tries, 'variation')}`;
  return [paint(out, 'bold', title), ...partLines(explanation, Math.min(COLUMNS_MAX, out.columns))].join('\n');
}

/** The part of a report that follows the failure report of the shrunk run. */
export function formatExplanation(explanation: Explanation, neighbours: Neighbours | string, out: Output): string {
  const columns = Math.min(COLUMNS_MAX, out.columns);
  return [
    formatParts(explanation, out),
    '',
    ...(typeof neighbours === 'string' ? wrapWords(`no neighbours: ${neighbours}`, columns) : neighbourLines(neighbours, columns)),
    '',
  ].join('\n');
}

/** The form in which programs get it. */
export function explanationJson(explanation: Explanation): object {
  const { parts, shiftable, together, tries } = explanation;
  const place = ({ step, name }: Slot): object => ({ step, name });
  return {
    matters: partWords(explanation),
    parts: parts.map(({ sort, slots, freedom }) => ({
      sort,
      slots: slots.map(({ step, name, value }) => ({ step, name, value: plain(value) })),
      freedom: plainFreedom(freedom),
      words: freedomWords(freedom, slots),
    })),
    shiftable,
    together: together.map(place),
    tries,
  };
}

/** The same of the neighbours. */
export function neighboursJson({ failing, passing, companions }: Neighbours): object {
  const told = (one: Companion): object => ({
    ...one,
    chanceGivenFailure: chanceGivenFailure(one),
    chanceOfFailure: chanceOfFailure(one),
  });
  return { failing, passing, companions: companions.map(told) };
}

function plainFreedom(freedom: Freedom): object {
  switch (freedom.kind) {
    case 'range':
      return { ...freedom, from: String(freedom.from), to: String(freedom.to) };
    case 'but':
    case 'some':
      return { ...freedom, values: freedom.values.map(plain) };
    default:
      return freedom;
  }
}

function plain(value: PartValue): string | boolean | null {
  return typeof value === 'bigint' ? String(value) : value;
}
