import { showTime } from '../../failure-report/narrate.ts';
import type { Named } from '../time-travel/state.ts';
import type { Step } from '../time-travel/timeline.ts';
import { flow } from './flow.ts';
import { span, type Line } from './spans.ts';

const TIMES = new Set(['last drain']);

/** The scalars: where the ledger and the observer's loop stand. */
export function scalarPane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  const shown = after.scalars.filter(({ name }) => !name.startsWith('waiting at'));
  const now = after.nowNs === null ? [] : [showNamed({ name: 'now', value: after.nowNs }, before?.nowNs ?? null, showTime)];
  const pieces = shown.map((one) => showNamed(one, valueOf(before?.scalars, one.name), TIMES.has(one.name) ? showTime : String));
  return flow('state', [...now, ...pieces], width, linesMax);
}

/** The counters that are not zero, those that changed in front with what was added. */
export function counterPane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  const was = (one: Named): bigint => valueOf(before?.counters, one.name) ?? 0n;
  const changed = after.counters.filter((one) => one.value !== was(one));
  const others = after.counters.filter((one) => one.value === was(one) && one.value !== 0n);
  const pieces = [
    ...changed.map((one): Line => [span(`${one.name} `), span(`${one.value} (${signed((one.value ?? 0n) - was(one))})`, 'changed')]),
    ...others.map((one): Line => [span(`${one.name} ${one.value}`)]),
  ];
  return flow('counters', pieces.length === 0 ? [[span('all zero', 'dim')]] : pieces, width, linesMax);
}

function showNamed({ name, value }: Named, was: bigint | null, show: (value: bigint) => string): Line {
  return [span(`${name} `), span(value === null ? 'none' : show(value), value === was ? 'plain' : 'changed')];
}

function valueOf(list: readonly Named[] | undefined, name: string): bigint | null {
  return list?.find((one) => one.name === name)?.value ?? null;
}

function signed(value: bigint): string {
  return value < 0n ? String(value) : `+${value}`;
}
