import type { Op } from '../../sim/data/ops/op.ts';
import { signatureOf, type Finding } from '../../sim/oracle/finding.ts';
import type { Production } from '../../sim/subject/production.ts';

/**
 * A fuzz target: bytes in, nothing or a finding out. All of it is pure: the same bytes mean the same on every machine, and
 * nothing stays behind from one input to the next.
 */
export interface FuzzTarget {
  /** Name on the command line, and of its folder in `corpus/fuzz`: lower case with hyphens. */
  readonly name: string;
  /** What it tests, as a sentence. */
  readonly sentence: string;
  /** Version of the meaning of its bytes. It rises when a committed input would come to mean something else. */
  readonly formatVersion: number;
  /** Longest input that a fuzzer should make, bytes. Longer ones are taken all the same. */
  readonly lengthMax: number;
  /** Takes any bytes, synchronously, and throws if and only if it found something: mostly a {@link FuzzFinding}. */
  readonly fuzz: (bytes: Uint8Array) => void;
  /**
   * The same as far as it goes but for the rules on work, for a target that drives production code: no access to an array is counted, and
   * it may end sooner. Code that has met counted arrays takes twice as long ever after, so that a fuzzer runs this, and `fuzzCounted` for
   * what it keeps.
   */
  readonly fuzzUnmetered?: (bytes: Uint8Array) => void;
  /** As `fuzz`, but accesses are counted in `counts`, the production code loaded once more. It is there where `fuzzUnmetered` is. */
  readonly fuzzCounted?: (bytes: Uint8Array, counts: Production) => void;
  /** Values worth putting into an input: bounds, and what lies beside them. */
  readonly dictionary?: readonly Uint8Array[];
  /**
   * Where the records of an input begin, ascending, its length last: what a mutator can take out, double, move or swap with
   * another input. Bytes before the first bound are a head that stays where it is.
   */
  readonly boundsOf?: (bytes: Uint8Array) => readonly number[];
  /**
   * Bytes of the longest beginning of an input that costs at most `work`, in units of about a quarter of the cheapest operation. A fuzzer
   * cuts what it makes, so that seldom an input costs much more than the one that it was made of.
   */
  readonly lengthWithin?: (bytes: Uint8Array, work: number) => number;
  /** The operations that an input stands for, to be saved as a trace; for targets that drive the tracker or the observer. */
  readonly toOps?: (bytes: Uint8Array) => readonly Op[];
  /** Bytes that stand for operations as closely as the format can encode them; null if it can encode none. */
  readonly fromOps?: (ops: readonly Op[]) => Uint8Array | null;
}

/** What a target found. Its message is the signature, so that one bug is one finding. */
export class FuzzFinding extends Error {
  readonly detail: string;

  constructor(signature: string, detail: string) {
    super(signature);
    this.name = 'FuzzFinding';
    this.detail = detail;
  }
}

/** All ways to run a target over `production`; `run` is told in which code accesses to arrays are counted, null for none. */
export function meteredOrNot(
  production: Production,
  run: (bytes: Uint8Array, counts: Production | null) => void,
): Pick<FuzzTarget, 'fuzz' | 'fuzzUnmetered' | 'fuzzCounted'> {
  return { fuzz: (bytes) => run(bytes, production), fuzzUnmetered: (bytes) => run(bytes, null), fuzzCounted: run };
}

/** Throws a finding of the oracle; does nothing for null. */
export function raise(finding: Finding | null): void {
  if (finding === null) return;
  const { step, reason, expected, got } = finding;
  throw new FuzzFinding(signatureOf(finding), `step ${step}: ${reason}; expected ${expected}, got ${got}`);
}
