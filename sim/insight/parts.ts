import { MAX_CAPACITY, U32_MAX, U64_MAX } from '../data/spec/limits.ts';
import { BEAT_ORIGINS, EVICTION_POLICIES, STATUSES } from '../data/spec/names.ts';
import { OBSERVER_OPTION_LIST, type ValueForm } from '../data/ops/observer-options.ts';
import { GET_FIELDS, TAKE_COUNTERS, type Op } from '../data/ops/op.ts';
import { editFrame, readFrame } from '../findings/shrink/frame-edit.ts';

/** The value of a part: numbers of any kind as bigints. */
export type PartValue = bigint | string | boolean | null;

/** What a part may be. */
export type PartRange =
  | { readonly kind: 'number'; readonly min: bigint; readonly max: bigint; readonly orNull: boolean }
  | { readonly kind: 'choice'; readonly values: readonly PartValue[] };

/** One part of an operation, such as the pid of a beat. */
export interface Part {
  /** As the trace names it. */
  readonly name: string;
  readonly value: PartValue;
  readonly range: PartRange;
  /** The operation with another value there. */
  readonly with: (value: PartValue) => Op;
}

const U32: PartRange = { kind: 'number', min: 0n, max: BigInt(U32_MAX), orNull: false };
const U64: PartRange = { kind: 'number', min: 0n, max: U64_MAX, orNull: false };
const U64_OR_NULL: PartRange = { ...U64, orNull: true };
const PEER: PartRange = { ...U32, orNull: true };
const SIZE: PartRange = { kind: 'number', min: 0n, max: BigInt(MAX_CAPACITY), orNull: false };
const ORIGIN = choice(BEAT_ORIGINS);

/** The ranges of the members of operations; what is named here under two kinds of operations has one meaning. */
const RANGES: Readonly<Record<string, PartRange>> = {
  pid: U32,
  nonce: U64,
  status: choice(STATUSES.filter((status) => status !== 'stall')),
  now: U64,
  threshold: U64,
  origin: ORIGIN,
  ns: U64_OR_NULL,
  generation: U64_OR_NULL,
  peer: PEER,
  counter: choice(TAKE_COUNTERS),
  field: choice(GET_FIELDS),
  capacity: SIZE,
  window: { ...SIZE, min: 1n },
  policy: choice(EVICTION_POLICIES),
  count: { ...U32, min: 1n },
  type: choice(['counter', 'gauge']),
  value: U64,
};

/** The members of a frame, in a datagram or on their own. */
const FRAME_RANGES = {
  pid: { ...U32, min: 2n },
  nonce: U64,
  status: RANGES['status'],
  timestamp: { ...U64, max: U64_MAX - 1n },
  payload: U32,
};

/** Every part of an operation that has more than one lawful value, in the order of its members. */
export function partsOf(op: Op): Part[] {
  const parts = Object.entries(op).flatMap(([name, value]) => {
    const range = rangeOf(op, name);
    return range === undefined ? [] : [memberPart(op, name, value, range)];
  });
  return 'bytes' in op ? [...parts, ...frameParts(op)] : parts;
}

function rangeOf(op: Op, name: string): PartRange | undefined {
  if (op.op === 'observer' || op.op === 'new') {
    const form = OBSERVER_OPTION_LIST.find((option) => option.name === name)?.form;
    return RANGES[name] !== undefined && name !== 'threshold' && name !== 'ns' ? RANGES[name] : form && rangeOfForm(form);
  }
  // How many listeners there are is no part of one operation, and the claim of a quiet phase is the world's.
  return op.op === 'settled' || op.op === 'encode' ? undefined : RANGES[name];
}

function rangeOfForm(form: ValueForm): PartRange {
  switch (form.kind) {
    case 'integer':
      return { kind: 'number', min: BigInt(form.min), max: BigInt(form.max), orNull: false };
    case 'time':
      return { kind: 'number', min: form.leastNs, max: U64_MAX, orNull: false };
    case 'word':
      return choice(form.words);
    case 'flag':
      return choice([false, true]);
    case 'u64-or-null':
      return U64_OR_NULL;
  }
}

function memberPart(op: Op, name: string, value: unknown, range: PartRange): Part {
  const isNumber = typeof value === 'number' || (value === null && range === PEER);
  return {
    name,
    value: typeof value === 'number' ? BigInt(value) : (value as PartValue),
    range,
    with: (other) => ({ ...op, [name]: isNumber && other !== null ? Number(other) : other }),
  };
}

/** The parts of the frame in a datagram, with a valid checksum around whatever they are; none where it is no frame. */
function frameParts(op: Extract<Op, { bytes: Uint8Array }>): Part[] {
  const frame = readFrame(op.bytes);
  if (frame === null) return [];
  return Object.entries(FRAME_RANGES).map(([name, range]) => {
    const value = frame[name as keyof typeof FRAME_RANGES];
    const isNumber = typeof value === 'number';
    return {
      name: `frame ${name}`,
      value: isNumber ? BigInt(value) : value,
      range,
      with: (other) => ({ ...op, bytes: editFrame(op.bytes, { [name]: isNumber ? Number(other) : other }) ?? op.bytes }),
    };
  });
}

function choice(values: readonly PartValue[]): PartRange {
  return { kind: 'choice', values };
}
