import type { Command } from '../data/command-line/program.ts';
import type { ExitCode } from '../report/exit-code.ts';

/**
 * All commands in the order of the help. Each is loaded when it is asked for: a replay needs no scenarios, and starts in half
 * the time without them.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command<ExitCode>>>> = {
  run: async () => (await import('./run-command.ts')).RUN,
  replay: async () => (await import('./replay-command.ts')).REPLAY,
  view: async () => (await import('./view-command.ts')).VIEW,
  list: async () => (await import('./list-command.ts')).LIST,
  serve: async () => (await import('./serve-command.ts')).SERVE,
  shrink: async () => (await import('./shrink-command.ts')).SHRINK,
  keep: async () => (await import('./keep-command.ts')).KEEP,
  emit: async () => (await import('./emit-command.ts')).EMIT,
  corpus: async () => (await import('./corpus-command.ts')).CORPUS,
  explore: async () => (await import('./explore-command.ts')).EXPLORE,
  locate: async () => (await import('./locate-command.ts')).LOCATE,
  explain: async () => (await import('./explain-command.ts')).EXPLAIN,
  bisect: async () => (await import('./bisect-command.ts')).BISECT,
  query: async () => (await import('./query-command.ts')).QUERY,
  conform: async () => (await import('./conform-command.ts')).CONFORM,
  verify: async () => (await import('./verify-command.ts')).VERIFY,
  zoo: async () => (await import('./zoo-command.ts')).ZOO_COMMAND,
  merge: async () => (await import('./merge-command.ts')).MERGE,
  work: async () => (await import('./work-command.ts')).WORK,
  queue: async () => (await import('./queue-command.ts')).QUEUE,
  init: async () => (await import('./init-command.ts')).INIT,
  doctor: async () => (await import('./doctor-command.ts')).DOCTOR,
};
