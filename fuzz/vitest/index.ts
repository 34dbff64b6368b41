import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programLine } from '../../sim/data/command-line/program-line.ts';
import { countOf } from '../../sim/data/count.ts';
import { shellPath } from '../../sim/data/quoting/shell-word.ts';
import { nameFor } from '../../sim/findings/corpus/filed-traces.ts';
import { addToCorpus, contentName, readCorpus } from '../engine/corpus-folder.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashIn, fuzzTarget } from './fuzz-target.ts';
import { fuzzSettings, type FuzzSettings } from './session-settings.ts';

export { reportFeature } from '../feature.ts';

/** How a target is fuzzed. */
export interface FuzzOptions {
  /** Folder of its corpus, from the folder of the project; default `corpus/fuzz/NAME`. */
  readonly corpus?: string;
  /** Longest input that is made, bytes; default 4096. */
  readonly lengthMax?: number;
  /** Values worth putting into an input; default none. */
  readonly dictionary?: readonly Uint8Array[];
  /** Where the records of an input begin, ascending, its length last; default every byte is one. */
  readonly boundsOf?: (bytes: Uint8Array) => readonly number[];
}

const LENGTH_MAX = 4096;
const REPLAY_MS = 60_000;
const LATE_MS = 60_000;
/** The longest time that a timer of Node takes, milliseconds: a longer one is over at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * A fuzz target as part of a test file of vitest: there every input of its corpus is replayed; under `npx varta-sim fuzz` inputs are made
 * from it on, and one that fails is made small and added to it. `target` takes any bytes, synchronously, and throws if and only if they
 * show a fault.
 */
export function fuzz(name: string, target: (bytes: Uint8Array) => void, options: FuzzOptions = {}): void {
  const { corpus = join('corpus/fuzz', nameFor(name)), lengthMax = LENGTH_MAX, ...hints } = options;
  const made: FuzzTarget = { name, sentence: name, formatVersion: 1, lengthMax, fuzz: (bytes) => run(target, bytes), ...hints };
  const settings = fuzzSettings();
  describe(`fuzz ${name}`, () => {
    if (settings === null) {
      it('replays its corpus', { timeout: REPLAY_MS }, () => {
        expect(readCorpus(corpus).inputs.flatMap((input) => sentenceOf(made, input, corpus))).toEqual([]);
      });
    } else {
      it('is fuzzed', { timeout: Math.min((settings.timeMs ?? TIMER_MS_MAX) + LATE_MS, TIMER_MS_MAX) }, async () =>
        fuzzOne(made, corpus, settings),
      );
    }
  });
}

function run(target: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  const answer = target(bytes);
  if (answer instanceof Promise) throw new TypeError('a fuzz target must do its work before it returns, and this one returns a promise');
}

function sentenceOf(target: FuzzTarget, input: Uint8Array, corpus: string): string[] {
  const crash = crashIn(target, input);
  return crash === null ? [] : [`${join(corpus, contentName(input))}: ${crash.signature}${crash.detail === '' ? '' : `: ${crash.detail}`}`];
}

async function fuzzOne(target: FuzzTarget, corpus: string, settings: FuzzSettings): Promise<void> {
  const { inputs } = readCorpus(corpus);
  const { executions, covered, counters, found, failure } = await fuzzTarget(
    target,
    inputs,
    settings,
    join(corpus, `hang-${settings.seed}`),
  );
  if (settings.grows) await addToCorpus(corpus, found);
  const grown = settings.grows ? 'added to its corpus' : 'new, not kept (--grow keeps them)';
  process.stdout.write(
    `${target.name}: ${countOf(executions, 'execution')} · coverage ${covered}/${counters} · ${countOf(found.length, 'input')} ${grown}\n`,
  );
  if (failure === null) return;
  const { input, crash } = failure;
  await addToCorpus(corpus, [input]);
  const path = join(corpus, contentName(input));
  const error = new Error(
    `${crash.signature}${crash.detail === '' ? '' : `\n${crash.detail}`}\n  input:    ${shellPath(path)}, ${countOf(input.length, 'byte')}, replayed by this test file from now on\n` +
      `  again:    ${againLine(settings)}`,
  );
  error.stack = error.message;
  throw error;
}

/** The line that fuzzes this test file once more in the same way. */
function againLine({ seed, runsMax, timeMs }: FuzzSettings): string {
  const file = expect.getState().testPath;
  return [
    programLine('fuzz'),
    ...(file === undefined ? [] : [shellPath(relative('', file))]),
    `--seed ${seed}`,
    ...(runsMax === null ? [] : [`--runs ${runsMax}`]),
    ...(timeMs === null ? [] : [`--time ${timeMs}ms`]),
  ].join(' ');
}
