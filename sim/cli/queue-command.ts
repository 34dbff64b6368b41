import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { QueueAdmin } from '../queue/queue-admin.ts';
import { QueueLink } from '../queue/queue-link.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { formatQueueStatus } from '../report/queue-text.ts';
import { queueAddress } from './queue-option.ts';
import { answer, JSON_OPTION } from './options.ts';

const ACTIONS = ['status', 'drain', 'forget'] as const;

export const QUEUE: Command<ExitCode> = {
  name: 'queue',
  summary: 'Tells what is in a queue (status), asks a campaign for an end (drain), or removes what is kept of one (forget).',
  options: {
    queue: { value: 'URL', help: 'the queue: redis:// or rediss://; a password may stand in VARTA_SIM_QUEUE_PASSWORD' },
    'dry-run': { value: null, help: 'drain and forget: say what would be removed, and remove nothing' },
    json: JSON_OPTION,
  },
  positionals: { name: 'status | drain CAMPAIGN | forget CAMPAIGN', min: 1, max: 2 },
  run: queueCommand,
};

/** `queue`: one look, or one change. */
async function queueCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [action, campaign] = given.positionals;
  const known = ACTIONS.find((each) => each === action);
  if (known === undefined) throw new UsageError(`queue: there is status, drain and forget, got ${jsonText(action)}`);
  if (known === 'status' ? campaign !== undefined : !/^[0-9a-f]{16}$/.test(campaign ?? ''))
    throw new UsageError(
      known === 'status'
        ? 'queue: status takes no campaign: it tells of all'
        : `queue: ${known} needs the name of a campaign, 16 hexadecimal digits (see queue status), got ${jsonText(campaign ?? '')}`,
    );
  if (known === 'status' && given.has('dry-run')) throw new UsageError('queue: --dry-run says nothing about status, which removes nothing');
  const link = await QueueLink.open(queueAddress('queue', given));
  const admin = new QueueAdmin(link);
  try {
    const all = await admin.campaigns();
    if (known === 'status') {
      const machines = await admin.machines();
      answer(given, context, { campaigns: all, machines, exit: EXIT.ok }, () => formatQueueStatus(all, machines));
      return EXIT.ok;
    }
    const found = all.find((each) => each.campaign === campaign);
    if (found === undefined) throw new UsageError(`queue: there is no campaign ${campaign}; there are ${all.length}`);
    const isDry = given.has('dry-run');
    if (!isDry && known === 'drain') await admin.drain(found);
    if (!isDry && known === 'forget') await admin.forget(found);
    const removed = { chunks: found.waiting, results: known === 'forget' ? found.results : 0 };
    answer(
      given,
      context,
      { campaign: found.campaign, removed, isDryRun: isDry, exit: EXIT.ok },
      () =>
        `${isDry ? 'would remove' : 'removed'} ${countOf(removed.chunks, 'waiting chunk')} and ${countOf(removed.results, 'result')} of ${found.campaign}\n`,
    );
    return EXIT.ok;
  } finally {
    await admin.close();
    link.close();
  }
}
