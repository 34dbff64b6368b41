import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand, runProgram, type Command, type Program } from '../../../../sim/data/command-line/program.ts';
import { UsageError } from '../../../../sim/data/command-line/usage-error.ts';
import { outputTo } from '../../../support/outputs.ts';

function command(name: string): () => Promise<Command<number>> {
  const options = { fast: { value: null, help: 'faster' } };
  const positionals = { name: 'FILE', min: 0, max: 1 };
  return async () => ({
    name,
    line: `npm run ${name} --`,
    summary: `Does ${name}.`,
    options,
    positionals,
    run: (given, { out }) => {
      out.write(`${name} ${given.has('fast')} ${given.positionals.join()}`);
      return 3;
    },
  });
}

const PROGRAM: Program<number> = {
  name: 'trial',
  commands: { run: command('run'), replay: command('replay') },
  otherwise: { command: 'run', takes: (first) => first.endsWith('.json'), takesNothing: true },
  notes: 'Exit codes: 0 ok.',
};

async function call(
  line: string,
  main = (args: readonly string[], context: Parameters<typeof runProgram>[2]) => runProgram(PROGRAM, args, context),
) {
  let out = '';
  const output = outputTo((text) => void (out += text));
  const code = await main(line.split(' ').filter(Boolean), { out: output, err: output, onInterrupt: () => () => {} });
  return [code, out] as const;
}

describe('runProgram()', () => {
  it.each([
    ['', 'run false '],
    ['--fast', 'run true '],
    ['a.json', 'run false a.json'],
    ['run a', 'run false a'],
    ['replay --fast a', 'replay true a'],
  ])('carries out "%s"', async (line, out) => {
    expect(await call(line)).toEqual([3, out]);
  });

  it.each(['help', '--help', '-h'])('tells its commands and exit codes: %s', async (line) => {
    expect(await call(line)).toEqual([
      0,
      `usage: trial [COMMAND] [OPTIONS]

  run     Does run.
  replay  Does replay.

Without a command: run. help COMMAND, or COMMAND --help, shows its options; --version the version.
Exit codes: 0 ok.
`,
    ]);
  });

  it('tells its commands where nothing is asked of a program that takes nothing for no command', async () => {
    const program = { ...PROGRAM, otherwise: { ...PROGRAM.otherwise, takesNothing: false } };
    const bare = await call('', async (args, context) => runProgram(program, args, context));
    expect(bare).toEqual([0, expect.stringMatching(/^usage: trial [^]*^Options without a command: run\. /m)]);
    expect(await call('--fast', async (args, context) => runProgram(program, args, context))).toEqual([3, 'run true ']);
  });

  it.each(['replay --help', 'replay -h', 'help replay', '--help replay', 'replay a b --help'])('tells the options: %s', async (line) => {
    expect(await call(line)).toEqual([0, 'usage: npm run replay -- [OPTIONS] [FILE]\n\nDoes replay.\n\n  --fast  faster\n']);
  });

  it('tells the version of the package', async () => {
    const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
    expect(await call('--version')).toEqual([0, `${name} ${version}\n`]);
  });

  it.each([
    ['fly', 'there is no command "fly"; there are run, replay'],
    ['rpelay', 'there is no command "rpelay"; there are run, replay; did you mean "replay"?'],
    ['help rum', 'there is no command "rum"; there are run, replay; did you mean "run"?'],
    ['toString', 'there is no command "toString"; there are run, replay'],
    ['replay a b', 'replay: takes at most 1 FILE, got 2; usage: npm run replay -- [OPTIONS] [FILE]'],
    ['replay --slow', 'replay: there is no option --slow; there are --fast'],
  ])('refuses "%s"', async (line, sentence) => {
    await expect(call(line)).rejects.toThrow(new UsageError(sentence));
  });
});

describe('runCommand()', () => {
  it('shows what a command has to say below its options', async () => {
    const [code, out] = await call('-h', async (args, context) =>
      runCommand({ ...(await command('fuzz')()), notes: async () => 'Targets: all' }, args, context),
    );
    expect([code, out]).toEqual([0, expect.stringMatching(/ {2}--fast {2}faster\n\nTargets: all\n$/)]);
  });
});
