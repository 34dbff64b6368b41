import type { LedgerState, Named, SlotState } from './state.ts';

/** One thing that the model has otherwise. */
export interface Disagreement {
  readonly what: string;
  readonly model: string;
  readonly got: string;
}

const FIELDS = [
  'pid',
  'nonce',
  'last',
  'status',
  'origin',
  'ns',
  'stalled',
  'beats',
  'stalls',
] as const satisfies readonly (keyof SlotState)[];

/** Everything in which the production code and the model differ, the broad things first. O(capacity). */
export function disagreements(got: LedgerState | null, model: LedgerState | null): Disagreement[] {
  if (got === null || model === null)
    return got === model ? [] : [{ what: 'tracker', model: model === null ? 'none' : 'one', got: got === null ? 'none' : 'one' }];
  const found = [...compareNamed(got.scalars, model.scalars), ...compareNamed(got.counters, model.counters)];
  for (let slot = 0; slot < Math.max(got.slots.length, model.slots.length); slot++)
    found.push(...compareSlots(slot, got.slots[slot], model.slots[slot]));
  got.livePids.forEach((pid, cell) => {
    if (pid !== model.livePids[cell])
      found.push({ what: `cell ${cell}`, model: String(model.livePids[cell] ?? 'free'), got: String(pid ?? 'free') });
  });
  return found;
}

function compareNamed(got: readonly Named[], model: readonly Named[]): Disagreement[] {
  return got.flatMap(({ name, value }, at) => {
    const expected = model[at]?.name === name ? model[at].value : undefined;
    return expected === value ? [] : [{ what: name, model: String(expected ?? 'none'), got: String(value ?? 'none') }];
  });
}

function compareSlots(slot: number, got: SlotState | undefined, model: SlotState | undefined): Disagreement[] {
  if (got === undefined || model === undefined) {
    return [
      {
        what: `slot ${slot}`,
        model: model === undefined ? 'free' : `pid ${model.pid}`,
        got: got === undefined ? 'free' : `pid ${got.pid}`,
      },
    ];
  }
  return FIELDS.filter((field) => got[field] !== model[field]).map((field) => ({
    what: `slot ${slot} ${field}`,
    model: String(model[field]),
    got: String(got[field]),
  }));
}
