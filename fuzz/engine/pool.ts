import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { Features } from './features.ts';

/** An input of the pool. */
export interface Entry {
  bytes: Buffer;
  /** Features that it was the first to reach, by number. */
  features: readonly number[];
  /** What it costs to run, see {@link Features.costOf}. */
  cost: number;
  /** How often the rarest of them was reached, when somebody last looked. */
  rarity: number;
}

/** Inputs that are changed most: those with the rarest features. */
const RARE_MAX = 4;
/** Choices between two looks at what is rare, and at what is dear. */
const LOOK_EVERY = 512;
/** From how many times the median cost on an input is dear, and how often a choice is made anew because it is. */
const DEAR = 4;
const TRIES_MAX = 4;

/** The inputs that reached something, and which of them to change next. */
export class Pool {
  readonly #features: Features;
  readonly #entropy: Entropy;
  readonly #entries: Entry[] = [];
  #rare: readonly Entry[] = [];
  #medianCost = 0;
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
  add(bytes: Buffer, features: readonly number[], cost: number): void {
    this.#entries.push({ bytes, features, cost, rarity: 1 });
    this.#choices = 0;
  }

  /**
   * The input to change next: mostly one with a feature that few inputs reach, at times the later of two, because new
   * things are where there was something new, at times any. One that costs n times as much as
   * is dear is passed over n − 1 times of n, so that a few long inputs do not take most of the time. There must be one. O(1), now and then O(inputs).
   */
  choose(): Entry {
    if (this.#choices++ % LOOK_EVERY === 0) this.#look();
    let entry = this.#pick();
    for (let tries = 0; tries < TRIES_MAX && this.#passesOver(entry); tries++) entry = this.#pick();
    return entry;
  }

  #passesOver({ cost }: Entry): boolean {
    const dear = DEAR * this.#medianCost;
    return cost > dear && this.#entropy.int(0, cost - 1) >= dear;
  }

  #pick(): Entry {
    switch (this.#entropy.int(0, 3)) {
      case 0:
        return this.any();
      case 1:
        return this.#entries[Math.max(this.#anyAt(), this.#anyAt())];
      default:
        return this.#rare[this.#entropy.int(0, this.#rare.length - 1)];
    }
  }

  /** Any of them, each as likely as the others. There must be one. */
  any(): Entry {
    return this.#entries[this.#anyAt()];
  }

  #anyAt(): number {
    return this.#entropy.int(0, this.#entries.length - 1);
  }

  #look(): void {
    for (const entry of this.#entries) {
      entry.rarity = Number.POSITIVE_INFINITY;
      for (const feature of entry.features) entry.rarity = Math.min(entry.rarity, this.#features.timesReached(feature));
    }
    const byRarity = (a: Entry, b: Entry): number => a.rarity - b.rarity || a.bytes.length - b.bytes.length;
    this.#medianCost = this.#entries.map(({ cost }) => cost).sort((a, b) => a - b)[this.#entries.length >> 1];
    this.#rare = [...this.#entries].sort(byRarity).slice(0, RARE_MAX);
  }
}
