import { countOf } from '../data/count.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';
import { Digest } from '../run/digest.ts';
import { codeName } from '../queue/code-name.ts';
import { parseQueueAddress, QueueLink, type QueueAddress } from '../queue/queue-link.ts';
import { chunkSizeFor } from '../queue/chunks.ts';
import { QueueCrew, type QueueCrewOptions } from '../queue/queue-crew.ts';
import { QueuePool } from '../queue/queue-pool.ts';
import { isProgram } from '../subject/foreign/open-tracker.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { jsonText } from '../data/quoting/printable.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import { DEFAULT_HANG_MS } from '../campaign/pool.ts';

/** How long a campaign waits for a queue that is away, milliseconds. */
export const PATIENCE_MS = 300_000;

/** What a campaign over a queue tells. */
interface Listeners {
  readonly note: (sentence: string) => void;
  readonly givenUp: () => void;
}

/** Connects a campaign to the queue that was asked for; null where none was. */
export async function openQueuePool(request: RunRequest, { note, givenUp }: Listeners): Promise<QueuePool | null> {
  const { queue, settings, seeds, workers, timeoutMs, rerunEvery, allSeeds } = request;
  if (queue === null) return null;
  const link = await QueueLink.open(addressOf('run', queue.address));
  const code = codeName();
  const runs = settings.scenarios.length * seeds.length;
  const chunkSize = queue.chunkSize ?? chunkSizeFor(runs);
  const digest = new Digest();
  // Whoever asks for the same takes up where another was; how it is saved and shown is no part of that.
  const first = allSeeds.indexOf(seeds[0]);
  digest.text(jsonText({ code, settings, seeds, first, timeoutMs, hangMs: DEFAULT_HANG_MS, rerunEvery, soaks: request.soaks, chunkSize }));
  const names = settings.scenarios.length === 1 ? settings.scenarios[0].name : `${settings.scenarios.length} scenarios`;
  return new QueuePool({
    link,
    announcement: { campaign: digest.hex, code, what: `${names} × ${countOf(seeds.length, 'seed')} from ${seeds[0]}`, runs },
    chunkSize,
    workers,
    patienceMs: queue.patienceMs,
    onNote: note,
    onGivenUp: givenUp,
  });
}

/** What is explored over a queue. */
interface ExploreRequest extends Pick<QueueCrewOptions, 'domains' | 'forms' | 'isReduced' | 'hangMs' | 'budgetMs'> {
  readonly given: Arguments;
  readonly depth: number | undefined;
}

/** Connects an exploration to the queue that was asked for. */
export async function openQueueCrew({ given, depth, ...request }: ExploreRequest, { note, givenUp }: Listeners): Promise<QueueCrew> {
  const address = queueAddress('explore', given);
  const link = await QueueLink.open(address);
  const code = codeName();
  const { forms, isReduced, hangMs } = request;
  const digest = new Digest();
  digest.text(jsonText({ code, explore: { forms, isReduced, depth: depth ?? null }, hangMs }));
  const what = `exploring ${forms.length === 1 ? forms[0].domain : `${forms.length} domains`}`;
  return new QueueCrew({
    ...request,
    link,
    announcement: { campaign: digest.hex, code, what, runs: 0 },
    workers: 1,
    patienceMs: given.durationMs('patience') ?? PATIENCE_MS,
    onNote: note,
    onGivenUp: givenUp,
  });
}

/** Throws a {@link UsageError} for a tracker of which other machines cannot tell whether theirs is the same. */
export function checkTrackerGoesWithQueue(command: string, given: Arguments): void {
  const tracker = given.text('tracker') ?? '';
  if (isProgram(tracker))
    throw new UsageError(
      `${command}: over a queue --tracker must be a module, whose text machines compare, or ours: which program a command starts elsewhere nobody knows, got ${jsonText(tracker)}`,
    );
}

/** The address that was given, or that stands in the environment. Throws a {@link UsageError}, in which no password stands. */
function addressOf(command: string, text: string): QueueAddress {
  const address = parseQueueAddress(text);
  if (typeof address === 'string') throw new UsageError(`${command}: --queue ${address}`);
  return address;
}

/** The address of a command that needs one. */
export function queueAddress(command: string, given: Arguments): QueueAddress {
  const text = given.text('queue');
  if (text === undefined) throw new UsageError(`${command}: it needs --queue with an address such as redis://127.0.0.1:6379`);
  return addressOf(command, text);
}
