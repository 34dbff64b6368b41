import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { render } from './render.ts';
import { CommandRunner } from './run-command.ts';

const PAGE = fileURLToPath(new URL('../../docs/locate.md', import.meta.url));

it('docs/locate.md shows what its commands print (npm run readme brings it up to date)', async () => {
  const runner = new CommandRunner();
  try {
    const real = render(readFileSync(PAGE, 'utf8'), {
      file: (path) => readFileSync(path, 'utf8'),
      output: (command, around) => runner.output(command, around),
    });
    await expect(real).toMatchFileSnapshot(PAGE);
  } finally {
    runner.close();
  }
}, 300_000);
