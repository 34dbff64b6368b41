import { expect, it } from 'vitest';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import { unwritable } from '../../../sim/data/write-whole.ts';

it.each([
  [new InfrastructureError('what is to be written cannot be read'), InfrastructureError],
  [Object.assign(new Error('full'), { code: 'ENOSPC' }), InfrastructureError],
  [Object.assign(new Error('a folder'), { code: 'EISDIR' }), UsageError],
])('blames the machine or the name of a file that cannot be written: %s', (cause, kind) => {
  for (const error of [cause, new Error('Cannot write it', { cause })]) expect(unwritable(error)).toBeInstanceOf(kind);
});
