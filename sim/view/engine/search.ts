import { LANE_BIT, REFUSED, type LaneName } from './lanes.ts';

/** What is searched. */
export interface Searchable {
  readonly length: number;
  readonly bits: Uint32Array;
  /** Whether a step wrote a slot: accepted a beat into it, or flagged it as stalled. */
  touches(step: number, slot: number): boolean;
  kindOf(step: number): string;
  pidsOf(step: number): ArrayLike<number>;
}

/** A condition on one step. */
interface Condition {
  pid: number | null;
  slot: number | null;
  kind: string | null;
  /** One of these bits must be set; 0 asks for none. */
  bits: number;
}

/** A question: steps that meet `now`, and, where there is a `before`, that are about a pid for which that was met earlier. */
export interface Query {
  readonly now: Condition;
  readonly before: Condition | null;
}

const WORDS: Readonly<Record<string, number>> = {
  refused: REFUSED,
  refusal: REFUSED,
  eviction: LANE_BIT.evicted,
  stall: LANE_BIT.stalled,
  new: LANE_BIT.inserted,
  drop: LANE_BIT.dropped,
  finding: LANE_BIT.violation,
  throws: LANE_BIT.threw,
};

/**
 * Reads a question such as `pid 12 refused`, `kind poll`, `slot 3`, `out-of-order` or `refused after evicted`. A text that says
 * what cannot be read, otherwise. `kinds` are the kinds of operations. O(text).
 */
export function parseQuery(text: string, kinds: readonly string[]): Query | string {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s:]+/);
  const after = words.indexOf('after');
  const now = condition(after === -1 ? words : words.slice(0, after), kinds);
  if (typeof now === 'string') return now;
  if (after === -1) return { now, before: null };
  const before = condition(words.slice(after + 1), kinds);
  return typeof before === 'string' ? before : { now, before };
}

function condition(words: readonly string[], kinds: readonly string[]): Condition | string {
  const found: Condition = { pid: null, slot: null, kind: null, bits: 0 };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'pid' || word === 'slot') {
      const number = words[++at] ?? '';
      if (!/^\d{1,10}$/.test(number)) return `after ${word} there must be a number`;
      found[word] = Number(number);
    } else if (word === 'kind') {
      found.kind = words[++at] ?? '';
      if (!kinds.includes(found.kind)) return `a kind is one of ${kinds.join(', ')}`;
    } else if (word in WORDS || word in LANE_BIT) {
      found.bits |= WORDS[word] ?? LANE_BIT[word as LaneName];
    } else if (/^\d{1,10}$/.test(word)) found.pid = Number(word);
    else if (kinds.includes(word)) found.kind = word;
    else return word === '' ? 'there is nothing to search for' : `${word} is no pid, kind or happening`;
  }
  return found;
}

/** The steps that answer a question, in order, `most` at most. O(steps). */
export function search(query: Query, on: Searchable, most: number): number[] {
  const found: number[] = [];
  const met = new Set<number>();
  for (let step = 0; step < on.length && found.length < most; step++) {
    if (matches(query.now, on, step) && (query.before === null || hasMet(met, on.pidsOf(step), query.now.pid))) found.push(step);
    if (query.before !== null && matches(query.before, on, step)) for (const pid of Array.from(on.pidsOf(step))) met.add(pid);
  }
  return found;
}

function hasMet(met: ReadonlySet<number>, pids: ArrayLike<number>, only: number | null): boolean {
  return Array.from(pids).some((pid) => met.has(pid) && (only === null || pid === only));
}

function matches({ pid, slot, kind, bits }: Condition, on: Searchable, step: number): boolean {
  if (bits !== 0 && (on.bits[step] & bits) === 0) return false;
  if (slot !== null && !on.touches(step, slot)) return false;
  if (kind !== null && on.kindOf(step) !== kind) return false;
  return pid === null || Array.from(on.pidsOf(step)).includes(pid);
}
