import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FuzzProgram, orphansOf, PATIENCE_MS } from './fuzz-program.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });
afterAll(() => FuzzProgram.removeAll());

describe('npm run fuzz', () => {
  it.concurrent.each([
    ['hangs', ['--time', '20s', '--timeout', '500ms'], 73],
    ['eats-buffers', ['--time', '20s', '--rss-limit', '200'], 71],
    ['rejects', ['--time', '20s'], 70],
    ['metered', ['--time', '20s'], 77],
  ])('says of a target that %s with its exit code', async (target, options, code) => {
    const program = new FuzzProgram();
    const said = await program.call([target, '--seed', '7', ...options]);
    expect([said.code, said.err]).toEqual([code, code === 70 ? expect.stringContaining('too late') : expect.any(String)]);
    expect(program.list('findings').filter((name) => name.endsWith('.bin'))).toHaveLength(code === 70 ? 0 : 1);
  });
});

describe('npm run fuzz, where something is found', () => {
  it.concurrent('makes one finding of many crashes with one signature, small, with a stack of the source', async () => {
    const program = new FuzzProgram();
    const { code, out } = await program.call(['throws-much', '--seed', '7', '--runs', '200', '--keep-going']);
    expect(code).toBe(77);
    expect(out.match(/^FAIL/gm)).toHaveLength(1);
    expect(out).toMatch(/no-throw\/never-throws\/RangeError: no place for # bytes · \d{2,3} inputs with this signature/);
    expect(out).toMatch(/at Object\.fuzz \(test\/fuzz\/planted\/unruly\.ts:\d+:\d+\)/);
    expect(program.list('findings')).toHaveLength(1);
    expect(program.read('findings', '.bin')).toHaveLength(1);
  });

  it.concurrent('saves it small, so that the line in its report shows the same again and saves nothing', async () => {
    const program = new FuzzProgram();
    const { code, out } = await program.call(['nested-bytes', '--seed', '7', '--time', '20s']);
    expect([code, program.read('findings', '.bin').toString('hex')]).toEqual([77, '56c39e']);
    const line = /npm run fuzz -- (.*)$/m.exec(out)?.[1] ?? '';
    const again = await program.call([...line.split(' '), '--artifacts', 'elsewhere']);
    expect([again.code, program.list('elsewhere')]).toEqual([77, []]);
    expect(again.out).toContain('FAIL planted/nested-bytes/read');
  });

  it.concurrent('minimizes a named file', async () => {
    const program = new FuzzProgram();
    writeFileSync(join(program.folder, 'input'), Buffer.from('56c39e77777777777777', 'hex'));
    const { code } = await program.call(['nested-bytes', '--minimize', 'input']);
    expect([code, program.read('findings', '.bin').toString('hex')]).toEqual([77, '56c39e']);
    writeFileSync(join(program.folder, 'harmless'), 'x');
    const harmless = await program.call(['nested-bytes', '--minimize', 'harmless']);
    // A line on how far it is comes before it where the machine is slow.
    expect([harmless.code, harmless.err.split('\n').slice(-2)]).toEqual([
      20,
      ['fuzz: there is nothing to minimize: harmless does nothing wrong', ''],
    ]);
  });
});

describe('npm run fuzz, over several targets', () => {
  it.concurrent('comes to the same one after another and side by side', async () => {
    const targets = ['unmarked-state', 'nested-bytes', 'throws-much', 'sound', 'states'];
    const call = async (workers: string): Promise<readonly unknown[]> => {
      const program = new FuzzProgram();
      const { code, out } = await program.call([...targets, '--seed', '7', '--runs', '500', '--json', '--workers', workers]);
      return [code, out, program.list('findings').map((name) => [name, program.read('findings', name).toString('hex')])];
    };
    const alone = await call('1');
    expect(alone).toEqual([77, expect.stringContaining('planted/nested-bytes/read'), expect.objectContaining({ length: 2 })]);
    expect(await call('4')).toEqual(alone);
  });

  it.concurrent('begins none where a corpus cannot be read', async () => {
    const program = new FuzzProgram();
    mkdirSync(join(program.folder, 'corpora', 'states'), { recursive: true });
    symlinkSync('nowhere', join(program.folder, 'corpora', 'states', 'link'));
    const { code, out, err } = await program.call(['sound', 'states', '--time', '10m', '--workers', '1']);
    expect([code, out, err]).toEqual([20, '', expect.stringMatching(/^fuzz: corpus corpora\/states cannot be read: .*\n$/)]);
  });
});

describe('npm run fuzz, with a corpus', () => {
  it.concurrent('merges what another fuzzer left, keeps of it what adds something, and puts in the words of a dictionary', async () => {
    const program = new FuzzProgram();
    const queue = join(program.folder, 'out/main/queue');
    for (const folder of [queue, join(program.folder, 'own')]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(program.folder, 'own/seed'), 'x');
    writeFileSync(join(queue, 'id:000000,orig:a'), Buffer.from([0x56, 0]));
    writeFileSync(join(queue, 'id:000001,src:000000'), Buffer.from([0x56, 0, 0]));
    const merged = await program.call(['nested-bytes', '--corpus', 'own', '--merge', '--from', 'out']);
    expect([merged.code, merged.out]).toEqual([
      0,
      expect.stringMatching(/^nested-bytes: 1 input to 2, 1 of them out of 2 from elsewhere · /m),
    ]);
    expect(program.list('own')).toHaveLength(2);
    // Seven operations in a row: without the word, a hundred inputs are too few.
    writeFileSync(join(program.folder, 'words.dict'), 'all="\\x11 * 3\\xfft \\xc5\\x00\\xe6  "\n');
    const options = ['six-deep', '--seed', '7', '--runs', '100', '--corpus', 'empty', '--artifacts', 'found'];
    mkdirSync(join(program.folder, 'empty'));
    const [without, having] = await Promise.all([program.call(options), program.call([...options, '--dict', 'words.dict'])]);
    expect([without.code, having.code]).toEqual([0, 77]);
  });

  it.concurrent('grows it the same by the same seed, and replays and merges it', async () => {
    const program = new FuzzProgram();
    const corpus = join(program.folder, 'one');
    mkdirSync(corpus);
    writeFileSync(join(corpus, 'seed'), Buffer.from([0x11, 0, 0x2a, 0]));
    cpSync(corpus, join(program.folder, 'two'), { recursive: true });
    const options = ['six-deep', '--seed', '3', '--runs', '1000', '--grow', '--json'];
    const [first, second] = await Promise.all(['one', 'two'].map((name) => program.call([...options, '--corpus', name])));
    const { targets } = JSON.parse(first.out);
    expect(JSON.parse(second.out).targets).toEqual(targets);
    expect([first.code, targets[0].executions]).toEqual([0, 1001]);
    expect(program.list('two')).toEqual(program.list('one'));
    expect(program.list('one').length).toBe(1 + targets[0].found);
    // Without the flag nothing is written.
    const sizes = program.list('one').length;
    await program.call(['six-deep', '--seed', '4', '--runs', '1000', '--corpus', 'one']);
    expect(program.list('one')).toHaveLength(sizes);
    const replayed = await program.call(['six-deep', '--regress', '--corpus', 'one', '--json']);
    expect(JSON.parse(replayed.out).targets[0]).toMatchObject({ executions: sizes, found: 0, exit: 0 });
    cpSync(join(corpus, 'seed'), join(corpus, 'copy'));
    const before = program.list('one');
    const told = await program.call(['six-deep', '--merge', '--dry-run', '--corpus', 'one']);
    expect([told.code, program.list('one')]).toEqual([0, before]);
    const merged = await program.call(['six-deep', '--merge', '--corpus', 'one']);
    expect(told.out.match(/^would take out /gm) ?? []).toHaveLength(before.length - program.list('one').length);
    expect(merged.out).toMatch(new RegExp(`^six-deep: ${sizes + 1} inputs to \\d+ `));
    expect(program.list('one').length).toBeLessThan(sizes);
    const after = await program.call(['six-deep', '--regress', '--corpus', 'one', '--json']);
    expect(JSON.parse(after.out).targets[0].features).toBe(JSON.parse(replayed.out).targets[0].features);
  });

  it.concurrent('takes an empty input, one of 10 MB, and leaves a folder in the corpus alone', async () => {
    const program = new FuzzProgram();
    const corpus = join(program.folder, 'corpora', 'sound');
    mkdirSync(join(corpus, 'folder'), { recursive: true });
    writeFileSync(join(corpus, 'empty'), '');
    writeFileSync(join(corpus, 'big'), Buffer.alloc(10_000_000, 7));
    const { code, err, out } = await program.call(['sound', '--runs', '300', '--seed', '7', '--json']);
    expect([code, JSON.parse(out).targets[0].executions]).toEqual([0, 302]);
    const said = await program.call(['sound', '--regress']);
    expect([said.code, said.err]).toEqual([0, expect.stringContaining('is flat: its folder folder is not read\n')]);
    expect(err).toBe('');
  });

  it.concurrent('is shared by two fuzzers at once', async () => {
    const program = new FuzzProgram();
    mkdirSync(join(program.folder, 'shared'));
    const call = (seed: string) => program.call(['index-wrap', '--seed', seed, '--runs', '10', '--corpus', 'shared', '--grow', '--json']);
    const both = await Promise.all([call('2'), call('3')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const found = both.map(({ out }) => JSON.parse(out).targets[0].found as number);
    expect(program.list('shared').length).toBeGreaterThanOrEqual(Math.max(...found));
    expect(program.list('shared').every((name) => /^[0-9a-f]{16}$/.test(name))).toBe(true);
  });
});

describe('npm run fuzz -- --cover', () => {
  it.concurrent('tells in terms of the source which lines and branches a corpus reaches', async () => {
    const program = new FuzzProgram();
    mkdirSync(join(program.folder, 'corpora', 'nested-bytes'), { recursive: true });
    writeFileSync(join(program.folder, 'corpora', 'nested-bytes', 'one'), Buffer.from([0x56]));
    const { code, out } = await program.call(['nested-bytes', '--cover']);
    expect(code).toBe(0);
    const source = readFileSync(new URL('../planted/nested-bytes.ts', import.meta.url), 'utf8').split('\n');
    const [, lines, branches, missed] = /^test\/fuzz\/planted\/nested-bytes\.ts +(\S+) +(\S+) +(.*)$/m.exec(out) ?? [];
    // The first comparison is true, the second is false, the third is not reached: one arm of six each.
    expect([lines, branches]).toEqual(['4/5', '2/6']);
    const missedLines = missed.split(' ').map((line) => source[Number(line) - 1]);
    expect(missedLines.some((line) => line.includes('throw new FuzzFinding'))).toBe(true);
    expect(program.list('coverage/fuzz')).toContain('index.html');
  });

  it.concurrent('tells at once what an input did, and all of it where the corpus of a later target has become unreadable', async () => {
    const program = new FuzzProgram();
    for (const name of ['nested-bytes', 'exits', 'states']) mkdirSync(join(program.folder, 'corpora', name), { recursive: true });
    writeFileSync(join(program.folder, 'corpora', 'nested-bytes', 'one'), Buffer.from('56c39e', 'hex'));
    writeFileSync(join(program.folder, 'corpora', 'exits', 'one'), Buffer.from([255]));
    const targets = ['nested-bytes', 'exits', 'states', 'sound'];
    const { code, out, err } = await program.call([...targets, '--cover', '--workers', '1'], ({ stderr }) => {
      // The corpus of the next target but one is not read yet.
      stderr?.once('data', () => symlinkSync('nowhere', join(program.folder, 'corpora', 'states', 'link')));
    });
    expect([code, err]).toEqual([
      77,
      expect.stringMatching(/^fuzz nested-bytes: planted\/.*\nfuzz exits: .*\nfuzz states: corpus corpora\/states cannot be read: .*\n$/),
    ]);
    expect(out).toMatch(/^test\/fuzz\/planted\/nested-bytes\.ts .*\n[^]*^not run whole: exits\nnot begun: sound\n/m);
  });
});

describe('npm run fuzz, interrupted', () => {
  it.concurrent('ends with 72, the corpora whole and no process of any target left', async () => {
    const program = new FuzzProgram();
    const args = ['states', 'sound', 'rare-state', '--seed', '7', '--time', '20s', '--grow', '--jobs', '2', '--workers', '4'];
    let pid: number | undefined;
    let told = '';
    const said = await program.call(args, (child) => {
      ({ pid } = child);
      // Both run by then, the first has found something, and they go on.
      const look = (text: Buffer): void => {
        told += text.toString();
        if (!/^states .*\(\+[1-9]/m.test(told) || !/^sound .*\d execs/m.test(told)) return;
        // A second one ends the program at once.
        child.stderr?.off('data', look);
        child.kill('SIGINT');
      };
      child.stderr?.on('data', look);
    });
    expect(said.code).toBe(72);
    expect(said.out.match(/^(states|sound) .* interrupted$/gm)).toHaveLength(2);
    expect(said.out).toMatch(/\nnot begun: rare-state\n\nexit 72 · interrupted · /);
    expect(orphansOf(pid)).toEqual([]);
    const names = program.list('corpora/states');
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => /^[0-9a-f]{16}$/.test(name))).toBe(true);
  });
});

describe('npm run fuzz, interrupted behind a finding', () => {
  it.concurrent('says that it was not made as small as it gets', async () => {
    const program = new FuzzProgram();
    const { code, out } = await program.call(['throws-much', '--seed', '7', '--time', '50s', '--keep-going'], (child) => {
      let told = '';
      const look = (text: Buffer): void => {
        told += text.toString();
        if (!told.includes('until it is made small')) return;
        child.stderr?.off('data', look);
        child.kill('SIGINT');
      };
      child.stderr?.on('data', look);
    });
    expect([code, out]).toEqual([77, expect.stringMatching(/^\d+ bytes? to \d+ in 2 runs, cut short$/m)]);
  });
});

describe('npm run fuzz, killed', () => {
  it.concurrent('leaves the input that it found and has told of, and no process', async () => {
    const program = new FuzzProgram();
    let pid: number | undefined;
    const args = ['sound', 'throws-much', '--seed', '7', '--time', '50s', '--keep-going', '--workers', '2'];
    const { err } = await program.call(args, (child) => {
      ({ pid } = child);
      const timer = setInterval(() => program.list('findings').some((name) => name.endsWith('.bin')) && child.kill('SIGKILL'), 20);
      child.once('close', () => clearInterval(timer));
    });
    const name = program.list('findings').find((each) => each.endsWith('.bin'));
    expect(err).toMatch(
      new RegExp(
        `^fuzz throws-much: an input shows no-throw/never-throws/RangeError.*; kept at findings/${name} until it is made small$`,
        'm',
      ),
    );
    const { code, out } = await program.call(['throws-much', `findings/${name}`]);
    expect([code, out]).toEqual([77, expect.stringContaining('FAIL no-throw/never-throws/RangeError')]);
    await expect.poll(() => orphansOf(pid), { timeout: 5000 }).toEqual([]);
  });
});

describe('npm run fuzz, where nothing can be written', () => {
  it.concurrent('is told before anything is fuzzed', async () => {
    const program = new FuzzProgram();
    writeFileSync(join(program.folder, 'file'), '');
    const { code, err } = await program.call(['exits', '--seed', '7', '--time', '20s', '--artifacts', 'file/findings']);
    expect([code, err]).toEqual([20, expect.stringMatching(/^fuzz: Cannot write file\/findings: .* is no folder\n$/)]);
  });

  it.concurrent('is told before anything is fuzzed, of a corpus that is to grow', async () => {
    const program = new FuzzProgram();
    writeFileSync(join(program.folder, 'corpora'), '');
    const { code, out, err } = await program.call(['states', '--runs', '100', '--grow']);
    expect([code, out, err]).toEqual([20, '', expect.stringMatching(/^fuzz: Cannot write corpora\/states: .*corpora is no folder\n$/)]);
  });

  it.concurrent('keeps and names the input as it was found where the small one cannot be saved', async () => {
    const program = new FuzzProgram();
    writeFileSync(join(program.folder, 'input'), Buffer.from('56c39e77777777777777', 'hex'));
    const args = ['nested-bytes', '--minimize', 'input'];
    await program.call(args);
    const [small] = program.list('findings');
    rmSync(join(program.folder, 'findings', small));
    mkdirSync(join(program.folder, 'findings', small));
    const { out } = await program.call(args);
    const early = program.list('findings').find((name) => name !== small);
    expect(out).toContain(`again:    npm run fuzz -- nested-bytes findings/${early}\n  not saved  `);
    const { out: json } = await program.call([...args, '--json']);
    expect(JSON.parse(json).targets[0].findings).toEqual([expect.objectContaining({ input: `findings/${early}` })]);
    expect(program.read('findings', early ?? '')).toHaveLength(10);
  });

  it.concurrent('says in a sentence that the corpus did not grow', async () => {
    const program = new FuzzProgram();
    mkdirSync(join(program.folder, 'corpora'));
    symlinkSync('nowhere/at-all', join(program.folder, 'corpora', 'states'));
    const { code, err } = await program.call(['states', '--runs', '100', '--grow']);
    expect([code, err]).toEqual([70, expect.stringMatching(/^fuzz: the corpus could not be grown: ENOENT: .*\n$/m)]);
  });
});

describe('npm run fuzz, called wrongly', () => {
  it.concurrent('says that there is no input to replay', async () => {
    const { code, err } = await new FuzzProgram().call(['sound', '--regress']);
    // A line on how far it is comes before it where the machine is slow.
    expect([code, err.split('\n').slice(-2)]).toEqual([70, ['fuzz sound: not one input was run: there is none in corpora/sound', '']]);
  });

  it.concurrent('ends with 20 and a sentence', async () => {
    const { code, out, err } = await new FuzzProgram().call(['sond']);
    expect([code, out, err.split('\n').length]).toEqual([20, '', 2]);
    expect(err).toMatch(/^fuzz: there is no target "sond"; there are .*; did you mean "sound"\?$/m);
  });

  it.concurrent('says which corpus cannot be read', async () => {
    const program = new FuzzProgram();
    mkdirSync(join(program.folder, 'corpora', 'sound'), { recursive: true });
    // A file that nobody may read is read all the same by root; a link to nowhere by nobody.
    symlinkSync('nowhere', join(program.folder, 'corpora', 'sound', 'link'));
    const { code, err } = await program.call(['sound', '--regress']);
    expect([code, err.split('\n').length]).toEqual([20, 2]);
    expect(err).toMatch(/^fuzz: corpus corpora\/sound cannot be read: .*there is no such file$/m);
  });
});
