import type { DatagramOp, Op, RecordOp } from '../../data/ops/op.ts';
import { editFrame, readFrame } from './frame-edit.ts';
import { actorOf } from '../../data/ops/frame-pid.ts';
import { pidsOf } from './run-shape.ts';
import type { ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

const STEPS_MAX = 200;

/** Makes the values of a run plain: pids count up from 2, nonces are small, what does not matter is what it mostly is. */
export function simplifyValues(search: Search): void {
  if (search.steps.length > STEPS_MAX) return;
  renamePids(search);
  rankNonces(search);
  for (let at = 0; at < search.steps.length && !search.isOver; at++) simplifyStep(search, at);
}

/** Gives pids the numbers from 2 on: all at once, or one by one. */
export function renamePids(search: Search): void {
  const pids = pidsOf(search.steps);
  if (pids.every((pid, number) => pid === number + 2)) return;
  const all = new Map(pids.map((pid, number) => [pid, number + 2]));
  if (search.accepts(search.steps.map((step) => withPids(step, all)))) return;
  let next = 2;
  for (const pid of pids) {
    while (pids.includes(next)) next++;
    if (next < pid && search.accepts(search.steps.map((step) => withPids(step, new Map([[pid, next]]))))) next++;
  }
}

function withPids(step: ShrinkStep, names: ReadonlyMap<number, number>): ShrinkStep {
  const { op } = step;
  if (op.op === 'settled') {
    const renamed = (list: readonly number[]): number[] => list.map((pid) => names.get(pid) ?? pid);
    return { ...step, op: { ...op, live: renamed(op.live), silent: renamed(op.silent) } };
  }
  const name = names.get(actorOf(op) ?? -1);
  if (name === undefined) return step;
  if ('pid' in op) return { ...step, op: { ...op, pid: name } };
  if (op.op !== 'datagram') return step;
  const bytes = editFrame(op.bytes, { pid: name });
  if (bytes === null) return step;
  return { ...step, op: { ...op, bytes, peer: op.peer === null ? null : (names.get(op.peer) ?? op.peer) } };
}

function simplifyStep(search: Search, at: number): void {
  const { op } = search.steps[at];
  const candidates = op.op === 'record' ? plainerRecords(op) : op.op === 'datagram' ? plainerDatagrams(op) : [];
  for (const change of candidates) {
    if (at >= search.steps.length) return;
    const current = search.steps[at];
    const changed = change(current.op);
    if (changed === null || isSame(changed, current.op)) continue;
    search.accepts(search.steps.map((step, index) => (index === at ? { ...step, op: changed } : step)));
  }
}

type Change = (op: Op) => Op | null;

function isSame(a: Op, b: Op): boolean {
  const text = (op: Op): string =>
    JSON.stringify(op, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
    );
  return text(a) === text(b);
}

function plainerRecords({ nonce }: RecordOp): Change[] {
  const set =
    (change: Partial<RecordOp>): Change =>
    (op) => ({ ...(op as RecordOp), ...change });
  return [
    set({ status: 'ok' }),
    set({ ns: null }),
    set({ origin: 'kernel-attested' }),
    ...smallNonces(nonce).map((value) => set({ nonce: value })),
  ];
}

function plainerDatagrams(op: DatagramOp): Change[] {
  const set =
    (change: Partial<DatagramOp>): Change =>
    (current) => ({ ...(current as DatagramOp), ...change });
  const edit =
    (change: Parameters<typeof editFrame>[1]): Change =>
    (current) => {
      const bytes = editFrame((current as DatagramOp).bytes, change);
      return bytes === null ? null : { ...(current as DatagramOp), bytes };
    };
  const frame = readFrame(op.bytes);
  const inFrame =
    frame === null
      ? []
      : [
          edit({ timestamp: 0n }),
          edit({ payload: 0 }),
          edit({ status: 'ok' }),
          ...smallNonces(frame.nonce).map((nonce) => edit({ nonce })),
        ];
  return [set({ peer: null }), set({ ns: null }), set({ origin: 'kernel-attested' }), ...inFrame];
}

function smallNonces(nonce: bigint): bigint[] {
  return [1n, 2n, 3n].filter((value) => value < nonce);
}

/** Gives nonces the numbers from 1 on in the order of their size, all at once: what was equal stays so, what was larger too. */
function rankNonces(search: Search): void {
  const nonces = new Set(search.steps.map(({ op }) => nonceOf(op)).filter((nonce) => nonce !== null));
  const ordered = [...nonces].sort((a, b) => (a < b ? -1 : 1));
  if (ordered.every((nonce, at) => nonce === BigInt(at + 1))) return;
  const ranks = new Map(ordered.map((nonce, at) => [nonce, BigInt(at + 1)]));
  search.accepts(search.steps.map((step) => withNonce(step, ranks)));
}

function nonceOf(op: Op): bigint | null {
  if (op.op === 'record') return op.nonce;
  return op.op === 'datagram' ? (readFrame(op.bytes)?.nonce ?? null) : null;
}

function withNonce(step: ShrinkStep, ranks: ReadonlyMap<bigint, bigint>): ShrinkStep {
  const { op } = step;
  const nonce = ranks.get(nonceOf(op) ?? -1n);
  if (nonce === undefined) return step;
  if (op.op === 'record') return { ...step, op: { ...op, nonce } };
  const bytes = op.op === 'datagram' ? editFrame(op.bytes, { nonce }) : null;
  return op.op === 'datagram' && bytes !== null ? { ...step, op: { ...op, bytes } } : step;
}
