/** Since when each pid has been silent in truth. */
export class SilenceBook {
  readonly #sinceNs = new Map<number, number>();

  /** A pid fell silent at `nowNs`, unless it was silent already. */
  began(pid: number, nowNs: number): void {
    if (!this.#sinceNs.has(pid)) this.#sinceNs.set(pid, nowNs);
  }

  /** A pid beats again. */
  ended(pid: number): void {
    this.#sinceNs.delete(pid);
  }

  /** Pids silent since `ns` or longer, in ascending order. O(pids log pids). */
  sinceAtLeast(ns: number): number[] {
    const pids: number[] = [];
    for (const [pid, sinceNs] of this.#sinceNs) if (sinceNs <= ns) pids.push(pid);
    return pids.sort((a, b) => a - b);
  }
}
