const START_PART = 8;
const PATIENCE = 25;

/**
 * How long an input may be at the moment. It begins short, because short inputs run fast and say more with each byte, and
 * rises whenever nothing new came of the present length for a while.
 */
export class LengthLimit {
  readonly #lengthMax: number;
  #limit: number;
  #sinceNew = 0;

  /** `lengthMax` is what it ends at, bytes. */
  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
    this.#limit = Math.ceil(lengthMax / START_PART);
  }

  /** The limit for what is made of an input of this length: never below that, unless the input is too long for all. */
  limitFor(length: number): number {
    return Math.min(this.#lengthMax, Math.max(this.#limit, length));
  }

  /** Hears whether an input reached something new. */
  hear(isNew: boolean): void {
    this.#sinceNew = isNew ? 0 : this.#sinceNew + 1;
    const step = Math.ceil(Math.log2(this.#limit + 1));
    if (this.#sinceNew <= PATIENCE * step) return;
    this.#limit = Math.min(this.#lengthMax, this.#limit + step);
    this.#sinceNew = 0;
  }
}
