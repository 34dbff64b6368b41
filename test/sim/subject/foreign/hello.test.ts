import { describe, expect, it } from 'vitest';
import type { NewOp, ObserverOp } from '../../../../sim/data/ops/op.ts';
import {
  assumedHello,
  EXTRA_OPTION_NAMES,
  type Hello,
  lackingOption,
  lackingOptions,
  newOf,
  ownHello,
  parseHello,
  supports,
  withoutExtras,
} from '../../../../sim/subject/foreign/hello.ts';

const NEW: NewOp = { op: 'new', capacity: 4, policy: 'strict', window: 8 };
const OBSERVER: ObserverOp = { op: 'observer', threshold: 10_000_000n, listeners: 1, last_words: true, restart_after_stall: 'attested' };
const OLD = assumedHello('old');

describe('parseHello', () => {
  it('reads what our own tracker says of itself', () => {
    expect(parseHello(JSON.parse(JSON.stringify(ownHello('0.1.0'))))).toEqual(ownHello('0.1.0'));
  });

  it('fills in what may be left out', () => {
    expect(parseHello({ protocol: 1, name: 'x', limits: { capacity: 4096 } })).toMatchObject({
      language: 'unknown',
      version: 'unknown',
      options: [],
    });
  });

  it.each([
    [null, /hello must be a JSON object, got null/],
    [{ protocol: 2, name: 'x' }, /hello\.protocol must be an integer from 1 to 1, got 2/],
    [{ protocol: 1 }, /hello\.name is missing/],
    [{ protocol: 1, name: 'x', operations: ['new', 'record'] }, /must have new, record, drain, and drain is missing/],
    [{ protocol: 1, name: 'x', operations: ['new', 'record', 'drain', 'poll'] }, /hello\.operations must be an array of .*, got "poll"/],
    [{ protocol: 1, name: 'x', counters: ['evicted'] }, /hello\.counters must be an array of .*, got "evicted"/],
    [{ protocol: 1, name: 'x', options: 'last_words' }, /hello\.options must be an array/],
    [{ protocol: 1, name: 'x', operation: [] }, /unknown key "hello\.operation"/],
  ])('refuses %j', (value, message) => {
    expect(parseHello(value)).toEqual({ refused: expect.stringMatching(message) as unknown });
  });
});

describe('extra options', () => {
  it('are taken back where the tracker does not have them, and nothing else is', () => {
    expect(withoutExtras(OBSERVER, ownHello('1'))).toBe(OBSERVER);
    expect(withoutExtras(OBSERVER, OLD)).toEqual({
      ...OBSERVER,
      last_words: false,
      restart_after_stall: 'never',
      pin_generation: false,
      origin_takeover: false,
      index_key: null,
    });
    expect(withoutExtras(NEW, OLD)).toBe(NEW);
    expect(withoutExtras({ op: 'len' }, OLD)).toEqual({ op: 'len' });
  });

  it('are lacking alone where they are on', () => {
    expect(lackingOption(OBSERVER, OLD)).toBe('restart_after_stall');
    expect(lackingOption({ ...NEW, last_words: false, index_key: null }, OLD)).toBeNull();
    expect(lackingOption({ ...NEW, index_key: 0n }, OLD)).toBe('index_key');
    expect(lackingOptions(OLD)).toEqual(EXTRA_OPTION_NAMES);
    expect(lackingOptions(ownHello('1'))).toEqual([]);
  });

  it('stand in the new of an observer’s tracker only where they say something', () => {
    const defaults = { capacity: 256, policy: 'strict', window: 256 } as const;
    expect(newOf(OBSERVER, defaults)).toEqual({ op: 'new', ...defaults, restart_after_stall: 'attested', last_words: true });
    expect(newOf({ ...NEW, pin_generation: false }, defaults)).toEqual(NEW);
  });
});

describe('supports', () => {
  it('asks for the kind of operation, and for the counter', () => {
    const hello: Hello = { ...OLD, operations: ['new', 'record', 'drain', 'take'], counters: ['evictions'] };
    expect(supports(hello, { op: 'take', counter: 'evictions' })).toBe(true);
    expect(supports(hello, { op: 'take', counter: 'nonce_wraps' })).toBe(false);
    expect(supports(hello, { op: 'len' })).toBe(false);
  });
});
