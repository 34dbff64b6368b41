import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUZZ_EXIT } from '../../fuzz/cli/exit.ts';
import { EXIT } from '../../sim/report/exit-code.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { render, withoutTimes } from './render.ts';
import { CommandRunner } from './run-command.ts';

/** Pages with console blocks and files: each shows what is there. README.md has a test of its own, which takes longer. */
const PAGES = ['docs/commands.md', 'docs/scenarios.md', 'docs/explore.md', 'docs/query.md'];

function pathOf(page: string): string {
  return fileURLToPath(new URL(`../../${page}`, import.meta.url));
}

function textOf(page: string): string {
  return readFileSync(pathOf(page), 'utf8');
}

describe('the pages', () => {
  let runner: CommandRunner;
  beforeAll(() => {
    runner = new CommandRunner();
  }, 120_000);
  afterAll(() => runner.close());

  it.each(PAGES)(
    '%s shows what its commands print and what its files say (npm run readme brings it up to date)',
    async (page) => {
      const real = render(textOf(page), { file: textOf, output: (command, around) => runner.output(command, around) });
      await expect(real).toMatchFileSnapshot(pathOf(page));
    },
    300_000,
  );

  it('name every exit code', () => {
    const cells = [...textOf('docs/commands.md').matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].flatMap(([, codes]) =>
      codes.split(', ').map(Number),
    );
    // That of the compiler, and those of SIGHUP, SIGINT, SIGABRT, SIGKILL and SIGTERM as a shell has them.
    const codes = new Set([...Object.values(EXIT), ...Object.values(FUZZ_EXIT), 2, 129, 130, 134, 137, 143]);
    expect([...cells].sort((a, b) => a - b)).toEqual([...codes].sort((a, b) => a - b));
  });

  it('name the scenarios by their number', () => {
    expect(textOf('README.md')).toContain(`${SCENARIOS.length} scenarios`);
  });

  it('are short where everybody starts, and all in the index', () => {
    expect(textOf('README.md').split('\n').length - 1).toBeLessThanOrEqual(200);
    const index = textOf('docs/README.md');
    for (const page of readdirSync(pathOf('docs')).filter((name) => name.endsWith('.md')))
      if (page !== 'README.md') expect(index).toContain(`](${page})`);
  });

  it('link to pages and headings that are there', () => {
    const docs = readdirSync(pathOf('docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`);
    const pages = [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      ...docs.filter((name) => /^docs\/(?!api).*\.md$/.test(name)),
    ];
    const broken = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
        .filter(([, target, heading]) => {
          const linked = target === '' ? page : join(dirname(page), target);
          return !existsSync(pathOf(linked)) || (heading !== undefined && !headingsOf(linked).includes(heading));
        })
        .map(([link]) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

/** The names of a page's headings in addresses, as GitHub makes them. */
function headingsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('render()', () => {
  const sources = { file: () => 'const a = 1;\n', output: (command: string) => `${command} ran in 9.9 s\n` };

  it('puts files and output where they belong', () => {
    const text = '<!-- file: a.ts -->\n\n```ts\nold\n```\n\n```console\n$ one\nold\n$ two\n```\n';
    expect(render(text, sources)).toBe(
      '<!-- file: a.ts -->\n\n```ts\nconst a = 1;\n```\n\n```console\n$ one\none ran in 9.9 s\n$ two\ntwo ran in 9.9 s\n```\n',
    );
  });

  it('fills a file where the page has none yet', () => {
    expect(render('<!-- file: a.ts -->\n```ts\n```\nend', sources)).toBe('<!-- file: a.ts -->\n```ts\nconst a = 1;\n```\nend');
  });

  it('replays the finding that was printed last', () => {
    const output = (command: string): string => (command === 'run' ? 'replay: npm run replay -- findings/new.ndjson' : command);
    const text = '```console\n$ run\n$ npm run replay -- findings/old.ndjson\n```\n';
    expect(render(text, { ...sources, output })).toContain(
      '$ npm run replay -- findings/new.ndjson\nnpm run replay -- findings/new.ndjson\n',
    );
  });

  it('leaves alone what differs in time only', () => {
    const text = '```console\n$ one\none ran in 1.2 s\n```\n';
    expect(render(text, sources)).toBe(text);
  });
});

describe('withoutTimes()', () => {
  it('hides what the machine decides, and nothing else', () => {
    expect(withoutTimes('5 steps in 11.3 s · 2 workers\n')).toBe(withoutTimes('5 steps in 0.1 s · 64 workers'));
    expect(withoutTimes('5 steps in 11.3 s')).not.toBe(withoutTimes('6 steps in 11.3 s'));
  });
});
