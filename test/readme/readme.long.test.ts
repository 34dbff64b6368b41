import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { render } from './render.ts';
import { CommandRunner } from './run-command.ts';

const textOf = (page: string): string => readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');

describe('README.md', () => {
  let runner: CommandRunner;
  beforeAll(() => {
    runner = new CommandRunner();
  }, 120_000);
  afterAll(() => runner.close());

  it('shows what its commands print and what its files say (npm run readme brings it up to date)', async () => {
    const real = render(textOf('README.md'), { file: textOf, output: (command, around) => runner.output(command, around) });
    await expect(real).toMatchFileSnapshot(fileURLToPath(new URL('../../README.md', import.meta.url)));
  }, 300_000);
});
