import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { OBSERVER_OPTION_LIST } from '../../../../sim/data/ops/observer-options.ts';
import { formatExpectedOp, formatOp, parseExpectedOp, parseOp } from '../../../../sim/data/ops/op-format.ts';
import { OP_KINDS } from '../../../../sim/data/ops/op.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { arbitraryOp } from '../../../../sim/library/fast-check/arbitrary-op.ts';
import { SAMPLE_LINES } from './sample-lines.ts';

function read(text: string): unknown {
  return parseOp(JSON.parse(text));
}

function refusalOf(text: string): string {
  const result = read(text);
  return isRefusal(result) ? result.refused : 'taken';
}

describe('parseOp() and formatOp()', () => {
  it('bring any operation back from its line', () => {
    fc.assert(
      fc.property(arbitraryOp, (op) => {
        expect(read(formatOp(op))).toStrictEqual(op);
      }),
      { numRuns: 1000 },
    );
  });

  it('have one line of each kind, its keys in the order of the format', () => {
    expect(SAMPLE_LINES.map((line) => (JSON.parse(line) as { op: string }).op)).toEqual(OP_KINDS);
    for (const line of SAMPLE_LINES) {
      const op = read(line);
      expect(isRefusal(op) ? op.refused : formatOp(op as never)).toBe(line);
    }
  });

  it('read hex in either case and write it in lower case', () => {
    const op = parseOp({ op: 'decode', bytes: 'FFaB' });
    expect(op).toEqual({ op: 'decode', bytes: Uint8Array.of(0xff, 0xab) });
    expect(formatOp(op as never)).toBe('{"op":"decode","bytes":"ffab"}');
  });

  it('read a minus zero as zero', () => {
    expect(read('{"op":"get","field":"ns","pid":-0}')).toStrictEqual({ op: 'get', field: 'ns', pid: 0 });
    expect(read('{"op":"settled","now":"0","live":[-0],"silent":[]}')).toStrictEqual({ op: 'settled', now: 0n, live: [0], silent: [] });
  });

  it('give an observer one listener where the line names none', () => {
    expect(read('{"op":"observer","threshold":"10000000"}')).toStrictEqual({ op: 'observer', threshold: 10_000_000n, listeners: 1 });
  });
});

