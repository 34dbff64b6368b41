import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { callNode, type Said } from '../../../support/call-program.ts';
import { BuiltProgram } from '../../cli/built-program.ts';
import { SmallRepository, type Kind } from './small-repository.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const WAIT = { timeout: 20_000, interval: 20 };

let program: BuiltProgram;

beforeAll(() => {
  program = BuiltProgram.build();
}, 60_000);

afterAll(() => program.remove());

interface Answer {
  readonly exit: number;
  readonly change: string | null;
  readonly commit: { readonly hash: string; readonly subject: string; readonly authored: string; readonly files: readonly string[] } | null;
  readonly before: { readonly verdict: { readonly kind: string } };
  readonly since: { readonly verdict: { readonly kind: string } };
  readonly candidates: readonly string[];
  readonly tried: readonly {
    readonly hash: string;
    readonly verdict: { readonly kind: string; readonly why?: string };
    readonly isBuilt: boolean;
  }[];
  readonly builds: number;
}

function repositoryOf(kinds: readonly Kind[]): SmallRepository {
  const repository = new SmallRepository(kinds);
  onTestFinished(() => repository.remove());
  return repository;
}

type Whenever = NonNullable<Parameters<typeof callNode>[1]['whenBegun']>;

async function call(repository: SmallRepository, args: readonly string[], whenBegun?: Whenever): Promise<Said> {
  const main = join(program.folder, 'sim/cli/main.js');
  return callNode([main, 'bisect', repository.trace, ...args], {
    cwd: repository.folder,
    timeoutMs: 60_000,
    ...(whenBegun === undefined ? {} : { whenBegun }),
  });
}

async function answerOf(repository: SmallRepository, args: readonly string[]): Promise<Answer> {
  const { out, err } = await call(repository, [...args, '--json']);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Answer;
}

/** The change is made by number 7, and the first one that is looked at does not build. */
const MIXED: readonly Kind[] = Array.from({ length: 11 }, (_, at): Kind => {
  if (at === 5) return 'does not build';
  return at < 7 ? 'holds' : 'fails';
});

