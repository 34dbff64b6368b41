import { parseOp } from '../../sim/data/ops/op-format.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';

/** Keys that an observer operation takes, as its refusal of an unknown one names them. */
export const OBSERVER_KEYS: readonly string[] = keysNamed(parseOp({ op: 'observer', threshold: '100000000', unknown: 1 }));

function keysNamed(answer: unknown): string[] {
  if (!isRefusal(answer)) throw new Error('an unknown key was taken');
  return answer.refused.split('takes ')[1].split(', ').slice(1);
}
