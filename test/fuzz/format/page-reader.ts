import { encodeModelFrame, type ModelFrame } from '../../../sim/oracle/model/index.ts';
import { withChecksum } from './page-others.ts';
import { listNamed, numbersOf, ORIGINS, Page, SMALL, STATUSES, U64 } from './page.ts';

// Reads inputs as docs/fuzz-format.md says, of which it takes its lists; see page.ts.

const COUNTERS =
  'evictions nonce_wraps capacity_exceeded origin_conflicts namespace_conflicts eviction_scan_truncated invariant_violations probe_exhausted evicted_pid'.split(
    ' ',
  );

/** An operation, or a call with a wrong argument. */
export type Step = Record<string, unknown>;

/** As far as the work goes: an operation costs 4, one more for every 16 slots and every 4 listeners. */
function withinWork(head: Step, records: () => Step[] | null): Step[] {
  const steps: Step[] = [];
  let left = 20_000;
  let table = 0;
  for (let next: Step[] | null = [head]; next !== null; next = records()) {
    for (const step of next) {
      const { op, capacity = 256, listeners = 0 } = step as { op?: string; capacity?: number; listeners?: number };
      if (op === 'new' || op === 'observer') table = Math.floor(Math.min(capacity, 4096) / 16) + Math.floor(listeners / 4);
      if (op !== undefined) left -= 4 + table;
      if (left < 0) return steps;
      steps.push(step);
    }
  }
  return steps;
}

/** The operations of tracker-ops, and `{ misuse }` for calls with a wrong argument. */
export function readTrackerPage(input: Uint8Array): Step[] {
  const page = new Page(input);
  const start = (): Step => {
    const capacity = page.capacity();
    page.table(capacity);
    return { op: 'new', capacity, ...page.policyAndWindow() };
  };
  const plain = (pid: number): Step => ({
    op: 'record',
    pid,
    nonce: page.nonce(0, pid),
    status: 'ok',
    now: page.now,
    threshold: page.threshold,
    origin: 'kernel-attested',
    ns: null,
  });
  const head = start();
  page.threshold = page.bigOf('threshold of a tracker');
  page.now = page.bigOf('first moment');
  return withinWork(head, () => {
    if (page.isOver) return null;
    const first = page.number(1);
    const low = first & 15;
    if (first < 0x50) {
      page.moment(low);
      return [plain(page.pid())];
    }
    if (first < 0x90) {
      const { flags, ...beat } = page.beat(low);
      if ((flags & 8) !== 0) page.threshold = page.bigOf('threshold of a tracker');
      return [{ op: 'record', ...beat, threshold: page.threshold }];
    }
    if (first < 0xb0) {
      const now = page.moment(low);
      if (first >= 0xa0) page.threshold = page.bigOf('threshold of a tracker');
      return [{ op: 'drain', now, threshold: page.threshold }];
    }
    if (first < 0xc0) return [low < 9 ? { op: 'take', counter: COUNTERS[low] } : { op: 'len' }];
    if (first < 0xd0) return [{ op: 'get', field: ['last_ns', 'origin', 'ns'][low % 3], pid: page.pid() }];
    if (first < 0xe0) {
      page.moment(low);
      const code = page.number(1);
      const count = page.number(1);
      return Array.from({ length: 1 + (count % 128) }, (_, at) => {
        if (at > 0 && count >= 128) page.moment(1);
        return plain(page.pidOf(((code % 254) + at) % 254));
      });
    }
    if (first < 0xe4) return [start()];
    if (first < 0xe8) return [{ op: 'decode', bytes: page.bytes(page.number(1)) }];
    if (first < 0xec) {
      const pid = page.pid();
      const frame = { status: STATUSES[low & 3], pid, timestamp: page.big(8), nonce: page.big(8), payload: page.number(4) };
      return [{ op: 'encode', frame }];
    }
    if (first >= 0xf0) return [{ misuse: low }];
    page.threshold = page.bigOf('threshold of a tracker');
    return [];
  });
}

