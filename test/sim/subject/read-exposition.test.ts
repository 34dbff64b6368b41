import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readExposition } from '../../../sim/subject/read-exposition.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

describe('readExposition()', () => {
  it('keeps lines that it has met, not the texts that they stood in', () => {
    const before = heapUsed();
    for (let at = 0; at < 100; at++) readExposition(`${'x'.repeat(100_000)}\na_line_met_once_${at} 1\n`);
    expect(heapUsed() - before).toBeLessThan(2_000_000);
  });
});
