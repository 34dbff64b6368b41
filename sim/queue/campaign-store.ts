import type { Redis } from 'ioredis';
import type { CodeName } from './code-name.ts';
import { PREFIX } from './queue-link.ts';
import { decodeOrder, encode, type AnyOrder } from './wire.ts';
import { checkOf, openObject, type FormCheck } from '../data/json-form.ts';
import { count, hex, text } from './message-form.ts';

/** Time after which what nobody has touched is gone from Redis, seconds. */
const EXPIRY_S = 7 * 24 * 3600;
/** Results of chunks that had a result already, at most. */
const LATE_MAX = 1000;
/** Time after which a machine that says nothing is taken for gone, seconds. */
const MACHINE_S = 15;
const SCAN_COUNT = 200;

/** A campaign as it is announced, for machines and people. */
export interface Announcement {
  readonly campaign: string;
  readonly code: CodeName;
  /** What is run, in a few words. */
  readonly what: string;
  readonly runs: number;
}

/** A machine that works. */
export interface Machine {
  readonly id: string;
  readonly code: CodeName;
  /** Chunks that it makes side by side. */
  readonly jobs: number;
  /** Chunks that it has made. */
  readonly chunks: number;
}

/**
 * Keeps a result, unless nobody waits for it any more: the first of a chunk beside the queue, a further one in a list of those that
 * came late. All at once, so that no order of two deliveries loses one.
 */
const STORE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 1 then
  redis.call('EXPIRE', KEYS[2], ARGV[4])
  return 'kept'
end
if redis.call('LLEN', KEYS[3]) < 2 * tonumber(ARGV[3]) then
  redis.call('RPUSH', KEYS[3], ARGV[1], ARGV[2])
  redis.call('EXPIRE', KEYS[3], ARGV[4])
end
return 'late'
`;

const CAMPAIGNS = `${PREFIX}:campaigns`;

/** What lies in Redis beside the queue: campaigns, their results, machines. Everything expires seven days after it was last touched. */
export class CampaignStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Announces a campaign, or again one that is known, and what all its runs share. O(order). */
  async announce(announcement: Announcement, order: AnyOrder): Promise<void> {
    const { campaign } = announcement;
    const bytes = encode(order);
    if (bytes === null) throw new Error('the settings of a campaign are too long');
    await this.#redis
      .multi()
      .hset(CAMPAIGNS, campaign, JSON.stringify(announcement))
      .set(key(campaign, 'order'), bytes, 'EX', EXPIRY_S)
      .expire(key(campaign, 'results'), EXPIRY_S)
      .exec();
  }

  /** What all runs of a campaign share; null where it is over, the reason where it is damaged. */
  async orderOf(campaign: string): Promise<AnyOrder | string | null> {
    const bytes = await this.#redis.getBuffer(key(campaign, 'order'));
    return bytes === null ? null : decodeOrder(bytes);
  }

  /** Keeps what came of a chunk. `late` where it had a result already, `gone` where nobody waits for it. */
  async keep(campaign: string, chunk: string, result: Buffer): Promise<'kept' | 'late' | 'gone'> {
    const keys = [key(campaign, 'order'), key(campaign, 'results'), key(campaign, 'late')];
    return (await this.#redis.eval(STORE, keys.length, ...keys, chunk, result, LATE_MAX, EXPIRY_S)) as 'kept' | 'late' | 'gone';
  }

  /** The results of chunks, in their order; null for one that has none yet. */
  async results(campaign: string, chunks: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return chunks.length === 0 ? [] : this.#redis.hmgetBuffer(key(campaign, 'results'), ...chunks);
  }

  /** Forgets the result of a chunk, which is none. */
  async discard(campaign: string, chunk: string): Promise<void> {
    await this.#redis.hdel(key(campaign, 'results'), chunk);
  }

  /** Takes a result that came late out of the list; null where there is none. */
  async takeLate(campaign: string): Promise<{ readonly chunk: string; readonly result: Buffer } | null> {
    const [name, result] = (await this.#redis.lpopBuffer(key(campaign, 'late'), 2)) ?? [];
    return name === undefined || result === undefined ? null : { chunk: name.toString('utf8'), result };
  }

  /** Forgets a campaign with everything that is kept of it here. */
  async forget(campaign: string): Promise<void> {
    await this.#redis.multi().hdel(CAMPAIGNS, campaign).del(key(campaign, 'order'), key(campaign, 'results'), key(campaign, 'late')).exec();
  }

  /** Asks for no further chunks of a campaign; see {@link isDraining}. */
  async drain(campaign: string): Promise<void> {
    await this.#redis.set(key(campaign, 'drain'), '1', 'EX', MACHINE_S * 4);
  }

  /** Whether somebody has asked for that lately. */
  async isDraining(campaign: string): Promise<boolean> {
    return (await this.#redis.exists(key(campaign, 'drain'))) === 1;
  }

  /** All campaigns that are announced, by name. One that is damaged is left out. */
  async campaigns(): Promise<readonly Announcement[]> {
    const all = Object.values(await this.#redis.hgetall(CAMPAIGNS));
    return (valuesIn(ANNOUNCEMENT, all) as Announcement[]).sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
  }

  /** Results that are kept of a campaign. */
  async resultCount(campaign: string): Promise<number> {
    return this.#redis.hlen(key(campaign, 'results'));
  }

  /** A number that no other machine has. */
  async machineNumber(): Promise<number> {
    return this.#redis.incr(`${PREFIX}:machine-number`);
  }

  /** Says that a machine is there; it is taken for gone when that is not said again within 15 s. */
  async sayHere(machine: Machine): Promise<void> {
    await this.#redis.set(machineKey(machine.id), JSON.stringify(machine), 'EX', MACHINE_S);
  }

  /** Says that a machine is there no more. */
  async sayGone(id: string): Promise<void> {
    await this.#redis.del(machineKey(id));
  }

  /** Machines that are there, by name. O(keys). */
  async machines(): Promise<readonly Machine[]> {
    const found: string[] = [];
    for (let cursor = '0'; ;) {
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', `${machineKey('')}*`, 'COUNT', SCAN_COUNT);
      found.push(...keys);
      if (next === '0') break;
      cursor = next;
    }
    const texts = found.length === 0 ? [] : await this.#redis.mget([...new Set(found)]);
    return (valuesIn(MACHINE, texts) as Machine[]).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const code = openObject({ built: text, node: text });
const ANNOUNCEMENT = checkOf(openObject({ campaign: hex, what: text, runs: count, code }));
const MACHINE = checkOf(openObject({ id: text, jobs: count, chunks: count, code }));

/** What texts say, those left out that are no JSON of this form. */
function valuesIn(check: FormCheck, texts: readonly (string | null)[]): unknown[] {
  return texts.flatMap((json) => {
    try {
      const value: unknown = JSON.parse(json ?? '');
      return check(value) === null ? [value] : [];
    } catch {
      return [];
    }
  });
}

function key(campaign: string, what: 'order' | 'results' | 'late' | 'drain'): string {
  return `${PREFIX}:campaign:${campaign}:${what}`;
}

function machineKey(id: string): string {
  return `${PREFIX}:machine:${id}`;
}
