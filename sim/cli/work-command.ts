import { hostname } from 'node:os';
import type { Arguments, DurationBounds } from '../data/command-line/arguments.ts';
import { countOf } from '../data/count.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { printable } from '../data/quoting/printable.ts';
import { codeName, showCode } from '../queue/code-name.ts';
import { QueueLink } from '../queue/queue-link.ts';
import { QueueWorker } from '../queue/queue-worker.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { countWithCommas } from '../report/table.ts';
import { moduleIn, useScenarios } from '../world/custom-modules.ts';
import { checkTrackerGoesWithQueue, queueAddress } from './queue-option.ts';
import { followTrackerOrProduction, readWorkers, RULES_OPTION, TRACKER_OR_PRODUCTION_OPTION, useCustom } from './options.ts';

const LEASE_MS = 30_000;
const LEASE_BOUNDS: DurationBounds = { leastNs: 1e9, mostNs: 600e9, rule: 'must be a duration from 1s to 10m' };

export const WORK: Command<ExitCode> = {
  name: 'work',
  summary: 'Makes the runs that campaigns on other machines put into a queue (run --queue), until it is ended.',
  options: {
    queue: { value: 'URL', help: 'the queue: redis:// or rediss://; a password may stand in VARTA_SIM_QUEUE_PASSWORD' },
    jobs: { value: 'N', help: 'chunks of runs side by side, 1 to 64; default one for each core' },
    lease: {
      value: 'DURATION',
      help: 'time after which the chunks of a machine that says nothing are given to others, 1s to 10m; default 30s',
    },
    scenario: { value: 'MODULE', help: 'a module with scenarios of your own, as it was given to run; may be repeated', repeats: true },
    rules: RULES_OPTION,
    tracker: { ...TRACKER_OR_PRODUCTION_OPTION, help: 'the module that run or explore was given as --tracker, or ours' },
    'until-idle': { value: 'DURATION', help: 'end when there was nothing to do for so long; default never' },
  },
  run: workCommand,
};

/** `work`: take chunks, have them made, say what was made. */
async function workCommand(given: Arguments, { out, err, onInterrupt }: CommandContext): Promise<ExitCode> {
  const address = queueAddress('work', given);
  const jobs = readWorkers(given, 'jobs');
  const leaseMs = given.durationMs('lease', LEASE_BOUNDS) ?? LEASE_MS;
  await useCustom(given);
  for (const text of given.texts('scenario')) {
    const module = moduleIn(text);
    if (module === null) given.fail('scenario', 'must be a module (./mine.mjs)', text);
    await useScenarios(module.path, module.name);
  }
  checkTrackerGoesWithQueue('work', given);
  await followTrackerOrProduction(given);
  const link = await QueueLink.open(address);
  const code = codeName();
  let [chunks, runs, steps] = [0, 0, 0];
  const worker = new QueueWorker({
    link,
    code,
    host: hostname(),
    jobs,
    leaseMs,
    untilIdleMs: given.durationMs('until-idle') ?? null,
    onNote: (sentence) => err.write(`varta-sim: ${sentence}\n`),
    onChunk: (chunk) => {
      chunks++;
      runs += chunk.runs;
      steps += chunk.steps;
      const line = `${countWithCommas(chunks, 'chunk')} · ${countWithCommas(runs, 'run')} · ${countWithCommas(steps, 'step')} · campaign ${chunk.campaign}`;
      if (out.isTerminal) out.raw(`\r${printable(line).slice(0, Math.max(20, out.columns - 1))}\u001b[K`);
    },
  });
  out.write(`it works at ${address.shown} · ${countOf(jobs, 'job')} · ${showCode(code)}\n`);
  const forget = onInterrupt(() => worker.stop());
  try {
    await worker.run();
  } finally {
    forget();
    link.close();
  }
  if (out.isTerminal && chunks > 0) out.raw('\r\u001b[K');
  out.write(`${countWithCommas(chunks, 'chunk')} · ${countWithCommas(runs, 'run')} · ${countWithCommas(steps, 'step')} made\n`);
  return EXIT.ok;
}
