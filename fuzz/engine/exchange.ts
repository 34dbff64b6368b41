import type { Redis } from 'ioredis';
import { codeName } from '../../sim/queue/code-name.ts';
import { PREFIX, type QueueLink } from '../../sim/queue/queue-link.ts';
import { contentName, INPUT_BYTES_MAX } from './corpus-folder.ts';

/** Inputs that are kept of a target, at most; the oldest go first. */
const INPUTS_MAX = 100_000;
/** Time after which what nobody has touched is gone from Redis, seconds. */
const EXPIRY_S = 7 * 24 * 3600;
const LOOK_MS = 200;
const BATCH = 256;

/**
 * Inputs that machines which fuzz the same target with the same code hand each other, by their content: each offers what reached
 * something new there, and takes what the others offered, from the first on. What comes out of the queue is bytes of a stranger, as any
 * input is: it is bounded, and run like one.
 */
export class Exchange {
  readonly #link: QueueLink;
  readonly #inputs: string;
  readonly #crashes: string;
  readonly #seen = new Set<string>();
  /** Number of this machine among those of the target; the seed of what it explores has it in it. */
  readonly machine: number;
  #last = '0-0';
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();

  private constructor(link: QueueLink, key: string, machine: number) {
    [this.#link, this.#inputs, this.#crashes, this.machine] = [link, `${key}:inputs`, `${key}:crashes`, machine];
  }

  /** Joins the machines that fuzz a target. */
  static async join(link: QueueLink, target: string): Promise<Exchange> {
    const { built, node } = codeName(['src', 'sim', 'fuzz']);
    const key = `${PREFIX}:fuzz:${built}-node${node}:${target}`;
    const machine = await link.redis.incr(`${key}:machines`);
    await link.redis.expire(`${key}:machines`, EXPIRY_S);
    return new Exchange(link, key, machine);
  }

  /** Calls back with each input that another machine offers, until {@link leave}. */
  receive(onInput: (input: Uint8Array) => void): void {
    const look = async (): Promise<void> => {
      const entries = await this.#redis.xrangeBuffer(this.#inputs, `(${this.#last}`, '+', 'COUNT', BATCH);
      for (const [id, [, input]] of entries) {
        this.#last = id.toString('utf8');
        if (input === undefined || input.length > INPUT_BYTES_MAX || !this.#isNew(input)) continue;
        onInput(input);
      }
    };
    const again = (): void => {
      this.#timer = setTimeout(() => {
        this.#looking = look().catch(() => {});
        void this.#looking.finally(() => this.#timer !== null && again());
      }, LOOK_MS);
    };
    again();
  }

  /** Offers an input to the others, unless it was theirs. Never rejects: a queue that is away or full gets nothing. */
  offer(input: Uint8Array): void {
    if (input.length > INPUT_BYTES_MAX || !this.#isNew(input)) return;
    void this.#redis
      .multi()
      .xadd(this.#inputs, 'MAXLEN', '~', INPUTS_MAX, '*', 'input', Buffer.from(input))
      .expire(this.#inputs, EXPIRY_S)
      .exec()
      .catch(() => {});
  }

  /** Tells the others of a crash; whether it is the first of its signature. Where the queue is away or full it is. */
  async isFirst(signature: string): Promise<boolean> {
    try {
      const added = await this.#redis.hsetnx(this.#crashes, signature, String(this.machine));
      await this.#redis.expire(this.#crashes, EXPIRY_S);
      return added === 1;
    } catch {
      return true;
    }
  }

  /** Signatures of crashes that machines have told, sorted. */
  async signatures(): Promise<readonly string[]> {
    return (await this.#redis.hkeys(this.#crashes)).sort((a, b) => (a < b ? -1 : 1));
  }

  /** Takes no further inputs. */
  async leave(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#link.isUp) await this.#looking;
  }

  get #redis(): Redis {
    return this.#link.redis;
  }

  #isNew(input: Uint8Array): boolean {
    const name = contentName(input);
    if (this.#seen.has(name)) return false;
    this.#seen.add(name);
    return true;
  }
}
