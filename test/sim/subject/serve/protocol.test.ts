import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Protocol } from '../../../../sim/subject/serve/protocol.ts';
import { formatOp } from '../../../../sim/data/ops/op-format.ts';
import { arbitraryOp } from '../../../../sim/library/fast-check/arbitrary-op.ts';
import { anyText } from '../../../../sim/library/fast-check/any-text.ts';
import { SAMPLE_LINES } from '../../data/ops/sample-lines.ts';

/** The replies to these lines in a new session. */
function session(...lines: string[]): (string | null)[] {
  const protocol = new Protocol();
  return lines.map((line) => protocol.answer(line));
}

const NEW = '{"op":"new","capacity":1,"policy":"strict","window":1}';
const OK = '{"ok":true}';

function record(pid: number, nonce: number, now: number): string {
  return `{"op":"record","pid":${pid},"nonce":"${nonce}","status":"ok","now":"${now}","threshold":"100","origin":"kernel-attested","ns":null}`;
}

describe('Protocol.answer()', () => {
  it('answers each tracker operation as the format says', () => {
    const frame = '{"status":"ok","pid":2,"timestamp":"0","nonce":"1","payload":0}';
    const [encoded] = session(`{"op":"encode","frame":${frame}}`);
    const { bytes } = JSON.parse(encoded ?? '') as { bytes: string };
    expect(
      session(
        NEW,
        record(7, 1, 0),
        record(7, 1, 1),
        record(8, 1, 1),
        '{"op":"get","field":"last_ns","pid":7}',
        '{"op":"get","field":"origin","pid":7}',
        '{"op":"get","field":"ns","pid":7}',
        '{"op":"get","field":"ns","pid":8}',
        '{"op":"drain","now":"200","threshold":"100"}',
        '{"op":"drain","now":"200","threshold":"100"}',
        record(8, 1, 5000),
        '{"op":"take","counter":"evictions"}',
        '{"op":"take","counter":"evictions"}',
        '{"op":"take","counter":"evicted_pid"}',
        '{"op":"take","counter":"evicted_pid"}',
        '{"op":"take","counter":"capacity_exceeded"}',
        '{"op":"len"}',
        `{"op":"decode","bytes":"${bytes}"}`,
        '{"op":"decode","bytes":"56"}',
      ),
    ).toEqual([
      OK,
      '{"update":"inserted"}',
      '{"update":"out-of-order"}',
      '{"update":"capacity-exceeded"}',
      '{"tracked":true,"value":"0"}',
      '{"tracked":true,"value":"kernel-attested"}',
      '{"tracked":true,"value":null}',
      '{"tracked":false}',
      '{"stalls":[{"pid":7,"nonce":"1","last":"0","origin":"kernel-attested","ns":null}]}',
      '{"stalls":[]}',
      '{"update":"inserted"}',
      '{"value":"1"}',
      '{"value":"0"}',
      '{"value":7}',
      '{"value":null}',
      '{"value":"1"}',
      '{"value":1}',
      `{"frame":${frame}}`,
      '{"refused":"bad-length"}',
    ]);
  });

  it('reads each counter under its own name', () => {
    const beat = (nonce: string, origin: string, ns: string): string =>
      `{"op":"record","pid":7,"nonce":"${nonce}","status":"ok","now":"0","threshold":"100","origin":"${origin}","ns":${ns}}`;
    const takes = [
      'nonce_wraps',
      'origin_conflicts',
      'namespace_conflicts',
      'eviction_scan_truncated',
      'capacity_exceeded',
      'evictions',
      'invariant_violations',
      'probe_exhausted',
    ];
    const replies = session(
      NEW,
      beat('18446744073709551615', 'kernel-attested', '"5"'),
      beat('1', 'kernel-attested', '"5"'),
      ...Array.from({ length: 2 }, () => beat('2', 'socket-mode-only', '"5"')),
      ...Array.from({ length: 3 }, () => beat('2', 'kernel-attested', '"6"')),
      ...Array.from({ length: 4 }, () => record(8, 1, 1)),
      ...takes.map((counter) => `{"op":"take","counter":"${counter}"}`),
    );
    expect(replies.slice(-takes.length).map((reply) => (JSON.parse(reply ?? '') as { value: string }).value)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '4',
      '0',
      '0',
      '0',
    ]);
  });

  it('wants new before anything that needs a tracker, and starts over at a later new', () => {
    expect(session('{"op":"len"}', '{"op":"decode","bytes":""}', NEW, record(7, 1, 0), '{"op":"len"}', NEW, '{"op":"len"}')).toEqual([
      '{"error":"there is no tracker for len: a session begins with new"}',
      '{"refused":"bad-length"}',
      OK,
      '{"update":"inserted"}',
      '{"value":1}',
      OK,
      '{"value":0}',
    ]);
  });

  it('clamps a capacity above the maximum', () => {
    expect(session('{"op":"new","capacity":9007199254740991,"policy":"balanced","window":0}')).toEqual([OK]);
  });

  test.each([
    ['nonsense', 'the line is not JSON, got "nonsense"'],
    [
      '{"op":"shout"}',
      'unknown operation "shout": op must be one of new, record, drain, take, get, len, decode, encode, observer, datagram, socket, poll, metrics, settled, exposition',
    ],
    ['{"op":"new","capacity":1,"policy":"strict"}', 'window is missing: it must be an integer from 0 to 9007199254740991'],
    ['{"op":"get","field":"ns","pid":-7}', 'pid must be an integer from 0 to 4294967295, got -7'],
    ['{"op":"poll","now":"1"}', 'serve speaks tracker operations only, got poll'],
    ['{"op":"metrics"}', 'serve speaks tracker operations only, got metrics'],
    [
      '{"trace":1}',
      `op is missing: it must be one of new, record, drain, take, get, len, decode, encode, observer, datagram, socket, poll, metrics, settled, exposition`,
    ],
  ])('answers %s with an error and keeps the tracker', (line, error) => {
    expect(session(NEW, record(7, 1, 0), line, '{"op":"len"}')).toEqual([
      OK,
      '{"update":"inserted"}',
      JSON.stringify({ error }),
      '{"value":1}',
    ]);
  });

  it('takes a trace: its header gets no reply, and what it expects is not compared', () => {
    expect(session('', '{"trace":1,"name":"n"}', NEW, '{"op":"len","expect":{"value":77}}')).toEqual([null, null, OK, '{"value":0}']);
    expect(session('{"trace":2}', NEW)).toEqual(['{"error":"trace version 2 is not supported: it must be 1"}', OK]);
  });

  it('passes over blank lines and carriage returns', () => {
    expect(session(`${NEW}\r`, '\r', ' \t', '{"op":"len"}\r')).toEqual([OK, null, null, '{"value":0}']);
  });

  it('gives any operation one line of JSON', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOp), (ops) => {
        for (const reply of session(NEW, ...ops.map(formatOp))) {
          expect(reply).not.toContain('\n');
          expect(JSON.parse(reply ?? '')).toBeTypeOf('object');
        }
      }),
    );
  });

  it('never throws, whatever the line', () => {
    const protocol = new Protocol();
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json(), fc.constantFrom(...SAMPLE_LINES)), (line) => {
        const reply = protocol.answer(line);
        if (reply !== null) expect(JSON.parse(reply)).toBeTypeOf('object');
      }),
      { numRuns: 1000 },
    );
  });
});
