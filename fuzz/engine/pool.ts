import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { Features } from './features.ts';
import type { Operands } from './operands.ts';

/** An input of the pool. */
export interface Entry {
  bytes: Buffer;
  /** Features that it was the first to reach, by number. */
  features: readonly number[];
  /** What it costs to run, see {@link Features.costOf}. */
  cost: number;
  /** Operands of comparisons that were equal in no input when last asked for; null if its features were known without a run. */
  operands: readonly Operands[] | null;
  /** How often the rarest of them was reached, when somebody last looked. */
  rarity: number;
}

/** Which part of the choices is for the inputs with the rarest features unless they are dear, and how it is shared out, the rarest first. */
const RARE_PART = 0.5;
const RARE_SHARES = [0.5, 0.25, 0.125, 0.125] as const;
/** Choices between two looks at what is rare. */
const LOOK_EVERY = 512;
/** Up to this cost, in hits of counters, it takes longer to make an input than to run it. */
const CHEAP_MAX = 400;
/** The weight of an input in the draw; times this it is an integer. */
const WEIGHT_UNIT = 1 << 12;

/** The inputs that reached something, and which of them to change next. */
export class Pool {
  readonly #features: Features;
  readonly #entropy: Entropy;
  readonly #entries: Entry[] = [];
  /** By entry: its weight in the draw and those of all before it. */
  #weights: readonly number[] = [];
  #choices = 0;

  constructor(features: Features, entropy: Entropy) {
    this.#features = features;
    this.#entropy = entropy;
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.length;
  }

  /** Takes an input that was the first to reach these features. */
  add(bytes: Buffer, features: readonly number[], cost: number, operands: readonly Operands[] | null): void {
    this.#entries.push({ bytes, features, cost, operands, rarity: 1 });
    this.#choices = 0;
  }

  /**
   * The input to change next: mostly one with a feature that few inputs reach, and of the others rather a later one, because new
   * things are where there was something new. The weight of a dear input falls as its cost rises, so that a few long inputs do not
   * take most of the time. There must be one. O(log inputs), now and then O(inputs).
   */
  choose(): Entry {
    if (this.#choices++ % LOOK_EVERY === 0) this.#look();
    const weights = this.#weights;
    const draw = this.#entropy.int(0, weights[weights.length - 1] - 1);
    let from = 0;
    let to = weights.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (weights[middle] > draw) to = middle;
      else from = middle + 1;
    }
    return this.#entries[from];
  }

  /** Any of them, each as likely as the others. There must be one. */
  any(): Entry {
    return this.#entries[this.#entropy.int(0, this.#entries.length - 1)];
  }

  #look(): void {
    for (const entry of this.#entries) {
      entry.rarity = Number.POSITIVE_INFINITY;
      for (const feature of entry.features) entry.rarity = Math.min(entry.rarity, this.#features.timesReached(feature));
    }
    // Of those as rare the shortest: with the latest an execution of real targets costs a sixth more, for as many features.
    const byRarity = [...this.#entries].sort((a, b) => a.rarity - b.rarity || a.bytes.length - b.bytes.length);
    const shares = new Map(RARE_SHARES.map((share, at) => [byRarity.at(at), share] as const));
    const { length } = this.#entries;
    let sum = 0;
    this.#weights = this.#entries.map((entry, at) => {
      const weight = 0.5 + at / length + ((shares.get(entry) ?? 0) * length * RARE_PART) / (1 - RARE_PART);
      return (sum += Math.ceil((WEIGHT_UNIT * weight) / Math.max(1, entry.cost / CHEAP_MAX)));
    });
  }
}
