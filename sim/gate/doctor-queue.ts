import { codeOf, messageOf } from '../data/describe-thrown.ts';
import { PASSWORD_VARIABLE, QueueLink, type QueueAddress } from '../queue/queue-link.ts';
import type { Check, Diagnosis } from './doctor.ts';

/** The oldest Redis in which everything that is asked of it is there. */
const REDIS_MIN = [6, 2] as const;

/** Checks a queue: that it is there and new enough, throws nothing out to make room, and loses nothing when it is started again. */
export function queueCheck(address: QueueAddress): Check {
  return { name: 'queue', examine: async () => examine(address) };
}

async function examine(address: QueueAddress): Promise<Diagnosis> {
  let link: QueueLink | undefined;
  try {
    link = await QueueLink.open(address);
    return diagnosisOf(await link.redis.info(), address.shown);
  } catch (error) {
    return { ok: false, detail: messageOf(error), hint: hintFor(error) };
  } finally {
    link?.close();
  }
}

/** What to do where a queue cannot be opened, by the reason. */
export function hintFor(error: unknown): string {
  if (error instanceof Error && codeOf(error.cause) === 'ERR_MODULE_NOT_FOUND') return 'install both beside varta-sim';
  if (/\b(?:NOAUTH|WRONGPASS|NOPERM)\b/.test(messageOf(error)))
    return `give a user that it takes with --queue, and the password in ${PASSWORD_VARIABLE}`;
  return 'start Redis there, let this machine reach it, or name another with --queue';
}

/** What the facts that Redis tells of itself (`INFO`) mean for a queue. */
export function diagnosisOf(info: string, shown: string): Diagnosis {
  const fact = (name: string): string | null => new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1] ?? null;
  const version = fact('redis_version') ?? '0';
  const [major, minor] = version.split('.').map(Number);
  const policy = fact('maxmemory_policy');
  const [used, most] = [fact('used_memory_human') ?? 'unknown', fact('maxmemory_human') ?? 'unknown'];
  const keeps = fact('aof_enabled') === '1';
  const detail = `Redis ${version} at ${shown}, ${used} of ${most === '0B' ? 'no limit' : most} used`;
  if (major < REDIS_MIN[0] || (major === REDIS_MIN[0] && minor < REDIS_MIN[1]))
    return { ok: false, detail, hint: `it must be ${REDIS_MIN.join('.')} or later` };
  if (policy !== null && policy !== 'noeviction')
    return { ok: false, detail: `${detail}, maxmemory-policy ${policy}`, hint: 'set maxmemory-policy noeviction: it throws results out' };
  return {
    ok: true,
    detail: keeps ? `${detail}, append-only file` : `${detail}, no append-only file: a restart loses results, which are then made again`,
    hint: '',
  };
}
