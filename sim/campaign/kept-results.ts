import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { Spool } from '../data/spool.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/** Results that are packed together: neighbours by number, which are much alike. */
const BLOCK = 64;
/** Fast, and a fifth larger than the best. */
const LEVEL = 1;
/** What blocks may take in memory, bytes: some 20,000 runs. */
const MEMORY_MAX = 1_048_576;

/** Null for a run that was lost, undefined for one of which nothing is known yet. */
type Block = (SimulationResult | null | undefined)[];

/**
 * The results of a campaign until its end, by number: two kilobytes each as they are, some 50 bytes in blocks that are compressed once
 * all of a block is known. Beyond a megabyte blocks go to a {@link Spool}: from there on a run takes a fifth of a byte of memory.
 */
export class KeptResults {
  readonly #total: number;
  readonly #memoryMax: number;
  readonly #open = new Map<number, Block>();
  readonly #packed = new Map<number, Uint8Array>();
  #packedBytes = 0;
  #fault: InfrastructureError | null = null;
  readonly #spool = new Spool();
  /** Where blocks begin in the spool, by number, and their lengths: 0 for one that is not there. */
  readonly #starts: Float64Array;
  readonly #lengths: Uint32Array;
  /** The block that was unpacked last: whoever goes through all results unpacks each once. */
  #unpacked: { readonly number: number; readonly block: Block } | null = null;

  /** For numbers below `total`; blocks may take `memoryMax` bytes of memory. */
  constructor(total: number, memoryMax = MEMORY_MAX) {
    this.#total = total;
    this.#memoryMax = memoryMax;
    const blocks = Math.ceil(total / BLOCK);
    this.#starts = new Float64Array(blocks);
    this.#lengths = new Uint32Array(blocks);
  }

  /**
   * Keeps the result of a run, null for one that was lost, in the place of what is known of it. Where the disk does not take it, it stays
   * in memory, and {@link fault} says why. Amortized O(size of the result).
   */
  set(number: number, result: SimulationResult | null): void {
    const at = Math.floor(number / BLOCK);
    const block = this.#open.get(at) ?? this.#closed(at) ?? new Array<undefined>(Math.min(BLOCK, this.#total - at * BLOCK)).fill(undefined);
    this.#open.set(at, block);
    block[number % BLOCK] = result;
    if (block.includes(undefined)) return;
    // What comes back lies in a buffer of 16 KB: a copy lets go of that.
    const packed = new Uint8Array(deflateRawSync(JSON.stringify(block, bigintAsText), { level: LEVEL }));
    this.#packedBytes += packed.length - (this.#packed.get(at)?.length ?? 0);
    this.#packed.set(at, packed);
    this.#open.delete(at);
    if (this.#packedBytes > this.#memoryMax) this.#toSpool(at, packed);
  }

  /** Why the disk did not take a result, the first time; null where it took all. */
  get fault(): InfrastructureError | null {
    return this.#fault;
  }

  /** The result of a run; null where there is none. O(64 results), one after another O(1 result). */
  get(number: number): SimulationResult | null {
    const at = Math.floor(number / BLOCK);
    return (this.#open.get(at) ?? this.#closed(at))?.[number % BLOCK] ?? null;
  }

  /** Lets go of what is on disk: results there can be asked for no more. */
  close(): void {
    this.#spool.close();
  }

  /** A block of which all is known; null where it is not. */
  #closed(at: number): Block | null {
    if (this.#unpacked?.number === at) return this.#unpacked.block;
    const packed = this.#packed.get(at) ?? this.#fromSpool(at);
    if (packed === null) return null;
    this.#unpacked = { number: at, block: unpack(packed) };
    return this.#unpacked.block;
  }

  #toSpool(at: number, packed: Uint8Array): void {
    try {
      this.#starts[at] = this.#spool.append(packed);
    } catch (error) {
      if (!(error instanceof InfrastructureError)) throw error;
      this.#fault ??= error;
      return;
    }
    this.#lengths[at] = packed.length;
    this.#packed.delete(at);
    this.#packedBytes -= packed.length;
  }

  #fromSpool(at: number): Uint8Array | null {
    return this.#lengths[at] > 0 ? this.#spool.read(this.#starts[at], this.#lengths[at]) : null;
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The time of a finding is the one bigint of a result. */
function unpack(packed: Uint8Array): Block {
  const block = JSON.parse(inflateRawSync(packed).toString('utf8')) as (SimulationResult | null)[];
  for (const result of block) {
    if (result === null || result.finding === null) continue;
    Object.assign(result.finding, { nowNs: BigInt(String(result.finding.nowNs)) });
  }
  return block;
}
