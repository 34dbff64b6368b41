import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { MUTANTS } from '../../sim/zoo/mutants.ts';

const FOLDER = join(import.meta.dirname, '../../.github/workflows');

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly (string | number)[]>> };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

function read(name: string): Workflow {
  const document = parseDocument(readFileSync(join(FOLDER, name), 'utf8'), { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as Workflow;
}

function commandsOf({ steps }: Job): string {
  return steps.map(({ run }) => run ?? '').join('\n');
}

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  it('is YAML in which every job has its steps and its end in time, and no step is half', () => {
    const { on, permissions, jobs } = read(name);
    expect([Object.keys(on).length > 0, permissions['contents']]).toEqual([true, 'read']);
    for (const [job, { steps, 'timeout-minutes': minutes }] of Object.entries(jobs)) {
      expect([job, minutes]).toEqual([job, expect.any(Number)]);
      for (const { run, uses } of steps) expect([job, (run === undefined) !== (uses === undefined)]).toEqual([job, true]);
    }
  });

  it('installs before it runs a script, and pins every action to a version', () => {
    for (const job of Object.values(read(name).jobs)) {
      const commands = commandsOf(job);
      if (commands.includes('npm run')) expect(commands.indexOf('npm ci')).toBeLessThan(commands.indexOf('npm run'));
      if (commands.includes('npm run')) expect(commands).toContain('npm ci');
      for (const { uses } of job.steps) expect(uses ?? 'a@v1').toMatch(/^[\w./-]+@v\d+$/);
    }
  });

  it('needs only jobs that there are', () => {
    const { jobs } = read(name);
    for (const { needs = [] } of Object.values(jobs)) for (const need of [needs].flat()) expect(Object.keys(jobs)).toContain(need);
  });
});

describe('verify.yml', () => {
  it('runs the gate on every change and every version of Node that is promised', () => {
    const { on, jobs } = read('verify.yml');
    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    expect(jobs['verify'].strategy?.matrix).toEqual({ node: ['20', '22', '24'] });
    expect(commandsOf(jobs['verify'])).toContain('npm run verify');
  });
});

describe('nightly.yml', () => {
  const { on, jobs } = read('nightly.yml');

  it('runs by itself every day', () => expect(on).toHaveProperty('schedule', [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }]));

  it('has as many shards as it says', () => {
    const shards = jobs['shard'].strategy?.matrix['shard'] ?? [];
    expect(shards).toEqual(Array.from({ length: shards.length }, (_, at) => at + 1));
    expect(commandsOf(jobs['shard'])).toContain(`--shard \${{ matrix.shard }}/${shards.length} `);
  });

  it('is green only if every job was', () => {
    const { needs, if: when } = jobs['verdict'];
    const others = Object.keys(jobs).filter((name) => name !== 'verdict');
    expect([needs, when]).toEqual([others, 'always()']);
    expect(commandsOf(jobs['verdict'])).toContain(`'${others.map(() => 'success').join(' ')}'`);
  });

  it('runs the longest tests, which no other workflow does', () => expect(commandsOf(jobs['tests'])).toContain('npm run test:all'));

  it('plants a bug that there is', () => {
    const name = /--only (\S+)/.exec(commandsOf(jobs['canary']))?.[1];
    expect(MUTANTS.map((mutant) => mutant.name)).toContain(name);
  });
});
