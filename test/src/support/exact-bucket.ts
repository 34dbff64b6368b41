/** The bucket in exact arithmetic: thousandths of tokens, and billionths of those as a remainder. */
export class ExactBucket {
  tokens: bigint;
  readonly #rate: bigint;
  readonly #capacity: bigint;
  #remainder = 0n;
  #lastNs = 0n;

  constructor(rate: number, burst: number) {
    this.#rate = BigInt(rate);
    this.#capacity = BigInt(burst) * 1000n;
    this.tokens = this.#capacity;
  }

  admit(nowNs: bigint): boolean {
    if (this.#rate === 0n || this.#capacity === 0n) return true;
    const units = (nowNs - this.#lastNs) * this.#rate * 1000n + this.#remainder;
    this.#lastNs = nowNs;
    this.tokens += units / 1_000_000_000n;
    this.#remainder = units % 1_000_000_000n;
    if (this.tokens >= this.#capacity) {
      this.tokens = this.#capacity;
      this.#remainder = 0n;
    }
    if (this.tokens < 1000n) return false;
    this.tokens -= 1000n;
    return true;
  }
}
