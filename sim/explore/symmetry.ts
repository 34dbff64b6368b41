import { formatOp } from '../data/ops/op-format.ts';
import type { Op } from '../data/ops/op.ts';
import { modelHash } from '../oracle/model/index.ts';
import type { TrackerView } from '../../src/internal.ts';
import type { Domain, StartOp } from './domain.ts';

/**
 * Values of a domain that may change places: swapping two of the same class in a whole run gives another run of the domain that
 * every rule judges alike.
 */
export interface Symmetry {
  /** Pids of the domain's operations. */
  readonly pids: readonly number[];
  /** By place in `pids`: the number of the class. */
  readonly pidClasses: readonly number[];
  /** Namespaces of the domain's operations. */
  readonly namespaces: readonly bigint[];
  /** By place in `namespaces`. */
  readonly namespaceClasses: readonly number[];
}

/**
 * What may change places in runs of a bare tracker that begin with `start`. Pids: those that have the same home cell, and the same
 * operations but for themselves. Namespaces: those that have the same operations. O(operations × pids).
 */
export function symmetryOf({ ops }: Domain, start: StartOp, view: TrackerView): Symmetry {
  const pids = [...new Set(ops.flatMap(pidOf))];
  const namespaces = [...new Set(ops.flatMap(namespaceOf))];
  const key = 'index_key' in start ? (start.index_key ?? null) : null;
  return {
    pids,
    pidClasses: classesOf(pids, (pid) => {
      // The home as the rules have it, and as the code under test has it.
      const home = `${modelHash(pid, key) % view.cells}/${view.homeCell(pid)}`;
      return home + formsOf(ops, (op) => ('pid' in op && op.pid === pid ? { ...op, pid: 0 } : null));
    }),
    namespaces,
    namespaceClasses: classesOf(namespaces, (ns) => formsOf(ops, (op) => ('ns' in op && op.ns === ns ? { ...op, ns: 0n } : null))),
  };
}

function pidOf(op: Op): number[] {
  return 'pid' in op ? [op.pid] : [];
}

function namespaceOf(op: Op): bigint[] {
  return op.op === 'record' && op.ns !== null ? [op.ns] : [];
}

/** The operations that `erase` makes of all operations, as one text. */
function formsOf(ops: readonly Op[], erase: (op: Op) => Op | null): string {
  return ops
    .map(erase)
    .filter((op) => op !== null)
    .map(formatOp)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('\n');
}

function classesOf<T>(values: readonly T[], keyOf: (value: T) => string): number[] {
  const keys = values.map(keyOf);
  return keys.map((key) => keys.indexOf(key));
}
