import { expect, it } from 'vitest';
import { beat, drain, get, LEN, take } from '../../../../sim/conformance/clauses/clause.ts';
import { replyFault } from '../../../../sim/subject/foreign/reply-form.ts';
import { answerAll } from '../../../../sim/subject/foreign/answer-all.ts';

const STALL = { pid: 1, nonce: 1n, last: 2n, origin: 'kernel-attested', ns: null };

it.each([
  [beat(2, 1, 0), 'inserted', null],
  [beat(2, 1, 0), undefined, 'record() must return a string, got undefined'],
  [drain(1), [STALL], null],
  [drain(1), 5, 'drain() must return an array, got 5'],
  [drain(1), [null], 'drain()[0] must be an object, got null'],
  [drain(1), [{ ...STALL, nonce: undefined }], 'drain()[0].nonce must be a bigint, got undefined'],
  [drain(1), [STALL, { ...STALL, ns: 3 }], 'drain()[1].ns must be a bigint or null, got 3'],
  [take('evictions'), 0n, null],
  [take('evictions'), 0, "take('evictions') must return a bigint, got 0"],
  [take('evicted_pid'), null, null],
  [take('evicted_pid'), 3n, "take('evicted_pid') must return a number or null, got 3n"],
  [get('ns', 2), null, null],
  [get('origin', 2), undefined, null],
  [get('last_ns', 2), '7', 'get(\'last_ns\') must return a bigint or undefined, got "7"'],
  [LEN, 2, null],
  [LEN, 0n, 'len() must return a number, got 0n'],
  [LEN, 1.5, 'value must be an integer from 0 to 9007199254740991, got 1.5'],
] as const)('what a module returns from %o: %o', (op, value, fault) => {
  const { replies } = answerAll([op], () => value);
  expect(replyFault(op, JSON.parse(replies[0]))).toBe(fault);
});
