import type { Redis } from 'ioredis';
import type { CodeName } from './code-name.ts';
import { PREFIX } from './queue-link.ts';
import { decodeOrder, encode, type AnyOrder } from './wire.ts';

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
      .set(orderKey(campaign), bytes, 'EX', EXPIRY_S)
      .expire(resultsKey(campaign), EXPIRY_S)
      .exec();
  }

  /** What all runs of a campaign share; null where it is over, the reason where it is damaged. */
  async orderOf(campaign: string): Promise<AnyOrder | string | null> {
    const bytes = await this.#redis.getBuffer(orderKey(campaign));
    return bytes === null ? null : decodeOrder(bytes);
  }

  /** Keeps what came of a chunk. `late` where it had a result already, `gone` where nobody waits for it. */
  async keep(campaign: string, chunk: string, result: Buffer): Promise<'kept' | 'late' | 'gone'> {
    const keys = [orderKey(campaign), resultsKey(campaign), lateKey(campaign)];
    return (await this.#redis.eval(STORE, keys.length, ...keys, chunk, result, LATE_MAX, EXPIRY_S)) as 'kept' | 'late' | 'gone';
  }

  /** The results of chunks, in their order; null for one that has none yet. */
  async results(campaign: string, chunks: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return chunks.length === 0 ? [] : this.#redis.hmgetBuffer(resultsKey(campaign), ...chunks);
  }

  /** Forgets the result of a chunk, which is none. */
  async discard(campaign: string, chunk: string): Promise<void> {
    await this.#redis.hdel(resultsKey(campaign), chunk);
  }

  /** Takes a result that came late out of the list; null where there is none. */
  async takeLate(campaign: string): Promise<{ readonly chunk: string; readonly result: Buffer } | null> {
    const [name, result] = (await this.#redis.lpopBuffer(lateKey(campaign), 2)) ?? [];
    return name === undefined || result === undefined ? null : { chunk: name.toString('utf8'), result };
  }

  /** Forgets a campaign with everything that is kept of it here. */
  async forget(campaign: string): Promise<void> {
    await this.#redis.multi().hdel(CAMPAIGNS, campaign).del(orderKey(campaign), resultsKey(campaign), lateKey(campaign)).exec();
  }

  /** Asks for no further chunks of a campaign; see {@link isDraining}. */
  async drain(campaign: string): Promise<void> {
    await this.#redis.set(drainKey(campaign), '1', 'EX', MACHINE_S * 4);
  }

  /** Whether somebody has asked for that lately. */
  async isDraining(campaign: string): Promise<boolean> {
    return (await this.#redis.exists(drainKey(campaign))) === 1;
  }

  /** All campaigns that are announced, by name. One that is damaged is left out. */
  async campaigns(): Promise<readonly Announcement[]> {
    const all = Object.values(await this.#redis.hgetall(CAMPAIGNS));
    return all.flatMap((text) => announcementIn(text) ?? []).sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
  }

  /** Results that are kept of a campaign. */
  async resultCount(campaign: string): Promise<number> {
    return this.#redis.hlen(resultsKey(campaign));
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
    return texts.flatMap((text) => (text === null ? [] : (machineIn(text) ?? []))).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function announcementIn(text: string): Announcement | null {
  const value = objectIn(text);
  const isOne = typeof value['campaign'] === 'string' && /^[0-9a-f]{16}$/.test(value['campaign']) && typeof value['what'] === 'string';
  return isOne && isCode(value['code']) && Number.isSafeInteger(value['runs']) ? (value as unknown as Announcement) : null;
}

function machineIn(text: string): Machine | null {
  const value = objectIn(text);
  const isOne = typeof value['id'] === 'string' && Number.isSafeInteger(value['jobs']) && Number.isSafeInteger(value['chunks']);
  return isOne && isCode(value['code']) ? (value as unknown as Machine) : null;
}

function isCode(value: unknown): value is CodeName {
  const code = value as { readonly built?: unknown; readonly node?: unknown } | null | undefined;
  return typeof code?.built === 'string' && typeof code.node === 'string';
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function orderKey(campaign: string): string {
  return `${PREFIX}:campaign:${campaign}:order`;
}

function resultsKey(campaign: string): string {
  return `${PREFIX}:campaign:${campaign}:results`;
}

function lateKey(campaign: string): string {
  return `${PREFIX}:campaign:${campaign}:late`;
}

function drainKey(campaign: string): string {
  return `${PREFIX}:campaign:${campaign}:drain`;
}

function machineKey(id: string): string {
  return `${PREFIX}:machine:${id}`;
}
