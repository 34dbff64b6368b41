import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatOp } from '../../sim/data/ops/op-format.ts';
import { readFrameInput } from '../../fuzz/format/frame-format.ts';
import { trackerSteps } from '../../fuzz/format/tracker-format.ts';
import { SCENARIO_TEXT } from '../../fuzz/format/scenario-tokens.ts';
import { TRACE_TEXT } from '../../fuzz/format/trace-tokens.ts';
import { TARGETS } from '../../fuzz/targets/index.ts';
import type { FuzzTarget } from '../../fuzz/targets/target.ts';
import { readIndexInput } from '../fuzz/format/index-ops.ts';
import { corpusInputs } from '../fuzz/targets/corpus-inputs.ts';

function plain(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}

/**
 * What an input stands for, as text. A world is left out: its bytes are the chance that the generators draw from, and mean
 * something else with every change to these.
 */
const MEANINGS: Readonly<Record<string, (bytes: Uint8Array, target: FuzzTarget) => string>> = {
  'frame-decode': operations,
  'frame-roundtrip': (bytes) => plain(readFrameInput(bytes)),
  'bounded-index': (bytes) => {
    const { capacity, ops } = readIndexInput(bytes);
    return plain([capacity, ...ops]);
  },
  'tracker-ops': (bytes) => Array.from(trackerSteps(bytes), (step) => (step.op !== undefined ? formatOp(step) : plain(step))).join('\n'),
  'observer-stream': operations,
  'trace-file': (bytes) => Buffer.from(TRACE_TEXT.read(bytes)).toString('latin1'),
  'scenario-file': (bytes) => Buffer.from(SCENARIO_TEXT.read(bytes)).toString('latin1'),
};

function operations(bytes: Uint8Array, target: FuzzTarget): string {
  return (target.toOps?.(bytes) ?? []).map((op) => formatOp(op)).join('\n');
}

describe('the meaning of the committed inputs', () => {
  it('is told of every target but the world', () => {
    expect([...Object.keys(MEANINGS), 'world'].sort((a, b) => (a < b ? -1 : 1))).toEqual(
      TARGETS.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1)),
    );
  });

  // Inputs may come and go: then this file is written anew with `npx vitest run test/corpus --update`. A line that changes
  // otherwise means that a format does, and its version has to rise.
  it('is what it was when they were committed', async () => {
    const lines = TARGETS.filter(({ name }) => name in MEANINGS).flatMap((target) =>
      corpusInputs(target.name).map(({ name, bytes }) => {
        const meaning = createHash('sha256').update(MEANINGS[target.name](bytes, target)).digest('hex').slice(0, 8);
        return `${target.name} ${target.formatVersion} ${name} ${meaning}\n`;
      }),
    );
    await expect(lines.join('')).toMatchFileSnapshot('fuzz-meaning.txt');
  });
});
