import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPositionals, formatHelp, readArguments, type CommandSpec } from '../../../../sim/data/command-line/arguments.ts';
import { UsageError } from '../../../../sim/data/command-line/usage-error.ts';

const SPEC: CommandSpec = {
  name: 'try',
  line: 'node try.js',
  summary: 'Tries something.',
  options: {
    steps: { value: 'N', help: 'steps at most' },
    only: { value: 'NAME', help: 'this alone', repeats: true },
    policy: { value: 'POLICY', help: 'strict or balanced' },
    json: { value: null, help: 'for programs', without: ['policy'] },
  },
};
/** With an option that says more of another. */
const MORE: CommandSpec = { ...SPEC, options: { ...SPEC.options, plan: { value: null, help: 'only tell', needs: 'only' } } };

const read = (line: string) => readArguments(SPEC, line === '' ? [] : line.split(' '));

describe('readArguments()', () => {
  it('reads options and positionals in any order, and what follows -- as positionals', () => {
    const given = read('one --steps 3 two --json --only=a --only b -- --steps');
    expect(given.positionals).toEqual(['one', 'two', '--steps']);
    expect([given.integer('steps', 1, 9), given.has('json'), given.texts('only')]).toEqual([3, true, ['a', 'b']]);
    expect(read('').has('json')).toBe(false);
    expect(read('').integer('steps', 1, 9)).toBeUndefined();
  });

  it('takes a value that is given twice', () => expect(read('--steps 3 --steps=3').integer('steps', 1, 9)).toBe(3));

  it('knows help, as -h too, and the version', () => {
    expect([read('--help').has('help'), read('-h').has('help'), read('--version').has('version')]).toEqual([true, true, true]);
  });

  it.each([
    ['--fly', 'try: there is no option --fly; there are --steps, --only, --policy, --json'],
    ['--step 3', 'try: there is no option --step; there are --steps, --only, --policy, --json; did you mean "--steps"?'],
    ['-steps 3', 'try: there is no option -steps; there are --steps, --only, --policy, --json; did you mean "--steps"?'],
    ['--fly=3', 'try: there is no option --fly; there are --steps, --only, --policy, --json'],
    ['--__proto__', 'try: there is no option --__proto__; there are --steps, --only, --policy, --json'],
    ['--steps', 'try: --steps needs a value: --steps N'],
    ['--steps --json', 'try: --steps needs a value: --steps N'],
    ['--json=yes', 'try: --json takes no value'],
    ['--steps=', 'try: --steps needs a value: --steps N'],
    ['--steps 3 --json --steps 4', 'try: --steps is given twice, as "3" and as "4"'],
    ['--policy strict --json', 'try: --json and --policy do not go together'],
  ])('refuses %s', (line, sentence) => {
    expect(() => read(line)).toThrow(new UsageError(sentence));
  });

  it('refuses an option without the one that it says more about', () => {
    expect(() => readArguments(MORE, ['--plan'])).toThrow(new UsageError('try: --plan goes with --only alone'));
    expect(readArguments(MORE, ['--plan', '--only', 'a']).has('plan')).toBe(true);
  });

  it.each([
    ['-1', 'must be a whole number from 1 to 9, got "-1"'],
    ['-.5', 'must be a whole number from 1 to 9, got "-.5"'],
    ['10', 'must be a whole number from 1 to 9, got "10"'],
    ['-', 'must be a whole number from 1 to 9, got "-"'],
    ['1e0', 'must be a whole number from 1 to 9, got "1e0"'],
  ])('takes %s for a value, and says what is allowed', (text, sentence) => {
    expect(() => read(`--steps ${text}`).integer('steps', 1, 9)).toThrow(new UsageError(`try: --steps ${sentence}`));
  });

  it('takes decimal digits within the range for a whole number, and nothing else', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789-+.eEx_ \u0660'.split('')), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(digits, (text) => {
        const isLawful = /^[0-9]+$/.test(text) && BigInt(text) >= 3n && BigInt(text) <= 1200n;
        const given = (): number | undefined => readArguments(SPEC, [`--steps=${text}`]).integer('steps', 3, 1200);
        if (isLawful) expect(given()).toBe(Number(text));
        else expect(given).toThrow(UsageError);
      }),
      { examples: [['3'], ['0003'], ['1200'], ['1201'], ['1e2'], ['+7']] },
    );
  });

  it('suggests a value that is close', () => {
    const policies = ['strict', 'balanced'];
    expect(() => read('--policy strickt').oneOf('policy', policies)).toThrow(
      'try: --policy must be one of strict, balanced, got "strickt"; did you mean "strict"?',
    );
    expect(read('--policy strict').oneOf('policy', policies)).toBe('strict');
  });
});

