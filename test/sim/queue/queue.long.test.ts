import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callNode, type Said } from '../../support/call-program.ts';
import { BuiltProgram } from '../cli/built-program.ts';
import { hasRedisServer, RedisServer } from './redis.ts';

const isThere = hasRedisServer();
const CAMPAIGN = ['--scenario', 'tracker-direct', '--scenario', 'tiny-tables', '--seeds', '24', '--steps', '300'];
const LIMIT_MS = 120_000;

let program: BuiltProgram;
let alone: string;
let server: RedisServer;
const started: ChildProcess[] = [];

beforeAll(async () => {
  if (!isThere) return;
  program = BuiltProgram.build();
  alone = (await (await start(['run', ...CAMPAIGN, '--json'])).ended).out;
  expect(alone).not.toBe('');
}, LIMIT_MS);

afterAll(() => program?.remove());

beforeEach(async ({ skip }) => {
  skip(!isThere, 'there is no redis-server');
  server = await RedisServer.start();
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await server?.stop();
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Said>;
}

/** Starts the program, and leaves it running. */
async function start(
  args: readonly string[],
  of: BuiltProgram = program,
  env: Readonly<Record<string, string>> = {},
  timeoutMs: number = LIMIT_MS,
): Promise<Started> {
  return new Promise((resolve) => {
    const ended = callNode([join(of.folder, 'sim/cli/main.js'), ...args], {
      cwd: of.folder,
      env,
      timeoutMs,
      whenBegun: (child) => {
        started.push(child);
        setImmediate(() => resolve({ child, ended }));
      },
    });
  });
}

const work = (of?: BuiltProgram, env?: Readonly<Record<string, string>>, ...more: string[]): Promise<Started> =>
  start(['work', '--queue', server.url, ...(more.includes('--jobs') ? [] : ['--jobs', '1']), '--lease', '1s', ...more], of, env);

const coordinate = (...more: string[]): Promise<Started> =>
  start(['run', ...CAMPAIGN, '--queue', server.url, '--chunk', '2', '--json', ...more]);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until so many results are kept in the queue. */
async function untilKept(count: number): Promise<void> {
  for (;;) {
    const [key] = await server.client.keys('varta-sim:campaign:*:results');
    if (key !== undefined && (await server.client.hlen(key)) >= count) return;
    await sleep(20);
  }
}

describe('a campaign over a queue', { timeout: LIMIT_MS }, () => {
  it('has the bytes of one machine with one worker, and with four', async () => {
    await work();
    const one = await (await coordinate()).ended;
    expect([one.code, one.out === alone]).toEqual([0, true]);
    await Promise.all([work(), work(), work()]);
    const four = await (await coordinate()).ended;
    expect([four.code, four.out === alone]).toEqual([0, true]);
    expect((await server.client.keys('varta-sim:campaign:*')).length).toBe(0);
  });

  it('loses nothing when workers are killed in mid chunk, three times', async () => {
    const run = await coordinate();
    for (let kills = 1; kills <= 3; kills++) {
      const worker = await work();
      await untilKept(kills * 4);
      worker.child.kill('SIGKILL');
    }
    await work();
    const { code, out } = await run.ended;
    expect([code, out === alone]).toEqual([0, true]);
  });

  it('takes a result that comes twice, from a worker that stood still beyond its lease', async () => {
    const first = await work();
    const run = await coordinate();
    await untilKept(2);
    first.child.kill('SIGSTOP');
    await work();
    await untilKept(10);
    await sleep(3000);
    first.child.kill('SIGCONT');
    const { code, out } = await run.ended;
    expect([code, out === alone]).toEqual([0, true]);
  });

  it('is taken up where it was by another coordinator when its own is killed', async () => {
    await work();
    const first = await coordinate();
    await untilKept(8);
    first.child.kill('SIGKILL');
    await first.ended;
    await sleep(500);
    const { code, out } = await (await coordinate()).ended;
    expect([code, out === alone]).toEqual([0, true]);
  });

  it('goes on after a Redis without a file of its own was killed: what is missing is laid out again', async () => {
    await work();
    const run = await coordinate();
    await untilKept(8);
    await server.restart();
    const { code, out } = await run.ended;
    expect([code, out === alone]).toEqual([0, true]);
  });

  it('goes on after a Redis that keeps a file was killed, and away for 20 s', async () => {
    await server.stop();
    server = await RedisServer.start({ keeps: true });
    await work();
    const run = await coordinate();
    await untilKept(8);
    await server.restart(20_000);
    const { code, out } = await run.ended;
    expect([code, out === alone]).toEqual([0, true]);
  });

  it('waits while Redis is full, and says so', async () => {
    await work();
    const run = await coordinate();
    await untilKept(4);
    await server.client.config('SET', 'maxmemory', '1');
    // Longer than a machine is silent: it says in vain that it is there, too.
    await sleep(6500);
    await server.client.config('SET', 'maxmemory', '0');
    const { code, out, err } = await run.ended;
    expect([code, out === alone]).toEqual([0, true]);
    expect(err).toContain('is waited for: it is full');
  });

  it('gives up when the queue is away for too long, with what is known', async () => {
    await work();
    const run = await coordinate('--patience', '2s');
    await untilKept(4);
    await server.stop();
    const { code, out, err } = await run.ended;
    expect(code).toBe(14);
    expect(err).toContain(`there has been no queue at ${server.url} for 2 s`);
    expect((JSON.parse(out) as { readonly runs: readonly unknown[] }).runs.length).toBeGreaterThan(0);
  });

  it('shows no job to a worker with other code, which says why it waits', async () => {
    const other = program.withFault('sim/cli/list-command.js', 'LIST', 'LIST /* other */');
    const [stranger, run] = [await work(other), await coordinate()];
    await sleep(7000);
    await work();
    const { code, out } = await run.ended;
    stranger.child.kill('SIGTERM');
    const told = await stranger.ended;
    other.remove();
    expect([code, out === alone]).toEqual([0, true]);
    expect(told.err).toMatch(/it waits: campaign [0-9a-f]{16} is for built files [0-9a-f]{16} on Node \d+, and this machine has /);
    expect(told.out).toContain('0 chunks');
  });

  it('finds out a worker that lies', async () => {
    const liar = await liarOf(
      'results.push({ number, result, checkpoints })',
      "results.push({ number, result: { ...result, digest: '0123456789abcdef' }, checkpoints })",
    );
    await work();
    await work(liar);
    const { code, out, err } = await (await coordinate()).ended;
    liar.remove();
    expect(code).toBe(12);
    expect(err).toMatch(/came to different results on the machines \S+-\d+ and \S+-\d+/);
    expect(out).not.toMatch(/-\d+ and \S+-\d+/);
  });

  it('makes a chunk here that a worker leaves out', async () => {
    await work(await liarOf('isSkipped: false, results, reruns', 'isSkipped: true, results: [], reruns: []'));
    const { code, out, err } = await (await coordinate()).ended;
    expect([code, out === alone]).toEqual([0, true]);
    expect(err).toContain('is made here: what a machine sent is no result of it: it leaves the chunk out');
  });

  it.each(['is there', 'is away'])('is left at once by a worker that is stopped in mid chunk, where Redis %s', async (where) => {
    const worker = await work();
    await start(['run', '--scenario', 'steady-fleet', '--seeds', '1000', '--queue', server.url, '--chunk', '1000']);
    while (childrenOf(worker.child).length === 0) await sleep(20);
    const made = childrenOf(worker.child);
    if (where === 'is away') await server.stop();
    worker.child.kill('SIGTERM');
    await sleep(3000);
    expect([worker.child.exitCode, made.filter(isRunning)]).toEqual([0, []]);
    if (where === 'is away') return;
    const status = await program.call(['queue', 'status', '--queue', server.url, '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ campaigns: [{ waiting: 1 }], machines: [] });
  });

  it('makes a chunk here that kills every machine', async () => {
    const killer = planted(
      `if (readFileSync('/proc/' + process.ppid + '/cmdline', 'utf8').split('\\0').includes('work')) process.kill(process.ppid, 'SIGKILL');`,
    );
    const args = ['run', '--scenario', 'steady-fleet', '--seeds', '1', '--steps', '300', '--queue', server.url];
    const run = await start(args, program, killer);
    for (let machines = 0; machines < 3; machines++) {
      const { ended } = await work(program, killer);
      expect((await ended).code).toBeNull();
    }
    // It was taken from three machines that were lost: the next one gives it up, and lives.
    await work(program, killer);
    const { code, err, out } = await run.ended;
    expect(err).toContain('is made here: no machine could make it');
    expect([code, out.includes('0 findings')]).toEqual([0, true]);
  });

  it('finds production code that kills its process, with its trace', async () => {
    const killer = planted('process.kill(process.pid, "SIGKILL");');
    await work(program, killer);
    const args = ['run', '--scenario', 'steady-fleet', '--seeds', '1', '--steps', '300', '--queue', server.url, '--findings'];
    const { code } = await (await start([...args, join(program.folder, 'killed')], program, killer)).ended;
    expect(code).toBe(10);
    expect(readdirSync(join(program.folder, 'killed')).filter((name) => name.endsWith('.ndjson')).length).toBeGreaterThan(0);
  });

  it('treats what it takes from the queue as text of a stranger', async () => {
    const worker = await work();
    const run = await coordinate();
    await untilKept(2);
    const [key] = await server.client.keys('varta-sim:campaign:*:results');
    // A stranger overwrites results, and lays out jobs that are none.
    const names = (await server.client.hkeys(key)).slice(0, 3);
    for (const name of names) await server.client.hset(key, name, 'not deflated');
    const { code, out } = await run.ended;
    worker.child.kill('SIGTERM');
    const { err } = await worker.ended;
    expect([code, out === alone]).toEqual([0, true]);
    expect(err).not.toContain(' at ');
  });

  it('asks a tracker from elsewhere, of which a machine with another text gets no job', async () => {
    const examples = join(import.meta.dirname, '../../../docs/examples/');
    const tracker = ['--tracker', join(examples, 'published-tracker.mjs')];
    const local = await (await start(['run', ...CAMPAIGN, '--json', '--findings', join(program.folder, 'one'), ...tracker])).ended;
    const folder = join(program.folder, 'two');
    const run = await coordinate('--findings', folder, ...tracker);
    const [plain, other] = [await work(), join(program.folder, 'other.mjs')];
    writeFileSync(other, readFileSync(tracker[1], 'utf8').replace("'./", `'${examples}`));
    const stranger = await work(undefined, {}, '--tracker', other);
    await sleep(6000);
    expect(await server.client.keys('varta-sim:campaign:*:results')).toEqual([]);
    await work(undefined, {}, ...tracker);
    const { code, out } = await run.ended;
    expect([code, out.replaceAll(folder, join(program.folder, 'one')) === local.out]).toEqual([10, true]);
    for (const { child, ended } of [plain, stranger]) {
      child.kill('SIGTERM');
      expect((await ended).out).toContain('0 chunks');
    }
  });

  it('holds nothing of 10,000 chunks but what is told of their runs', { timeout: 400_000 }, async () => {
    const args = ['run', '--scenario', 'tracker-direct', '--seeds', '10000', '--steps', '3', '--json'];
    const local = await (await start(args)).ended;
    const [probe, heap] = [join(program.folder, 'probe.mjs'), join(program.folder, 'heap')];
    writeFileSync(
      probe,
      `import { appendFileSync } from 'node:fs';
      setInterval(() => { gc(); appendFileSync(${JSON.stringify(heap)}, process.memoryUsage().heapUsed + '\\n'); }, 2000).unref();\n`,
    );
    await work(undefined, {}, '--jobs', '2');
    const over = [...args, '--queue', server.url, '--chunk', '1'];
    const { code, out } = await (await start(over, program, { NODE_OPTIONS: `--expose-gc --import ${probe}` }, 380_000)).ended;
    expect([code, out === local.out]).toEqual([0, true]);
    const samples = readFileSync(heap, 'utf8').trim().split('\n').map(Number);
    const quarter = samples[Math.floor(samples.length / 4)];
    // 7,500 results were 2.5 MB; a closure for each chunk that keeps its result makes it 19 MB.
    expect((samples.at(-1) ?? 0) - quarter).toBeLessThan(7500 * 600);
    expect(await server.client.keys('varta-sim:campaign*')).toEqual([]);
  });

  it('tells what is in the queue, and takes a campaign out of it', async () => {
    const run = await coordinate();
    while ((await server.client.keys('varta-sim:campaign:*:order')).length === 0) await sleep(20);
    await sleep(500);
    const status = await program.call(['queue', 'status', '--queue', server.url, '--json']);
    const { campaigns } = JSON.parse(status.out) as {
      readonly campaigns: readonly { readonly campaign: string; readonly waiting: number }[];
    };
    expect(campaigns).toMatchObject([{ waiting: 24 }]);
    const dry = await program.call(['queue', 'forget', campaigns[0].campaign, '--queue', server.url, '--dry-run']);
    expect(dry.out).toContain('would remove 24 waiting chunks and 0 results');
    const drained = await program.call(['queue', 'drain', campaigns[0].campaign, '--queue', server.url]);
    expect([drained.code, drained.out]).toEqual([0, expect.stringContaining('removed 24 waiting chunks')]);
    expect((await run.ended).code).toBe(14);
  });

  it.each([
    [['run', '--queue', 'http://127.0.0.1'], 20, 'run: --queue must be an address such as redis://127.0.0.1:6379'],
    [['work', '--queue', 'redis://user:secret@127.0.0.1:1'], 70, 'there is no queue at redis://127.0.0.1:1: '],
    [['work'], 20, 'work: it needs --queue'],
    [['run', '--queue', 'redis://127.0.0.1:1', '--tracker', 'cmd:true'], 20, 'run: over a queue --tracker must be a module'],
    [['queue', 'forget', 'x', '--queue', 'redis://127.0.0.1:1'], 20, 'queue: forget needs the name of a campaign'],
  ] as const)('refuses %j in one sentence, without the password', async (args, code, sentence) => {
    const said = await program.call(args);
    expect([said.code, said.err.trim().split('\n').length]).toEqual([code, 1]);
    expect(said.err).toContain(sentence);
    expect(said.err).not.toContain('secret');
  });
});

describe('an exploration over a queue', { timeout: LIMIT_MS }, () => {
  const DOMAINS = ['explore', '--domain', 'stalls', '--domain', 'index', '--depth', '5', '--json'];
  const states = ({ code, out }: Said): unknown => [code, { ...(JSON.parse(out) as object), elapsedMs: 0 }];

  it('knows the states of one machine, with one worker, and with others of which one is killed', async () => {
    const local = states(await (await start(DOMAINS)).ended);
    await work();
    expect(states(await (await start([...DOMAINS, '--queue', server.url])).ended)).toEqual(local);
    const doomed = await work();
    const run = await start([...DOMAINS, '--queue', server.url]);
    await untilKept(8);
    doomed.child.kill('SIGKILL');
    await work();
    expect(states(await run.ended)).toEqual(local);
    expect(await server.client.keys('varta-sim:campaign*')).toEqual([]);
  });

  it('finds the operation that ends its process, and makes here what is no result', async () => {
    const killer = planted('process.exit(7);');
    await work(program, killer);
    const args = ['explore', '--domain', 'stalls', '--depth', '2', '--json', '--findings', join(program.folder, 'ended')];
    const local = states(await (await start(args, program, killer)).ended);
    expect(local).toMatchObject([10, { domains: [{ violations: [{ signature: 'no-throw/never-exits/poll' }] }] }]);
    expect(states(await (await start([...args, '--queue', server.url], program, killer)).ended)).toEqual(local);

    await work(await liarOf('explore: expansionToSend(made)', "explore: { ...expansionToSend(made), from: '' }"));
    const sound = states(await (await start(DOMAINS)).ended);
    const told = await (await start([...DOMAINS, '--queue', server.url])).ended;
    expect(states(told)).toEqual(sound);
    expect(told.err).toContain(
      'a chunk of states is made here: what a machine sent is no result of it: it tells of states that were not asked for',
    );
  });

  it('finds out a worker that lies', async () => {
    await work(await liarOf('explore: expansionToSend(made)', 'explore: { ...expansionToSend(made), transitions: 7 }'));
    await work();
    const { code, out, err } = await (await start([...DOMAINS, '--queue', server.url])).ended;
    expect([code, (JSON.parse(out) as { readonly exit: number }).exit]).toEqual([12, 12]);
    expect(err).toMatch(/states of domain \S+ came to different results on the machines \S+-\d+ and \S+-\d+/);
  });
});

/** The processes that a process has started, by number. */
function childrenOf({ pid }: ChildProcess): readonly string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((text) => text !== '');
}

function isRunning(pid: string): boolean {
  return existsSync(`/proc/${pid}`);
}

/** A worker of the same name that does something else. */
async function liarOf(search: string, replacement: string): Promise<BuiltProgram> {
  const sameName = program.withFault('sim/queue/code-name.js', "built: hash.digest('hex').slice(0, 16)", `built: '${await builtName()}'`);
  return sameName.withFault('sim/queue/queue-worker.js', search, replacement);
}

/** The name of the program's own built files. */
async function builtName(): Promise<string> {
  const { out } = await program.call(['work', '--queue', server.url, '--until-idle', '1ms']);
  return /built files ([0-9a-f]{16})/.exec(out)?.[1] ?? '';
}

/** The environment of a program whose production code does something at each of its polls. */
function planted(statement: string): Readonly<Record<string, string>> {
  const path = join(program.folder, `planted-${started.length}.mjs`);
  const here = (file: string): string => JSON.stringify(join(program.folder, file));
  writeFileSync(
    path,
    `import { readFileSync } from 'node:fs';
    import { GUARD } from ${here('sim/subject/guard/guard.js')};
    import { PRODUCTION } from ${here('sim/subject/production.js')};
    export const production = PRODUCTION;
    const { poll } = PRODUCTION.Observer.prototype;
    const act = () => { ${statement} };
    PRODUCTION.Observer.prototype.poll = function (...args) {
      GUARD.isUp = false;
      act();
      GUARD.isUp = true;
      return poll.apply(this, args);
    };
    void readFileSync;\n`,
  );
  return { VARTA_SIM_HARNESS_TEST_PRODUCTION: path };
}