function observerHead(page: Page): Step & { listeners: number; threshold: bigint } {
  const most = 2 ** 53 - 1;
  const maybe = (name: string, to: number): number | undefined =>
    page.listed<number | undefined>(numbersOf(name), () => Number(page.big(8) % (BigInt(to) + 1n)));
  const listeners = page.numberOf('listeners', 1, 64);
  const capacity = page.capacity([...SMALL, undefined]);
  const manner = page.number(1);
  const window = maybe('window of an observer', most);
  const threshold = page.bigOf('threshold of an observer', 10_000_000n);
  const drain = page.listed(listNamed('drain interval'), () => 1n + (page.big(8) % (U64 - 1n)));
  const head = {
    op: 'observer',
    threshold,
    listeners,
    capacity,
    window,
    drain_interval: drain,
    policy: [undefined, 'strict', 'balanced'][manner % 3],
    allow_cross_namespace: [undefined, false, true][Math.floor(manner / 3) % 3],
    per_pid_rate: maybe('rate per pid', 1_000_000_000),
    global_rate: maybe('global rate and burst', 9_000_000),
    global_burst: maybe('global rate and burst', 9_000_000),
    pid_max: maybe('largest pid', 2 ** 32 - 1),
    ns: page.listed(listNamed('namespace of an observer'), () => page.big(8)),
  };
  page.table(capacity);
  return Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)) as ReturnType<typeof observerHead>;
}

function damaged(frame: Uint8Array, place: number, how: number): Uint8Array {
  const where = (place % 128) % 40;
  if (where >= 32) return Uint8Array.from({ length: how }, (_, at) => frame[at] ?? 0);
  const bytes = frame.map((byte, at) => (at === where ? byte ^ (how === 0 ? 255 : how) : byte));
  return place >= 128 ? withChecksum(bytes) : bytes;
}

/** The operations of observer-stream. */
export function readObserverPage(input: Uint8Array): Step[] {
  const page = new Page(input, true);
  const head = observerHead(page);
  page.threshold = head.threshold;
  page.now = page.bigOf('first moment');
  let listener = 0;
  const frameOf = (frame: object): Uint8Array => encodeModelFrame(frame as ModelFrame);
  const plain = (pid: number): Step => {
    const bytes = frameOf({ status: 'ok', pid, timestamp: page.now, nonce: page.nonce(0, pid), payload: 0 });
    return { op: 'datagram', now: page.now, listener, origin: 'kernel-attested', peer: pid, ns: null, bytes };
  };
  const poll = (): Step => ({ op: 'poll', now: page.now });
  const peerOf = (flags: number, pid: number): number | null => {
    if ((flags & 64) !== 0) listener = page.number(1) % head.listeners;
    return [() => null, () => pid, () => (pid % 2 === 0 ? pid + 1 : pid - 1), () => page.pid()][(flags >> 3) & 3]();
  };
  return withinWork(head, () => {
    if (page.isOver) return null;
    const first = page.number(1);
    const low = first & 15;
    if (first < 0x40) {
      page.moment(low);
      return [plain(page.pid()), poll()];
    }
    if (first < 0x80) {
      const { flags, pid, status, nonce, now, origin, ns } = page.beat(low);
      const peer = peerOf(flags, pid);
      const content = flags >= 128 ? { timestamp: page.big(8), payload: page.number(4) } : { timestamp: now, payload: 0 };
      const frame = frameOf({ status, pid, nonce, ...content });
      const bytes = first < 0x70 ? frame : damaged(frame, page.number(1), page.number(1));
      return [{ op: 'datagram', now, listener, origin, peer, ns, bytes }, ...((flags & 32) === 0 ? [poll()] : [])];
    }
    if (first < 0x90) {
      const now = page.moment(low);
      const origin = ORIGINS[page.number(1) & 3];
      const flags = page.number(1);
      const ns = page.namespace(flags & 7);
      const peer = peerOf(flags, 0);
      const bytes = page.bytes(page.number(1));
      return [{ op: 'datagram', now, listener, origin, peer, ns, bytes }, ...((flags & 32) === 0 ? [poll()] : [])];
    }
    if (first >= 0xf0) {
      listener = low % head.listeners;
      return [];
    }
    if (first >= 0xc0 && first < 0xd0) return [{ op: 'metrics' }];
    page.moment(low);
    if (first < 0xb0) return [poll()];
    if (first < 0xc0) return Array.from({ length: 1 + (page.number(1) & 63) }, poll);
    const code = page.number(1) % 254;
    return Array.from({ length: 1 + (page.number(1) & 127) }, (_, at) => {
      const datagram = plain(page.pidOf((code + at) % 254));
      if (first < 0xe0) return [datagram, poll()];
      listener = (listener + 1) % head.listeners;
      return [datagram];
    }).flat();
  });
}
