import { describe, expect, it } from 'vitest';
import { programLine, starterOf } from '../../../../sim/data/command-line/program-line.ts';

describe('programLine()', () => {
  it('names a script in the checkout of this project', () => {
    expect(programLine('run')).toBe('npm run sim --');
    expect(programLine('keep')).toBe('npm run -s varta-sim -- keep');
  });
});

describe('starterOf()', () => {
  it.each<readonly [string, string, string]>([
    ['node_modules/.bin/varta-sim', 'npm/10.9.0 node/v22', 'npx varta-sim'],
    ['node_modules/.bin/varta-sim', '', 'npx varta-sim'],
    ['node_modules/.bin/varta-sim', 'pnpm/9.1.0 npm/? node/v22', 'pnpm exec varta-sim'],
    ['node_modules/varta-sim/dist/fuzz/varta-sim.js', 'yarn/4.0.0', 'yarn varta-sim'],
    ['usr/local/bin/varta-sim', '', 'varta-sim'],
    ['node_modules/vitest/vitest.mjs', '', 'npx varta-sim'],
  ])('takes %s under %j for %s', (started, agent, expected) => {
    expect(starterOf(started, agent)).toBe(expected);
  });
});
