import { REGULAR_NONCE_MAX } from '../../data/spec/limits.ts';
import { formatDuration, parseDuration } from '../../data/duration.ts';
import { NEVER, type Ratio, ratio } from '../../data/entropy/entropy.ts';
import { parseU64 } from '../../data/ops/fields.ts';
import { show } from '../../data/ops/refusal.ts';
import type { Span } from '../script.ts';
import { type FaultBook, within } from './fault.ts';
import type { SpanForm } from './file-form.ts';

const TIME_MAX_NS = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads the texts of a scenario file. A text that cannot be taken goes into the fault book, and a harmless value comes out. */
export class TextFields {
  /** Where what cannot be taken goes. */
  readonly faults: FaultBook;

  constructor(faults: FaultBook) {
    this.faults = faults;
  }

  /** A duration from `leastNs` nanoseconds to the end of u64. */
  longDuration(path: string, text: string, leastNs = 0n): bigint {
    const ns = parseDuration(text);
    if (typeof ns === 'string') return this.#refuse(path, ns, text, leastNs);
    return ns >= leastNs ? ns : this.#refuse(path, `must be at least ${formatDuration(leastNs)}`, text, leastNs);
  }

  /** A duration from `leastNs` nanoseconds to 2^53 − 1, as virtual time is counted. */
  duration(path: string, text: string, leastNs = 0n): number {
    const ns = this.longDuration(path, text, leastNs);
    return Number(ns <= TIME_MAX_NS ? ns : this.#refuse(path, 'must be below 2^53ns, about 104 days', text, leastNs));
  }

  span(path: string, form: SpanForm): Span {
    if (typeof form === 'string') {
      const ns = this.duration(path, form);
      return { min: ns, max: ns };
    }
    const span = { min: this.duration(within(path, 'min'), form.min), max: this.duration(within(path, 'max'), form.max) };
    if (span.min > span.max) this.#refuse(within(path, 'min'), `must be at most ${show(form.max)}, the max`, form.min, 0);
    return span;
  }

  ratio(path: string, text: string): Ratio {
    const parsed = parseRatio(text);
    return typeof parsed === 'string' ? this.#refuse(path, parsed, text, NEVER) : parsed;
  }

  u64(path: string, text: string): bigint {
    return parseU64(text) ?? this.#refuse(path, 'must be at most 18446744073709551615, which is 2^64 − 1', text, 0n);
  }

  u64OrNull(path: string, text: string | null): bigint | null {
    return text === null ? null : this.u64(path, text);
  }

  /** A nonce that is not the terminal one. */
  nonce(path: string, text: string): bigint {
    const nonce = parseU64(text);
    if (nonce !== undefined && nonce <= REGULAR_NONCE_MAX) return nonce;
    return this.#refuse(path, `must be at most ${REGULAR_NONCE_MAX}, the largest nonce that is not the terminal one`, text, 0n);
  }

  #refuse<T>(path: string, says: string, text: string, instead: T): T {
    this.faults.add(path, `${says}, got ${show(text)}`);
    return instead;
  }
}

const DENOMINATOR_MAX = 2 ** 32;

/**
 * Reads a ratio such as `1/50`, `never` or `always`. Numbers stay as written: `2/100` is drawn otherwise than `1/50`. The
 * reason if it is none. O(1).
 */
export function parseRatio(text: string): Ratio | string {
  if (text === 'never' || text === '0') return NEVER;
  if (text === 'always' || text === '1') return ratio(1, 1);
  const form = /^(0|[1-9][0-9]{0,9})\/([1-9][0-9]{0,9})$/.exec(text);
  if (form === null) return 'must be a ratio such as "1/50", "never" or "always"';
  const [numerator, denominator] = [Number(form[1]), Number(form[2])];
  if (denominator > DENOMINATOR_MAX) return `must have a denominator of at most ${DENOMINATOR_MAX}`;
  if (numerator > denominator) return 'must be a ratio of at most 1';
  return ratio(numerator, denominator);
}
