import { FRAME_LENGTH, TERMINAL_NONCE, U64_MAX } from '../data/spec/limits.ts';
import { decodeModelFrame, encodeModelFrame, modelCrc32c, type ModelFrame } from '../oracle/model/index.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import type { Goal } from '../oracle/goals.ts';
import type { Attack, AttackerScript } from './script.ts';
import type { Transport } from './transport.ts';
import { pidWithHome } from './unmix32.ts';

/** What an attacker knows and can do. */
export interface AttackContext {
  readonly script: AttackerScript;
  readonly entropy: Entropy;
  readonly transport: Transport;
  readonly nowNs: number;
  /** Cells of the observer's index: a power of two. */
  readonly cells: number;
  /** Pids of the fleet; never empty unless there is no fleet. */
  readonly victims: readonly number[];
  /** Datagrams sent by this attacker so far. */
  readonly sentBefore: number;
  /** Sends bytes as the process `pid`. */
  send(pid: number, bytes: Uint8Array): void;
}

const FRESH_PID_BASE = 0x4000_0000;
const FORGED_NONCE = 1n << 40n;

function beat(pid: number, nonce: bigint): Uint8Array {
  return encodeModelFrame({ status: 'ok', pid, timestamp: 1n, nonce, payload: 0 });
}

/** Cycles through the pool, or takes a new number each time; the nonce counts the rounds. */
function cycle({ script, sentBefore }: AttackContext): { readonly member: number; readonly nonce: bigint } {
  if (script.pidPool === 0) return { member: sentBefore, nonce: 1n };
  return { member: sentBefore % script.pidPool, nonce: BigInt(1 + Math.floor(sentBefore / script.pidPool)) };
}

function rotatePids(context: AttackContext): void {
  const { member, nonce } = cycle(context);
  const pid = FRESH_PID_BASE + member;
  context.send(pid, beat(pid, nonce));
}

function collideInIndex(context: AttackContext): void {
  const { member, nonce } = cycle(context);
  const pid = pidWithHome(0, context.cells, member + 1);
  if (pid > 1) context.send(pid, beat(pid, nonce));
}

function beatForVictim(context: AttackContext): void {
  if (context.victims.length === 0) return;
  const pid = context.entropy.pick(context.victims);
  context.send(pid, beat(pid, FORGED_NONCE + BigInt(context.sentBefore)));
}

function replay(context: AttackContext): void {
  const { captured } = context.transport;
  if (captured.length === 0) return;
  const { bytes, peer } = captured[context.entropy.int(0, captured.length - 1)];
  context.send(peer ?? 0, bytes);
}

function forgePid(context: AttackContext): void {
  if (context.victims.length === 0) return;
  const pid = context.entropy.pick(context.victims);
  context.send(pid === 2 ? 3 : 2, beat(pid, FORGED_NONCE));
}

const DAMAGES: readonly ((bytes: Uint8Array, entropy: Entropy) => Uint8Array)[] = [
  (bytes, entropy) => bytes.slice(0, entropy.int(0, FRAME_LENGTH - 1)),
  (bytes, entropy) => lengthened(bytes, entropy.int(1, 40)),
  (bytes) => changed(bytes, 0, 0x57),
  (bytes) => changed(bytes, 2, 0x01),
  (bytes, entropy) => flipped(bytes, 28 + entropy.int(0, 3)),
  (bytes, entropy) => sealed(changed(bytes, 3, entropy.int(4, 255))),
];

const UNLAWFUL_FRAMES: readonly Partial<ModelFrame>[] = [
  { status: 'stall' },
  { pid: 0 },
  { pid: 1 },
  { timestamp: U64_MAX },
  { nonce: TERMINAL_NONCE },
];

function malformed(context: AttackContext): void {
  const { entropy } = context;
  const pid = entropy.int(2, 0xffff_ffff);
  context.send(pid, malformedFrame(pid, entropy));
}

/** A datagram that is no frame, for one reason or for several. */
export function malformedFrame(pid: number, entropy: Entropy): Uint8Array {
  const lawful: ModelFrame = { status: 'ok', pid, timestamp: 1n, nonce: 1n, payload: entropy.int(0, 0xffff_ffff) };
  // One fault shows that it is refused; two show in which order.
  let frame = lawful;
  // oxlint-disable-next-line oxc/no-accumulating-spread -- twice at most
  for (let faults = entropy.int(0, 2); faults > 0; faults--) frame = { ...frame, ...entropy.pick(UNLAWFUL_FRAMES) };
  let bytes = encodeModelFrame(frame);
  for (let faults = frame === lawful ? entropy.int(1, 2) : entropy.int(0, 1); faults > 0; faults--)
    bytes = entropy.pick(DAMAGES)(bytes, entropy);
  // Two damages may undo each other.
  return typeof decodeModelFrame(bytes) === 'string' ? bytes : changed(bytes, 0, 0x57);
}

/** A copy with so many bytes of 0 behind it. */
function lengthened(bytes: Uint8Array, more: number): Uint8Array {
  const copy = new Uint8Array(bytes.length + more);
  copy.set(bytes);
  return copy;
}

/** A copy with one byte set; beyond the end nothing is. */
function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  if (at < copy.length) copy[at] = value;
  return copy;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return changed(bytes, at, (bytes[at] ?? 0) ^ 0xff);
}

/** Puts the right checksum on a frame that was changed. */
function sealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < FRAME_LENGTH) return bytes;
  const crc = modelCrc32c(bytes, 28);
  for (let at = 0; at < 4; at++) bytes[28 + at] = crc >>> (8 * at);
  return bytes;
}

/** How each attack sends one datagram, and the goal that it stands for. */
export const ATTACK_STEPS: Readonly<Record<Attack, { readonly goal: Goal; readonly step: (context: AttackContext) => void }>> = {
  'pid-rotation': { goal: 'attack-pid-rotation', step: rotatePids },
  'origin-spoof': { goal: 'attack-origin-spoof', step: beatForVictim },
  'namespace-collision': { goal: 'attack-namespace-collision', step: beatForVictim },
  replay: { goal: 'attack-replay', step: replay },
  'index-collision': { goal: 'attack-index-collision', step: collideInIndex },
  malformed: { goal: 'attack-malformed', step: malformed },
  'pid-forgery': { goal: 'attack-pid-forgery', step: forgePid },
};
