import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { beat, drain, get, LEN, table, take } from '../../../../sim/conformance/clauses/clause.ts';
import { UsageError } from '../../../../sim/data/command-line/usage-error.ts';
import { openModule } from '../../../../sim/subject/foreign/open-module.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
let number = 0;

function moduleOf(text: string): string {
  const path = join(folder, `${number++}.mjs`);
  writeFileSync(path, text);
  return path;
}

/** A module whose tracker has these methods. */
function trackerOf(methods: string, rest = ''): string {
  return moduleOf(
    `export const tracker = { name: 'x', create: () => ({ record: () => 'inserted', drain: () => [], ${methods} }), ${rest} };`,
  );
}

describe('openModule', () => {
  it.each([
    ['one that is not there', join(folder, 'none.mjs'), /^there is no file .*none\.mjs$/],
    ['one that does not parse', moduleOf('export const ='), /cannot be loaded: /],
    ['one that throws', moduleOf('throw new Error("not today")'), /cannot be loaded: Error: not today/],
    ['one without a tracker', moduleOf('export const other = 1'), /must export an object named tracker, got undefined/],
    ['one without create', moduleOf('export const tracker = { name: "x" }'), /tracker\.create must be a function/],
    ['one whose create throws', moduleOf('export const tracker = { create() { throw 7 } }'), /tracker\.create\(.*\) threw/],
    [
      'one without drain',
      moduleOf('export const tracker = { create: () => ({ record() {} }) }'),
      /must have a method drain, got undefined/,
    ],
    ['one without a name', moduleOf('export const tracker = { create: () => ({ record() {}, drain() {} }) }'), /tracker\.name is missing/],
    ['one with a key that is misspelt', trackerOf('', 'counter: []'), /tracker has no key "counter"; there are .*counters/],
    ['one with an unknown counter', trackerOf('', 'counters: ["beats"]'), /tracker\.counters must be an array/],
    ['one of a later version', trackerOf('', 'protocol: 2'), /tracker\.protocol must be an integer from 1 to 1, got 2/],
  ])('refuses %s with a sentence', async (_, path, message) => {
    const opening = openModule(path);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(message);
  });

  it('says what it does not offer', async () => {
    const { hello } = await openModule(trackerOf('len: () => 1'));
    expect(hello.operations).toEqual(['new', 'record', 'drain', 'len']);
    expect(hello.options).toEqual([]);
  });
});

describe('a module’s replies', () => {
  it.each([
    ['nothing', 'record: () => undefined', beat(2, 1, 0)],
    ['a text for stalls', 'drain: () => "none"', drain(0)],
    ['a stall without parts', 'drain: () => [{}]', drain(0)],
    ['null for stalls', 'drain: () => null', drain(0)],
    ['a number for a counter', 'take: () => 3', take('evictions')],
    ['a symbol', 'take: () => Symbol("x")', take('evictions')],
    ['a function', 'len: () => () => 1', LEN],
    ['a fraction', 'len: () => 1.5', LEN],
    ['a negative bigint', 'get: () => -1n', get('last_ns', 2)],
  ])('are judged where they are %s', async (_, methods, op) => {
    const { replyFault } = await import('../../../../sim/subject/foreign/reply-form.ts');
    const connection = await openModule(trackerOf(methods));
    const { replies, fault } = connection.submit([table(1), op])();
    expect(fault).toBeNull();
    expect(replies[0]).toBe('{"ok":true}');
    expect(replyFault(op, JSON.parse(replies[1]))).not.toBeNull();
  });

  it.each(['throw new RangeError("boom")', 'throw null', 'throw { get message() { throw 1 } }', 'return this.record()'])(
    'are a fault where it does: %s',
    async (body) => {
      const connection = await openModule(trackerOf(`record() { ${body} }`));
      const { replies, fault } = connection.submit([table(1), beat(2, 1, 0), LEN])();
      expect(replies).toEqual(['{"ok":true}']);
      expect(fault).toMatchObject({ rule: 'keeps-running', got: expect.stringMatching(/^it threw /) as unknown });
    },
  );
});
