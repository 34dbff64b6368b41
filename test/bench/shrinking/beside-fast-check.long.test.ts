import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shrunkByBoth } from './beside-fast-check.ts';

const COMPILED = join(import.meta.dirname, '../../../dist');

it('gives null for a bug that does not come up', async () => {
  expect(await shrunkByBoth({ name: 'none', sentence: 'there is none', edits: [] }, COMPILED)).toBeNull();
}, 60_000);
