import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { FUZZ_SPEC, readFuzzRequest, withTargets, type FuzzRequest } from '../../../fuzz/cli/fuzz-options.ts';
import { readArguments } from '../../../sim/data/command-line/arguments.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { PLANTED } from '../planted/targets.ts';

function read(...args: readonly string[]): FuzzRequest {
  return readFuzzRequest(readArguments(FUZZ_SPEC, args), PLANTED);
}

describe('readFuzzRequest()', () => {
  it('takes every target unless told otherwise, as many at once as there are cores, by a seed of its own each time', () => {
    const one = read();
    expect(one).toMatchObject({ mode: 'fuzz', targets: PLANTED, runsMax: null, jobs: 1, grows: false, goesOn: false });
    expect(one).toEqual({ ...read('--workers', String(Math.min(64, availableParallelism()))), seed: one.seed });
    expect(one.seed).toMatch(/^\d+$/);
    expect(read().seed).not.toBe(one.seed);
  });

  it('takes as long side by side as one after another', () => {
    const of = (...args: readonly string[]): readonly [number, number | null] => {
      const { atOnce, timeMs } = read(...args);
      return [atOnce, timeMs];
    };
    expect(of('--workers', '1')).toEqual([1, 5000]);
    expect(of('--workers', '2')).toEqual([2, 10_000]);
    // Two rounds of six targets.
    expect(of('--workers', '4')).toEqual([4, 15_000]);
    expect(of('--workers', '64')).toEqual([6, 30_000]);
    expect(of('--workers', '4', '--jobs', '2')).toEqual([2, 10_000]);
    expect(of('--workers', '2', '--jobs', '4')).toEqual([1, 5000]);
    expect(of('six-deep', '--workers', '2')).toEqual([1, 5000]);
    expect(of('--workers', '2', '--time', '60s')).toEqual([2, 60_000]);
  });

  it('shares the time out to the targets that are left', () => {
    const of = (...args: readonly string[]): FuzzRequest => {
      const given = readArguments(FUZZ_SPEC, [...args, '--workers', '4']);
      return withTargets(readFuzzRequest(given, PLANTED), PLANTED.slice(4), given);
    };
    expect(of()).toMatchObject({ targets: PLANTED.slice(4), atOnce: 2, timeMs: 10_000, runsMax: null });
    expect(of('--jobs', '3')).toMatchObject({ atOnce: 1, timeMs: 5000 });
    expect(of('--time', '60s')).toMatchObject({ atOnce: 2, timeMs: 60_000 });
    expect(of('--runs', '9')).toMatchObject({ timeMs: null, runsMax: 9 });
    expect(of('--cover')).toMatchObject({ timeMs: null, runsMax: 0 });
  });

  it('knows what users of other fuzzers write', () => {
    expect(read('six-deep', '--time', '60s', '--timeout', '1s', '--seed', 'abc')).toMatchObject({
      timeMs: 60_000,
      timeoutMs: 1000,
      seed: 'abc',
    });
    expect(read('six-deep', '--runs', '9')).toMatchObject({ runsMax: 9, timeMs: null, goesOn: false });
    expect(read('six-deep', 'rare-state').targets.map(({ name }) => name)).toEqual(['six-deep', 'rare-state']);
    expect(read('--regress')).toEqual({ ...read('--runs', '0'), seed: expect.any(String) });
    expect(read('--regress')).toMatchObject({ runsMax: 0, goesOn: true });
    expect(read('six-deep', 'package.json')).toMatchObject({ mode: 'files', files: ['package.json'] });
    expect(read('six-deep', '--minimize', 'package.json')).toMatchObject({ mode: 'minimize', files: ['package.json'] });
  });

  it.each([
    [
      ['six-dep'],
      'there is no target "six-dep"; there are nested-bytes, index-wrap, rare-state, marked-state, unmarked-state, six-deep; did you mean "six-deep"?',
    ],
    [['six-deep', 'nofile'], 'there is neither a target nor a file "nofile"'],
    [['package.json'], 'a file needs one target, got 0'],
    [['package.json', 'six-deep'], 'a target stands before its files, and six-deep comes after "package.json"'],
    [['six-deep', '--tracker', 'x'], '--tracker goes with targets that stand for operations, and six-deep does not'],
    [
      ['six-deep', 'rare-state', '--tracker', 'x'],
      '--tracker goes with targets that stand for operations, and six-deep, rare-state do not',
    ],
    [['--bogus'], expect.stringMatching(/^there is no option --bogus; there are --time, .*--json$/)],
    [['--seed', 'a b'], '--seed must be printable ASCII without spaces, got "a b"'],
    [['--runs', '-1'], '--runs must be a whole number from 0 to 1000000000, got "-1"'],
    [['--time', 'soon'], '--time must be a duration such as 60s, 1.5m or 250ms, got "soon"'],
    [['--time', '60'], '--time must be a duration such as 60s, 1.5m or 250ms, got "60"; did you mean "60s"?'],
    [['--time', '0'], '--time must be a duration such as 60s, 1.5m or 250ms, got "0"'],
    [['--timeout', '0s'], '--timeout must be a duration from 1ns to below 2^53ns, about 104 days, got "0s"'],
    [['--jobs', '65'], '--jobs must be a whole number from 1 to 64, got "65"'],
    [['--merge', '--cover'], '--merge and --cover do not go together'],
    [['six-deep', 'package.json', '--merge'], '--merge takes no further files, got package.json'],
    [['--corpus', 'src'], '--corpus needs one target, got 0'],
    [['six-deep', '--corpus', 'nowhere'], '--corpus must name a folder, got "nowhere"'],
    [['--minimize', 'package.json'], '--minimize needs one target, got 0'],
    [['six-deep', '--minimize', 'nofile'], 'there is no file "nofile"'],
    [['--engine', 'afl'], '--engine must be one of default, jsfuzz, got "afl"'],
    [['--engine', 'jsfuzz', '--merge'], '--engine jsfuzz only fuzzes'],
    [['--engine', 'jsfuzz', '--runs', '0'], 'jsfuzz has no way to replay a corpus alone; leave --engine out'],
    [['--engine', 'jsfuzz', '--jobs', '2'], '--engine jsfuzz has one job'],
    [['--merge', '--grow'], '--grow goes with fuzzing alone'],
    [['--from', 'src'], '--from needs one target, got 0'],
    [['six-deep', '--from', 'nowhere'], '--from must name a folder, got "nowhere"'],
    [['six-deep', '--from', 'src', '--minimize', 'package.json'], '--from goes with fuzzing and --merge alone'],
    [['--dict', 'nofile'], 'nofile: there is no such file'],
    [['--dict', 'package.json'], 'package.json: line 1: must be name="value" or "value", or a comment behind #'],
  ])('refuses %j in a sentence', (args, sentence) => {
    let error: unknown;
    try {
      read(...args);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect(error instanceof Error ? error.message.replace(/^fuzz: /, '') : '').toEqual(sentence);
  });
});