describe('durationMs()', () => {
  const bounds = { leastNs: 10e9, mostNs: 60e9, rule: 'must be from 10s to 1m' };
  const of = (text: string) => (): number | undefined => read(`--steps ${text}`).durationMs('steps', bounds);

  it('takes what is within its bounds', () => {
    expect(['10s', '0.5m', '1m'].map((text) => of(text)())).toEqual([10_000, 30_000, 60_000]);
    expect(of('9.9s')).toThrow('try: --steps must be from 10s to 1m, got "9.9s"');
    expect(of('61s')).toThrow('try: --steps must be from 10s to 1m, got "61s"');
  });

  it.each([
    ['12', '; did you mean "12s"?'],
    ['12.5', '; did you mean "12.5s"?'],
    ['0', ''],
    ['5', ''],
    ['61', ''],
    ['012', ''],
    ['12.', ''],
  ])('for %s suggests seconds only where they are taken', (text, hint) => {
    expect(of(text)).toThrow(new UsageError(`try: --steps must be a duration such as 60s, 1.5m or 250ms, got "${text}"${hint}`));
  });
});

describe('checkPositionals()', () => {
  const counted = (min: number, max: number, line: string) => () =>
    checkPositionals(
      { ...SPEC, options: {}, positionals: { name: 'FILE', min, max } },
      readArguments(SPEC, line.split(' ').filter(Boolean)),
    );

  it('takes as many as there may be', () => {
    for (const [min, max, line] of [
      [0, 1, ''],
      [1, 1, 'a'],
      [1, Number.POSITIVE_INFINITY, 'a b c'],
    ] as const)
      expect(counted(min, max, line)).not.toThrow();
  });

  it.each([
    [1, 1, '', 'takes 1 FILE, got 0; usage: node try.js FILE'],
    [1, 1, 'a b', 'takes 1 FILE, got 2; usage: node try.js FILE'],
    [0, 1, 'a b', 'takes at most 1 FILE, got 2; usage: node try.js [FILE]'],
    [1, Number.POSITIVE_INFINITY, '', 'takes 1 FILE or more, got 0; usage: node try.js FILE …'],
  ])('counts: %i to %i, got "%s"', (min, max, line, sentence) => {
    expect(counted(min, max, line)).toThrow(new UsageError(`try: ${sentence}`));
  });

  it('names what there is to choose from', () => {
    const spec = { ...SPEC, positionals: { name: 'status | drain NAME', min: 1, max: 2 } };
    const choose = (line: string) => () => checkPositionals(spec, read(line));
    expect(choose('')).toThrow('try: say what to do, one of: status, drain NAME; got nothing');
    expect(choose('drain a b')).toThrow('try: say what to do, one of: status, drain NAME; got "drain" "a" "b"');
    expect(choose('drain a')).not.toThrow();
  });

  it('takes none unless told otherwise', () => {
    expect(() => checkPositionals(SPEC, read('a'))).toThrow('try: takes no arguments, got "a"; usage: node try.js [OPTIONS]');
  });
});

describe('formatHelp()', () => {
  it('has the line, the sentence, and a line for each option', () => {
    expect(formatHelp({ ...SPEC, positionals: { name: 'FILE', min: 0, max: 2 } }, 100)).toBe(
      `usage: node try.js [OPTIONS] [FILE …]

Tries something.

  --steps N        steps at most
  --only NAME      this alone
  --policy POLICY  strict or balanced
  --json           for programs
`,
    );
  });
});
