import { object } from '../data/json-form.ts';
import { OP_KINDS } from '../data/ops/op.ts';
import { JUDGES } from '../oracle/finding.ts';

// Forms of parts of messages, as JSON Schema has them.

const TEXT_MAX = 1_048_576;
export const text = { type: 'string', maxLength: TEXT_MAX } as const;
export const name = { type: 'string', minLength: 1, maxLength: 200 } as const;
export const hex = { type: 'string', pattern: '^[0-9a-f]{16}$' } as const;
export const seed = { type: 'string', pattern: '^[!-~]{1,200}$' } as const;
export const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

export function list(items: object, maxItems: number): object {
  return { type: 'array', items, maxItems };
}

export const FINDING = object(
  {
    judge: { enum: JUDGES },
    rule: name,
    op: { enum: OP_KINDS },
    step: count,
    nowNs: { type: 'string', pattern: '^(0|[1-9][0-9]{0,19})$' },
    reason: text,
    expected: text,
    got: text,
  },
  { details: list({ type: 'array', items: text, minItems: 2, maxItems: 2 }, 1000) },
);
