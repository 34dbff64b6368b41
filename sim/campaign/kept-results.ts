import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SimulationResult } from '../world/seeded-run.ts';

/** Results that are packed together: neighbours by number, which are much alike. */
const BLOCK = 64;
/** Fast, and a fifth larger than the best. */
const LEVEL = 1;

type Block = (SimulationResult | null)[];

/**
 * The results of a campaign until its end, by number: some 60 bytes each, outside of the heap, where they take two kilobytes as they are.
 * Blocks of which all are known are compressed; those that miss one, as of a lost run, stay as they are.
 */
export class KeptResults {
  readonly #total: number;
  readonly #packed = new Map<number, Uint8Array>();
  readonly #open = new Map<number, Block>();
  /** The block that was unpacked last: whoever goes through all results unpacks each once. */
  #unpacked: { readonly number: number; readonly block: Block } | null = null;

  /** For numbers below `total`. */
  constructor(total: number) {
    this.#total = total;
  }

  /** Keeps the result of a run; each run has one. Amortized O(size of the result). */
  set(number: number, result: SimulationResult): void {
    const at = Math.floor(number / BLOCK);
    const block = this.#open.get(at) ?? new Array<SimulationResult | null>(Math.min(BLOCK, this.#total - at * BLOCK)).fill(null);
    this.#open.set(at, block);
    block[number % BLOCK] = result;
    if (block.includes(null)) return;
    // What comes back lies in a buffer of 16 KB: a copy lets go of that.
    this.#packed.set(at, new Uint8Array(deflateRawSync(JSON.stringify(block, bigintAsText), { level: LEVEL })));
    this.#open.delete(at);
  }

  /** The result of a run; null where there is none. O(64 results), one after another O(1 result). */
  get(number: number): SimulationResult | null {
    const at = Math.floor(number / BLOCK);
    const open = this.#open.get(at);
    if (open !== undefined) return open[number % BLOCK];
    const packed = this.#packed.get(at);
    if (packed === undefined) return null;
    if (this.#unpacked?.number !== at) this.#unpacked = { number: at, block: unpack(packed) };
    return this.#unpacked.block[number % BLOCK];
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The time of a finding is the one bigint of a result. */
function unpack(packed: Uint8Array): Block {
  const block = JSON.parse(inflateRawSync(packed).toString('utf8')) as SimulationResult[];
  for (const { finding } of block) if (finding !== null) Object.assign(finding, { nowNs: BigInt(String(finding.nowNs)) });
  return block;
}
