import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CorpusStart } from '../../../fuzz/engine/corpus-start.ts';
import { Features } from '../../../fuzz/engine/features.ts';
import { FuzzLoop } from '../../../fuzz/engine/fuzz-loop.ts';
import { KnownFeatures } from '../../../fuzz/engine/known-features.ts';
import type { FeatureListener } from '../../../fuzz/feature.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { columnsOf } from './columns-of.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = `${scratchFolder(afterAll)}/`;

const CORPUS = ['', 'a', 'bb', 'xyz', 'crash', 'many reports of it', 'bbb'].map((text) => Buffer.from(text));

/** Fuzzes a target that counts its bytes from a corpus on: what ran of the corpus, and what came of 200 inputs more. */
async function fuzz(key: string) {
  const columns = columnsOf(256);
  const features = new Features(columns, 256, 1);
  const heard: string[] = [];
  let listener: FeatureListener = () => {};
  const target = {
    name: 'counting',
    sentence: '',
    formatVersion: 1,
    lengthMax: 32,
    fuzz(bytes: Uint8Array): void {
      for (const byte of bytes) columns.hits[byte]++;
      columns.near[0] = bytes.length;
      columns.left[0] = bytes.length;
      columns.right[0] = bytes[0] ?? 0;
      // More values of one name than count.
      for (let value = 0; bytes.length > 16 && value < 300; value++) listener('length', value);
      if (bytes[0] === 0x63) throw new Error('c');
    },
  };
  const ran: string[] = [];
  const kept: string[] = [];
  const loop = new FuzzLoop({
    target,
    features,
    entropy: new SeededEntropy('1', 'known'),
    lengthMax: 32,
    listener: {
      begin: (input) => ran.push(Buffer.from(input).toString('latin1')),
      keep: (input) => kept.push(Buffer.from(input).toString('hex')),
      crash: (input) => heard.push(Buffer.from(input).toString('hex')),
    },
  });
  const start = new CorpusStart(loop, features, new KnownFeatures({ folder, key, hits: 256, comparisons: 1, files: [] }, 'counting'));
  listener = start.report;
  for (const input of CORPUS) if (!start.takeKnown(input)) start.run(input);
  const ranOfCorpus = ran.splice(0);
  await start.save();
  for (let run = 0; run < 200; run++) loop.next();
  // One of the corpus whose features were known runs when its operands are asked for.
  const made = ran.filter((input) => !CORPUS.some((known) => known.toString('latin1') === input));
  return { ranOfCorpus, came: { made, kept, heard, executions: loop.executions, features: features.count } };
}

describe('CorpusStart', () => {
  it('runs no input whose features are known of the same code, and comes to the same, input for input', async () => {
    const first = await fuzz('one');
    const again = await fuzz('one');
    expect(first.ranOfCorpus).toHaveLength(CORPUS.length);
    // What crashed is never known.
    expect(again.ranOfCorpus).toEqual(['crash']);
    expect(again.came).toEqual(first.came);
    const otherCode = await fuzz('two');
    expect(otherCode.ranOfCorpus).toEqual(first.ranOfCorpus);
  });

  it('runs all of them where what is known cannot be read', async () => {
    writeFileSync(join(folder, 'known-counting.json'), '{"key":"one"');
    expect((await fuzz('one')).ranOfCorpus).toHaveLength(CORPUS.length);
  });
});
