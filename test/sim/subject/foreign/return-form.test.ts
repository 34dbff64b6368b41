import { expect, it } from 'vitest';
import { beat, drain, get, LEN, take } from '../../../../sim/conformance/clauses/clause.ts';
import { replyFault } from '../../../../sim/subject/foreign/reply-form.ts';
import { answerAll } from '../../../../sim/subject/foreign/answer-all.ts';

const STALL = { pid: 1, nonce: 1n, last: 2n, origin: 'kernel-attested', ns: null };

it.each([
  [beat(2, 1, 0), 'inserted', null],
  [beat(2, 1, 0), undefined, 'what record() returns must be a string, got undefined'],
  [drain(1), [STALL], null],
  [drain(1), 5, 'drain() must be an array, got the number 5'],
  [drain(1), [null], 'drain()[0] must be an object, got null'],
  [drain(1), [{ ...STALL, nonce: undefined }], 'drain()[0].nonce must be a bigint, got undefined'],
  [drain(1), [STALL, { ...STALL, ns: 3 }], 'drain()[1].ns must be a bigint or null, got the number 3'],
  [take('evictions'), 0n, null],
  [take('evictions'), 0, "what take('evictions') returns must be a bigint, got the number 0"],
  [take('evicted_pid'), null, null],
  [take('evicted_pid'), 3n, "what take('evicted_pid') returns must be a number or null, got the bigint 3"],
  [get('ns', 2), null, null],
  [get('origin', 2), undefined, null],
  [get('last_ns', 2), '7', 'what get(\'last_ns\') returns for a pid that is tracked must be a bigint, got the string "7"'],
  [LEN, 2, null],
  [LEN, 0n, 'what len() returns must be a number, got the bigint 0'],
  [LEN, 1.5, 'value must be an integer from 0 to 9007199254740991, got 1.5'],
] as const)('what a module returns from %o: %o', (op, value, fault) => {
  const { replies } = answerAll([op], () => value);
  expect(replyFault(op, JSON.parse(replies[0]))).toBe(fault);
});
