import { readFileSync } from 'node:fs';
import { pidWithHome } from '../../../sim/world/unmix32.ts';

// Reads inputs as docs/fuzz-format.md says. Written from that page alone: it takes nothing of fuzz/format, and no constant of src.

/** Beyond every u64. */
export const U64 = 2n ** 64n;
/** By the places that bytes name. */
export const STATUSES = ['ok', 'degraded', 'critical', 'stall'] as const;
/** See {@link STATUSES}. */
export const ORIGINS = ['kernel-attested', 'network-unverified', 'operator-attested', 'socket-mode-only'] as const;
/** Capacities of one byte. */
export const SMALL = [2, 0, 1, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 63, 64, 65, 66, 80, 96];
const LARGE = [128, 255, 256, 257, 512, 1024, 2048, 4095, 4096, 4097, 2 ** 16, 10 ** 6, 2 ** 32];
const MS = 1_000_000n;
const INODES = [0n, 4_026_531_836n, 4_026_531_837n, U64 - 1n];
const EDGE = U64 - 2n ** 20n;
const NONCES = [0n, 1n, 2n ** 20n - 1n, 2n ** 20n, EDGE - 2n, EDGE - 1n, EDGE, U64 - 2n, U64 - 1n, 2n ** 63n];
const LARGEST = 2 ** 32 - 1;
const ODD_PIDS = [2 ** 31 - 1, 2 ** 31, 65_535, 65_536, 1000, 2 ** 30 - 1];

const DOCUMENT = readFileSync(new URL('../../../docs/fuzz-format.md', import.meta.url), 'utf8');

function valueOf(text: string): bigint | null | undefined {
  if (text === 'none') return undefined;
  if (text === 'unknown') return null;
  const [first, ...less] = text.split(' − ').map((term) => (term.startsWith('2^') ? 2n ** BigInt(term.slice(2)) : BigInt(term)));
  return less.reduce((value, one) => value - one, first);
}

/** A list of the page. */
export function listNamed(name: string): readonly (bigint | null | undefined)[] {
  const known = LISTS.get(name) ?? readList(name);
  LISTS.set(name, known);
  return known;
}

const LISTS = new Map<string, readonly (bigint | null | undefined)[]>();

function readList(name: string): readonly (bigint | null | undefined)[] {
  const row = DOCUMENT.split('\n').find((line) => line.startsWith(`| ${name} | `) || line.startsWith(`| ${name}, `));
  if (row === undefined) throw new Error(`the page has no list ${name}`);
  return row.split(' | ')[1].replace(/ \|$/, '').split(', ').map(valueOf);
}

/** The same as numbers. */
export function numbersOf(name: string): readonly number[] {
  return listNamed(name).map((value) => (typeof value !== 'bigint' ? undefined : Number(value))) as number[];
}

const WINDOWS = numbersOf('window of a tracker');

/** Bytes from the front, zeros behind them. */
export class Page {
  readonly input: Uint8Array;
  at = 0;
  cells = 2;
  now = 0n;
  threshold = 0n;
  nonces = new Map<number, bigint>();
  readonly isObserver: boolean;

  constructor(input: Uint8Array, isObserver = false) {
    this.input = input;
    this.isObserver = isObserver;
  }

  get isOver(): boolean {
    return this.at >= this.input.length;
  }

  /** A number of so many bytes. */
  big(bytes: number): bigint {
    let value = 0n;
    for (let at = 0; at < bytes; at++) value += BigInt(this.input[this.at++] ?? 0) << BigInt(8 * at);
    return value;
  }

  number(bytes: number): number {
    return Number(this.big(bytes));
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.number(1));
  }

  listed<T>(list: readonly T[], other: () => T): T {
    const code = this.number(1);
    return code === 255 ? other() : list[code % list.length];
  }

  bigOf(name: string, least = 0n): bigint {
    return this.listed(listNamed(name) as readonly bigint[], () => least + (this.big(8) % (U64 - least)));
  }

  numberOf(name: string, least: number, most: number): number {
    return this.listed(numbersOf(name), () => least + Number(this.big(8) % (BigInt(most - least) + 1n)));
  }

  capacity(list: readonly (number | undefined)[] = SMALL): number | undefined {
    return this.listed(list, () => {
      const code = this.number(1);
      return code < 128 ? LARGE[code % 13] : Number(this.big(8) % 2n ** 53n);
    });
  }

  table(capacity = 256): void {
    this.nonces = new Map();
    this.cells = 2;
    while (this.cells < 2 * Math.min(capacity, 4096)) this.cells *= 2;
  }

  policyAndWindow(): { policy: string; window: number } {
    const code = this.number(1);
    const policy = code % 2 === 0 ? 'strict' : 'balanced';
    return { policy, window: code >= 254 ? Number(this.big(8) % 2n ** 53n) : WINDOWS[(code >> 1) % 16] };
  }

  pid(): number {
    const code = this.number(1);
    if (code === 254) return this.number(2);
    return code === 255 ? this.number(4) : this.pidOf(code);
  }

  pidOf(code: number): number {
    const last = this.cells - 1;
    if (code < 64) return code;
    if (code < 192) return pidWithHome(last, this.cells, code - 64);
    if (code < 224) return pidWithHome(last - 1, this.cells, code - 192);
    if (code < 240) return pidWithHome((last + 63) % this.cells, this.cells, code - 224);
    return code < 248 ? LARGEST - (code - 240) : ODD_PIDS[code - 248];
  }

  moment(code: number): bigint {
    if (code === 15) return (this.now = this.big(8));
    const t = this.threshold;
    const d = t / 10n < 100n * MS ? t / 10n : 100n * MS;
    const common = [0n, 1n, t - 1n, t, t + 1n];
    const steps = this.isObserver
      ? [...common, 10n * t + 1n, d, 10n * MS, -1n, -t, 5000n * MS, 5000n * MS + 1n]
      : [...common, 10n * t - 1n, 10n * t, 10n * t + 1n, -1n, -t, -this.now, U64];
    const moment = this.now + (code < 12 ? steps[code] : this.big([1, 2, 4][code - 12]));
    return (this.now = moment < 0n ? 0n : moment >= U64 ? U64 - 1n : moment);
  }

  nonce(code: number, pid: number): bigint {
    const last = this.nonces.get(pid) ?? 0n;
    let nonce: bigint;
    if (code < 4) nonce = last + [1n, 2n, 0n, -1n][code];
    else if (code < 14) nonce = NONCES[code - 4];
    else nonce = code === 14 ? last + this.big(2) : this.big(8);
    nonce = (nonce + U64) % U64;
    this.nonces.set(pid, nonce);
    return nonce;
  }

  namespace(code: number): bigint | null {
    if (code < 3) return null;
    return code === 7 ? this.big(8) : INODES[code - 3];
  }

  beat(moment: number): { now: bigint; pid: number; nonce: bigint; status: string; origin: string; flags: number; ns: bigint | null } {
    const now = this.moment(moment);
    const pid = this.pid();
    const manner = this.number(1);
    const nonce = this.nonce(manner >> 4, pid);
    const flags = this.number(1);
    return { now, pid, nonce, status: STATUSES[(manner >> 2) & 3], origin: ORIGINS[manner & 3], flags, ns: this.namespace(flags & 7) };
  }
}
