import type { Frame } from '../../../src/index.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { toHex } from '../../data/ops/fields.ts';
import type { DomainForm } from '../domain-form.ts';

const FRAME: Frame = { status: 'ok', pid: 2, timestamp: 1n, nonce: 1n, payload: 0 };

function hex(change: Partial<Frame> = {}): string {
  return toHex(encodeModelFrame({ ...FRAME, ...change }));
}

/** The frame with one byte replaced; its checksum does not hold any more. */
function damaged(at: number, byte: string, text = hex()): string {
  return text.slice(0, 2 * at) + byte + text.slice(2 * at + 2);
}

const U64_MAX = '18446744073709551615';

/** What decoding refuses, each reason alone and each beside the next. */
export const CODEC: DomainForm = {
  domain: 'codec',
  about: 'frames at every bound of every field, whole, damaged, cut and too long',
  depth: 3,
  starts: [{ op: 'new', capacity: 0, policy: 'strict', window: 1 }],
  operations: [
    {
      op: 'decode',
      bytes: [
        '',
        hex(),
        hex().slice(0, -2),
        `${hex()}00`,
        damaged(0, '00'),
        damaged(1, '00'),
        damaged(2, '01'),
        damaged(2, '01', damaged(0, '00')),
        damaged(3, '04'),
        damaged(7, '01'),
        damaged(24, '01'),
        damaged(31, '00'),
        hex({ status: 'degraded' }),
        hex({ status: 'critical' }),
        hex({ status: 'stall' }),
        hex({ pid: 0 }),
        hex({ pid: 1 }),
        hex({ pid: 0xffff_ffff }),
        hex({ timestamp: 2n ** 64n - 1n }),
        hex({ timestamp: 2n ** 64n - 2n }),
        hex({ nonce: 2n ** 32n }),
        hex({ nonce: 2n ** 64n - 1n }),
        hex({ nonce: 2n ** 64n - 1n, status: 'critical' }),
        hex({ nonce: 2n ** 64n - 2n }),
        hex({ payload: 0xffff_ffff }),
      ],
    },
    {
      op: 'encode',
      frame: [
        { status: 'ok', pid: 2, timestamp: '1', nonce: '1', payload: 0 },
        { status: 'stall', pid: 0, timestamp: U64_MAX, nonce: U64_MAX, payload: 4_294_967_295 },
        { status: 'critical', pid: 4_294_967_295, timestamp: '4294967296', nonce: '4294967296', payload: 2_147_483_648 },
      ],
    },
  ],
};
