import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { loadTrace } from '../findings/replay/load-trace.ts';
import { replayFile } from '../findings/replay/replay-file.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { replacedProduction } from '../subject/foreign/production-module.ts';
import { formatReplay, jsonReplay, replayExit } from '../report/replay-text.ts';
import {
  answer,
  followTrackerOrProduction,
  JSON_OPTION,
  KNOWN_OPTION,
  RULES_OPTION,
  TRACKER_OR_PRODUCTION_OPTION,
  useCustom,
} from './options.ts';

export const REPLAY: Command<ExitCode> = {
  name: 'replay',
  summary: 'Replays a trace from its operations alone, judging every step. FILE is NDJSON, plain or gzipped.',
  options: {
    until: { value: 'STEP', help: 'stop after this operation, counted from 0' },
    dump: { value: null, help: 'show the table, the index, the queues and the last operations where the replay ends', without: ['json'] },
    step: {
      value: null,
      help: 'walk the trace forward and back in the terminal, from --until on; keys: docs/step.md',
      without: ['rerun', 'timeout'],
    },
    check: { value: 'LEVEL', help: 'cheap or full; default full, or cheap where that alone shows what the header names' },
    rerun: {
      value: null,
      help: 'replay in two processes and compare step by step; a trace of two runs that differed is always',
      without: ['until'],
    },
    timeout: {
      value: 'DURATION',
      help: 'time without an end after which an operation hangs; default 10s',
    },
    rules: RULES_OPTION,
    tracker: TRACKER_OR_PRODUCTION_OPTION,
    known: { ...KNOWN_OPTION, without: [] },
    against: {
      value: 'SPEC',
      help: 'with --and: show the first step at which two trackers differ, each as --tracker has it; ours is that of this package',
      without: ['until', 'dump', 'step', 'check', 'rerun', 'timeout', 'rules', 'tracker'],
    },
    and: { value: 'SPEC', help: 'the other of the two', needs: 'against' },
    json: JSON_OPTION,
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: replayCommand,
};

const HANG_MS = 10_000;

/** `replay`: read the trace, replay it, compare with what its header says. */
async function replayCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  if (given.has('against')) {
    if (!given.has('and')) throw new UsageError('replay: --against needs --and: two trackers are compared');
    const { againstCommand } = await import('./against-command.ts');
    return againstCommand(path, given, context);
  }
  await useCustom(given);
  await followTrackerOrProduction(given);
  if (given.has('step')) {
    if (replacedProduction() !== null) throw new UsageError('replay: --step shows the state of our production code alone');
    const { stepCommand } = await import('./step-command.ts');
    return stepCommand(path, given, context);
  }
  const until = given.integer('until', 0, Number.MAX_SAFE_INTEGER - 1);
  const check = given.oneOf('check', ['cheap', 'full']);
  const hangMs = given.durationMs('timeout') ?? HANG_MS;
  const trace = await loadTrace(path);
  const report = await replayFile(path, trace, { check, until, rerun: given.has('rerun'), hangMs });
  const isPartial = until !== undefined;
  const exit = replayExit(trace, report, isPartial);
  const text = (): string => formatReplay(path, trace, report, isPartial, given.has('dump'), context.out);
  answer(given, context, jsonReplay(path, trace, report, exit), text);
  return exit;
}
