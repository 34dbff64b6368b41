import type { CommandSpec } from '../data/command-line/arguments.ts';
import type { ExitCode } from '../report/exit-code.ts';
import type { CommandContext } from '../report/output.ts';

/** A command with what it takes. */
export interface Command {
  readonly spec: CommandSpec;
  readonly run: (args: readonly string[], context: CommandContext) => ExitCode | Promise<ExitCode>;
}

/**
 * All commands in the order of the help. Each is read when it is asked for: a replay needs no scenarios, and starts in half
 * the time without them.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => {
    const [{ runCommand: run }, { RUN_SPEC: spec }] = await Promise.all([import('./run-command.ts'), import('./run-options.ts')]);
    return { spec, run };
  },
  replay: async () => import('./replay-command.ts').then(({ REPLAY_SPEC: spec, replayCommand: run }) => ({ spec, run })),
  list: async () => import('./list-command.ts').then(({ LIST_SPEC: spec, listCommand: run }) => ({ spec, run })),
  serve: async () => import('./serve-command.ts').then(({ SERVE_SPEC: spec, serveCommand: run }) => ({ spec, run })),
  shrink: async () => import('./shrink-command.ts').then(({ SHRINK_SPEC: spec, shrinkCommand: run }) => ({ spec, run })),
  keep: async () => import('./keep-command.ts').then(({ KEEP_SPEC: spec, keepCommand: run }) => ({ spec, run })),
  emit: async () => import('./emit-command.ts').then(({ EMIT_SPEC: spec, emitCommand: run }) => ({ spec, run })),
  corpus: async () => import('./corpus-command.ts').then(({ CORPUS_SPEC: spec, corpusCommand: run }) => ({ spec, run })),
  verify: async () => import('./verify-command.ts').then(({ VERIFY_SPEC: spec, verifyCommand: run }) => ({ spec, run })),
  zoo: async () => {
    const [{ zooCommand: run }, { ZOO_SPEC: spec }] = await Promise.all([import('./zoo-command.ts'), import('./zoo-options.ts')]);
    return { spec, run };
  },
  merge: async () => import('./merge-command.ts').then(({ MERGE_SPEC: spec, mergeCommand: run }) => ({ spec, run })),
  doctor: async () => import('./doctor-command.ts').then(({ DOCTOR_SPEC: spec, doctorCommand: run }) => ({ spec, run })),
};
