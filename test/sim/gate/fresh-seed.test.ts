import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seedFault } from '../../../sim/campaign/seeds.ts';
import { freshSeed } from '../../../sim/gate/fresh-seed.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

function tree(files: Readonly<Record<string, string>>): string {
  const root = scratchFolder(onTestFinished);
  for (const room of ['src', 'sim/deep']) mkdirSync(join(root, room), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

describe('freshSeed()', () => {
  it('is the commit where there is one', () => {
    expect(freshSeed('nowhere', '3cd823e1a0b2')).toEqual({ seed: '3cd823e1a0b2', origin: 'commit 3cd823e1a0b2' });
  });

  it('is drawn from names and bytes of the code where there is none: the same for the same, another for anything else', () => {
    const files = { 'src/a.ts': 'a', 'sim/deep/b.ts': 'b' };
    const seedOf = (more: Readonly<Record<string, string>>): string => freshSeed(tree({ ...files, ...more }), '').seed;
    const { seed, origin } = freshSeed(tree(files), '');
    expect([seedFault(seed), seedOf({}), seedOf({ 'src/notes.md': 'x' })]).toEqual([null, seed, seed]);
    expect(origin).toContain('--commit');
    const others = [seedOf({ 'src/a.ts': 'A' }), seedOf({ 'src/c.ts': '' }), seedOf({ 'sim/deep/b.ts': 'B' })];
    expect(new Set([seed, ...others]).size).toBe(4);
  });
});
