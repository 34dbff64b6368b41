import type { ConnectionOptions } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { codeOf, messageOf } from '../data/describe-thrown.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { jsonText } from '../data/quoting/printable.ts';

/** The password of the queue, where its address has none: an address is seen by everybody who lists processes. */
export const PASSWORD_VARIABLE = 'VARTA_SIM_QUEUE_PASSWORD';
/** What the names of all keys of a queue begin with. */
export const PREFIX = 'varta-sim';

const CONNECT_MS = 5000;
/** Longest pause between two tries to connect again, milliseconds. */
const RETRY_MAX_MS = 1000;

/** Where a queue is. */
export interface QueueAddress {
  readonly options: RedisOptions;
  /** The address without name and password. */
  readonly shown: string;
}

/** Reads the address of a queue: `redis://` or, with TLS, `rediss://`. The reason, as the end of a sentence, if it is none. */
export function parseQueueAddress(text: string, env: NodeJS.ProcessEnv = process.env): QueueAddress | string {
  const form = 'must be an address such as redis://127.0.0.1:6379 or rediss://user@host:6380/2';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') return form;
  const db = url.pathname.replace(/^\//, '');
  if (!/^\d{0,4}$/.test(db) || url.search !== '' || url.hash !== '') return form;
  const password = url.password === '' ? env[PASSWORD_VARIABLE] : decodeURIComponent(url.password);
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    shown: `${url.protocol}//${url.hostname}:${port}${db === '' ? '' : `/${db}`}`,
    options: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      db: Number(db),
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(password === undefined ? {} : { password }),
      ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    },
  };
}

/** The library of queues. */
export type BullMq = typeof import('bullmq');

/** Connections to a queue. A command waits as long as there is no connection, so that nothing is lost while Redis is away. */
export class QueueLink {
  /** Carries the commands that are not the queue's own. */
  readonly redis: Redis;
  readonly bullmq: BullMq;
  readonly address: QueueAddress;
  readonly #open: () => Redis;
  readonly #all: Redis[] = [];

  private constructor(bullmq: BullMq, open: () => Redis, address: QueueAddress) {
    this.bullmq = bullmq;
    this.address = address;
    this.#open = open;
    this.redis = this.#make();
  }

  /** Connects. Rejects with an {@link InfrastructureError} where the libraries or Redis are missing, or Redis does not want us. */
  static async open(address: QueueAddress): Promise<QueueLink> {
    const [bullmq, { Redis }] = await load();
    const link = new QueueLink(
      bullmq,
      () =>
        new Redis({
          ...address.options,
          lazyConnect: true,
          connectTimeout: CONNECT_MS,
          maxRetriesPerRequest: null,
          retryStrategy: (times) => Math.min(times * 100, RETRY_MAX_MS),
        }),
      address,
    );
    let why = '';
    link.redis.on(
      'error',
      (error) => (why ||= messageOf(error) || ('code' in error && typeof error.code === 'string' ? error.code : 'it does not answer')),
    );
    try {
      await link.redis.connect();
      await link.redis.ping();
    } catch (error) {
      link.close();
      throw new InfrastructureError(`there is no queue at ${address.shown}: ${jsonText(why === '' ? messageOf(error) : why)}`);
    }
    return link;
  }

  /** A further connection for a part of the library that wants one of its own. */
  connection(): ConnectionOptions {
    return this.#make();
  }

  /** Whether there is a connection now. */
  get isUp(): boolean {
    return this.redis.status === 'ready';
  }

  /** Ends all connections; commands that wait never get an answer. */
  close(): void {
    for (const redis of this.#all) redis.disconnect();
  }

  #make(): Redis {
    const redis = this.#open();
    // It connects again by itself; whoever waits for long is told.
    redis.on('error', () => {});
    this.#all.push(redis);
    return redis;
  }
}

async function load(): Promise<[BullMq, Pick<typeof import('ioredis'), 'Redis'>]> {
  try {
    return await Promise.all([import('bullmq'), import('ioredis')]);
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InfrastructureError('a queue needs the packages bullmq and ioredis: npm install bullmq ioredis', { cause: error });
  }
}

/** Answers of Redis that are no fault of a command: it is full, not up yet, or may not write at the moment. */
const PASSING = /^(OOM|EXECABORT|LOADING|READONLY|MISCONF|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN)\b/;
const AGAIN_MS = 500;

/**
 * Carries a command out, again and again as long as Redis is full or not ready. `onWait` is told the first time, with Redis' own
 * word; `stop` ends the waiting, for a connection too, with null.
 */
export async function insist<T>(
  command: () => Promise<T>,
  { onWait, stop }: { readonly onWait: (why: string) => void; readonly stop: AbortSignal },
): Promise<T | null> {
  for (let tries = 0; ; tries++) {
    try {
      return await untilStopped(command(), stop);
    } catch (error) {
      // A transaction that Redis threw away has its reason with it.
      const [cause] = (error as { readonly previousErrors?: readonly unknown[] }).previousErrors ?? [];
      const text = messageOf(cause ?? error);
      const why = PASSING.exec(text)?.[1] ?? /\b(OOM) command not allowed/.exec(text)?.[1] ?? null;
      if (why === null) throw error;
      if (stop.aborted) return null;
      if (tries === 0) onWait(why === 'OOM' ? 'it is full' : `it answers ${why}`);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** What a command answers; null as soon as it is stopped: one that waits for a connection is then left alone. */
async function untilStopped<T>(command: Promise<T>, stop: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const tell = (): void => resolve(null);
    stop.addEventListener('abort', tell);
    if (stop.aborted) tell();
    command.then(resolve, reject).finally(() => stop.removeEventListener('abort', tell));
  });
}