/** Processes whose folder or arguments are in `folder`. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

describe('bisect', () => {
  it('finds the commit that broke a trace, builds each program once, and leaves the checkout as it was', async () => {
    const repository = repositoryOf(MIXED);
    const cache = scratchFolder(onTestFinished);
    const before = repository.state();
    const first = await answerOf(repository, ['--good', repository.hashes[0], '--cache', cache]);
    expect(first).toMatchObject({ exit: 0, change: 'broke', commit: { hash: repository.hashes[7], subject: '7 fails' } });
    expect(first.commit?.authored).toBe('2023-11-15T00:20:20+02:00');
    expect(first.commit?.files).toEqual(['README.md', 'sim/main.ts']);
    expect([first.before.verdict.kind, first.since.verdict.kind]).toEqual(['holds', 'fails']);
    const reasons = first.tried.flatMap(({ verdict: { why } }) => why ?? []);
    expect(reasons).toEqual([expect.stringMatching(/^it does not build: sim\/main.ts.*TS2322/)]);
    expect(repository.state()).toBe(before);
    expect(readdirSync(cache).filter((name) => name.startsWith('building-'))).toEqual([]);
    // A second time everything is there but what does not build.
    const second = await answerOf(repository, ['--good', repository.hashes[0], '--cache', cache]);
    expect(second.commit).toEqual(first.commit);
    expect(second.builds).toBe(1);
  });

  it('finds the commit that mended it, with the names of the ends in either order, and takes equal programs for one', async () => {
    const kinds = Array.from({ length: 9 }, (_, at): Kind => (at < 3 ? 'fails' : 'changes a text'));
    const repository = repositoryOf(kinds);
    const cache = scratchFolder(onTestFinished);
    const [first, last] = [repository.hashes[0], repository.hashes[8]];
    const one = await answerOf(repository, ['--good', first, '--cache', cache]);
    expect(one).toMatchObject({ exit: 0, change: 'mended', commit: { hash: repository.hashes[3] } });
    expect(one.tried.length).toBeLessThanOrEqual(2 + 3);
    // From number 3 on all programs are the same one.
    expect(one.builds).toBe(one.tried.filter(({ verdict: { kind } }) => kind === 'fails').length + 1);
    const other = await answerOf(repository, ['--good', last, '--bad', first, '--cache', cache]);
    expect(other).toMatchObject({ change: 'mended', commit: { hash: repository.hashes[3] }, builds: 0 });
  });

  it('says what a revision that is killed, hangs or knows nothing of the trace has come to, and goes on', async () => {
    const repository = repositoryOf(['holds', 'is killed', 'hangs', 'knows nothing of it', 'fails']);
    const { out, code } = await call(repository, ['--good', 'HEAD~4', '--cache', scratchFolder(onTestFinished), '--timeout', '2s']);
    expect(out).toContain('skipped: its replay was ended by SIGKILL');
    expect(out).toContain('skipped: its replay took too long');
    expect(out).toContain('skipped: it cannot replay the trace: varta-sim: line 2: unknown key');
    expect(out).toContain('exit 14 · broke by one of 4 commits');
    expect(code).toBe(14);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s but builds that are whole', async (signal) => {
    const repository = repositoryOf(['holds', 'hangs', 'fails']);
    const cache = scratchFolder(onTestFinished);
    const before = repository.state();
    const said = await call(repository, ['--good', 'HEAD~2', '--cache', cache], (child) => {
      void vi.waitUntil(() => readdirSync(cache).filter((name) => name.length === 32).length === 3, WAIT).then(() => child.kill(signal));
    });
    expect(said.code).toBe(14);
    expect(said.out).toContain('exit 14 · interrupted: 2 commits are left');
    expect(readdirSync(cache).filter((name) => name.length !== 32)).toEqual([]);
    expect(processesIn(cache)).toEqual([]);
    expect(repository.state()).toBe(before);
  });

  it('ends its processes when it is killed itself, and the next one removes what was not whole', async () => {
    const repository = repositoryOf(['holds', 'hangs', 'fails']);
    const cache = scratchFolder(onTestFinished);
    const builds = (): number => readdirSync(cache).filter((name) => name.length === 32).length;
    const said = await call(repository, ['--good', 'HEAD~2', '--cache', cache], (child) => {
      // The slash: that of a build, not bisect itself.
      void vi
        .waitUntil(() => builds() === 3 && processesIn(`${cache}/`).length > 0, WAIT)
        .then(async () => sleep(100))
        .then(() => child.kill('SIGKILL'));
    });
    expect(said.code).toBeNull();
    await vi.waitUntil(() => processesIn(cache).length === 0, WAIT);
    expect(readdirSync(cache).some((name) => name.startsWith('building-'))).toBe(true);
    await answerOf(repository, ['--good', 'HEAD~2', '--cache', cache, '--timeout', '1s']);
    expect(readdirSync(cache).some((name) => name.startsWith('building-'))).toBe(false);
  });

  it.each([
    [['--good', 'HEAD'], /--good and --bad must be two commits, got [0-9a-f]{12} twice/],
    [['--good', 'nowhere'], /--good must name a commit of this repository, got "nowhere"/],
    [['--good', '--help-me'], /--good needs a value/],
    [['--good', 'HEAD~1', '--bad', '--all'], /--bad needs a value/],
    [[], /--good REV must be given/],
    [['--good', 'HEAD~1', '--cache', '/dev/null/a'], /builds cannot be kept in \/dev\/null\/a: /],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const repository = repositoryOf(['holds', 'fails']);
    const { code, out, err } = await call(repository, args);
    expect({ code, out }).toEqual({ code: 20, out: '' });
    expect(err).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(repository.folder, 'dist'))).toBe(false);
  });
});