describe('parseOp()', () => {
  it('answers any JSON with an operation or a sentence, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = parseOp(value);
        if (isRefusal(result)) expect(result.refused).toMatch(/^[^\n]{5,400}$/);
      }),
    );
  });

  it('never throws on an operation with one value replaced', () => {
    const broken = fc
      .constantFrom(...SAMPLE_LINES)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .chain((op) => fc.tuple(fc.constant(op), fc.constantFrom(...Object.keys(op)), fc.jsonValue()));
    fc.assert(
      fc.property(broken, ([op, key, value]) => {
        const result = parseOp({ ...op, [key]: value });
        if (isRefusal(result)) expect(result.refused).toMatch(/^[^\n]{5,400}$/);
        else expect(parseOp(JSON.parse(formatOp(result)))).toStrictEqual(result);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses every operation that lacks one of its keys', () => {
    const optional = ['listeners', ...OBSERVER_OPTION_LIST.map(({ name }) => name)].filter((name) => name !== 'threshold');
    for (const line of SAMPLE_LINES) {
      const op = JSON.parse(line) as Record<string, unknown>;
      for (const key of Object.keys(op)) {
        const { [key]: _, ...rest } = op;
        const result = parseOp(rest);
        if (op['op'] === 'observer' && optional.includes(key)) expect(isRefusal(result)).toBe(false);
        else expect(result).toEqual({ refused: expect.stringMatching(new RegExp(`^${key} is missing: it must be `)) as string });
      }
    }
  });

  it('refuses every operation that has one key more', () => {
    for (const line of SAMPLE_LINES) {
      const op = JSON.parse(line) as Record<string, unknown>;
      for (const key of ['extra', 'expect', '__proto__']) {
        const more = JSON.parse(`{"${key}":1,${line.slice(1)}`) as unknown;
        expect(parseOp(more)).toEqual({
          refused: expect.stringMatching(new RegExp(`^unknown key "${key}": ${String(op['op'])} takes op`)) as string,
        });
      }
    }
  });

  const u64 = 'a decimal string from 0 to 18446744073709551615';
  const u32 = 'an integer from 0 to 4294967295';
  const count = 'an integer from 0 to 9007199254740991';
  const kinds = 'one of new, record, drain, take, get, len, decode, encode, observer, datagram, socket, poll, metrics, settled, exposition';
  test.each([
    ['7', 'an operation must be a JSON object, got 7'],
    ['null', 'an operation must be a JSON object, got null'],
    ['[]', 'an operation must be a JSON object, got an array'],
    ['{}', `op is missing: it must be ${kinds}`],
    ['{"op":"toString"}', `unknown operation "toString": op must be ${kinds}`],
    ['{"op":["len"]}', `unknown operation an array: op must be ${kinds}`],
    ['{"op":"drain","now":5,"threshold":"1"}', `now must be ${u64}, got 5`],
    ['{"op":"drain","now":"-1","threshold":"1"}', `now must be ${u64}, got "-1"`],
    ['{"op":"drain","now":"+1","threshold":"1"}', `now must be ${u64}, got "+1"`],
    ['{"op":"drain","now":"01","threshold":"1"}', `now must be ${u64}, got "01"`],
    ['{"op":"drain","now":"1e3","threshold":"1"}', `now must be ${u64}, got "1e3"`],
    ['{"op":"drain","now":" 1","threshold":"1"}', `now must be ${u64}, got " 1"`],
    ['{"op":"drain","now":"1\\n","threshold":"1"}', `now must be ${u64}, got "1\\n"`],
    ['{"op":"drain","now":"","threshold":"1"}', `now must be ${u64}, got ""`],
    ['{"op":"drain","now":"0x1","threshold":"1"}', `now must be ${u64}, got "0x1"`],
    ['{"op":"drain","now":"18446744073709551616","threshold":"1"}', `now must be ${u64}, got "18446744073709551616"`],
    ['{"op":"drain","now":"1","threshold":null}', `threshold must be ${u64}, got null`],
    ['{"op":"drain","now":"1","treshold":"1"}', 'unknown key "treshold": drain takes op, now, threshold'],
    ['{"op":"get","field":"ns","pid":4294967296}', `pid must be ${u32}, got 4294967296`],
    ['{"op":"get","field":"ns","pid":-1}', `pid must be ${u32}, got -1`],
    ['{"op":"get","field":"ns","pid":1.5}', `pid must be ${u32}, got 1.5`],
    ['{"op":"get","field":"ns","pid":"7"}', `pid must be ${u32}, got "7"`],
    ['{"op":"get","field":"age","pid":7}', 'field must be one of last_ns, origin, ns, got "age"'],
    [
      '{"op":"take","counter":"evicted"}',
      'counter must be one of evictions, nonce_wraps, capacity_exceeded, origin_conflicts, namespace_conflicts, eviction_scan_truncated, invariant_violations, probe_exhausted, restarts, origin_takeovers, evicted_pid, got "evicted"',
    ],
    ['{"op":"new","capacity":-1,"policy":"strict","window":1}', `capacity must be ${count}, got -1`],
    ['{"op":"new","capacity":1,"policy":"strict","window":1e300}', `window must be ${count}, got 1e+300`],
    ['{"op":"new","capacity":1,"policy":"lenient","window":1}', 'policy must be one of strict, balanced, got "lenient"'],
    ['{"op":"decode","bytes":"abc"}', 'bytes must be a string of hex digits, two for each byte, got "abc"'],
    ['{"op":"decode","bytes":"zz"}', 'bytes must be a string of hex digits, two for each byte, got "zz"'],
    ['{"op":"decode","bytes":7}', 'bytes must be a string of hex digits, two for each byte, got 7'],
    ['{"op":"encode","frame":[]}', 'frame must be an object, got an array'],
    ['{"op":"encode","frame":{"status":"ok","pid":-2,"timestamp":"0","nonce":"1","payload":0}}', `frame.pid must be ${u32}, got -2`],
    [
      '{"op":"encode","frame":{"status":"ok","pid":2,"timestamp":"0","nonce":"1","payload":0,"crc":1}}',
      'unknown key "frame.crc": frame takes status, pid, timestamp, nonce, payload',
    ],
    ['{"op":"observer","threshold":"9999999"}', 'threshold must be at least "10000000", got "9999999"'],
    ['{"op":"observer","threshold":"10000000","listeners":65}', 'listeners must be an integer from 1 to 64, got 65'],
    ['{"op":"observer","threshold":"10000000","drain_interval":"0"}', 'drain_interval must be at least "1", got "0"'],
    ['{"op":"observer","threshold":"10000000","ns":4}', `ns must be null or ${u64}, got 4`],
    ['{"op":"observer","threshold":"10000000","allow_cross_namespace":1}', 'allow_cross_namespace must be true or false, got 1'],
    [
      '{"op":"observer","threshold":"10000000","per_pid_rate":199,"allow_tight_rate":false}',
      'per_pid_rate must be 0 or at least 200 for a threshold of "10000000", unless allow_tight_rate is true, got 199',
    ],
    [
      '{"op":"observer","threshold":"10000000","udp":{"origin":"kernel-attested"}}',
      'udp.origin must be one of network-unverified, operator-attested, got "kernel-attested"',
    ],
    ['{"op":"observer","threshold":"10000000","udp":null}', 'udp must be an object, got null'],
    ['{"op":"socket","now":"5","listener":64,"event":"open"}', 'listener must be an integer from 0 to 63, got 64'],
    [
      '{"op":"socket","now":"5","listener":0,"event":"ring"}',
      'event must be one of open, close, bound, failed, closed, error, stale, kernel-drop, got "ring"',
    ],
    ['{"op":"socket","now":"5","listener":0,"event":"kernel-drop"}', 'count is missing: it must be an integer from 1 to 4294967295'],
    ['{"op":"socket","now":"5","listener":0,"event":"open","count":1}', 'unknown key "count": socket takes op, now, listener, event'],
    ['{"op":"exposition","name":7,"type":"gauge","label":null,"text":"","value":"0","help":null}', 'name must be a string, got 7'],
    ['{"op":"exposition","name":"a","type":"gauge","label":7,"text":"","value":"0","help":null}', 'label must be null or a string, got 7'],
    [
      '{"op":"datagram","now":"5","listener":64,"origin":"kernel-attested","peer":7,"ns":null,"bytes":""}',
      'listener must be an integer from 0 to 63, got 64',
    ],
    [
      '{"op":"datagram","now":"5","listener":0,"origin":"hearsay","peer":7,"ns":null,"bytes":""}',
      'origin must be one of kernel-attested, network-unverified, operator-attested, socket-mode-only, got "hearsay"',
    ],
    [
      '{"op":"datagram","now":"5","listener":0,"origin":"kernel-attested","peer":"7","ns":null,"bytes":""}',
      `peer must be null or ${u32}, got "7"`,
    ],
    ['{"op":"settled","now":"9","live":7,"silent":[]}', 'live must be an array of integers from 0 to 4294967295, got 7'],
    ['{"op":"settled","now":"9","live":[],"silent":[1,-1]}', `silent[1] must be ${u32}, got -1`],
  ])('refuses %s', (text, sentence) => {
    expect(refusalOf(text)).toBe(sentence);
  });

  it('shows a long value by its start alone', () => {
    expect(refusalOf(`{"op":"poll","now":"${'7'.repeat(1000)}"}`)).toBe(`now must be ${u64}, got "${'7'.repeat(40)}…"`);
  });
});

describe('parseExpectedOp() and formatExpectedOp()', () => {
  it('carry the expected reply beside the operation', () => {
    const line = '{"op":"len","expect":{"value":1}}';
    const step = parseExpectedOp(JSON.parse(line));
    expect(step).toEqual({ op: { op: 'len' }, expect: { value: 1 } });
    expect(formatExpectedOp({ op: 'len' }, { value: 1 })).toBe(line);
  });

  it('tell a poll that surfaces nothing from one without expectation', () => {
    expect(parseExpectedOp({ op: 'poll', now: '1', expect: null })).toEqual({ op: { op: 'poll', now: 1n }, expect: null });
    expect(parseExpectedOp({ op: 'poll', now: '1' })).toEqual({ op: { op: 'poll', now: 1n }, expect: undefined });
    expect(formatExpectedOp({ op: 'poll', now: 1n }, null)).toBe('{"op":"poll","now":"1","expect":null}');
    expect(formatExpectedOp({ op: 'poll', now: 1n }, undefined)).toBe('{"op":"poll","now":"1"}');
  });

  it('refuse an expectation that is no object, or too deep to walk', () => {
    expect(parseExpectedOp({ op: 'len', expect: 1 })).toEqual({ refused: 'expect must be null or an object, got 1' });
    const deep = JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`) as unknown;
    expect(parseExpectedOp({ op: 'len', expect: deep })).toEqual({
      refused: 'expect must be a JSON value nested at most 32 deep, got an object',
    });
    const endless = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
    expect(isRefusal(parseExpectedOp({ op: 'len', expect: { a: endless } }))).toBe(true);
  });
});
