import { showNonce, showTime } from '../../failure-report/narrate.ts';
import type { SlotState } from '../time-travel/state.ts';

/** One column of the table. */
export interface SlotColumn {
  readonly head: string;
  readonly field: keyof SlotState;
  readonly isNumber: boolean;
  readonly show: (slot: SlotState) => string;
}

/** The columns from the most telling to the least: a narrow table loses the last ones. */
export const SLOT_COLUMNS: readonly SlotColumn[] = [
  { head: 'pid', field: 'pid', isNumber: true, show: ({ pid }) => String(pid) },
  { head: 'nonce', field: 'nonce', isNumber: true, show: ({ nonce }) => showNonce(nonce) },
  { head: 'last beat', field: 'last', isNumber: true, show: ({ last }) => showTime(last) },
  { head: 'status', field: 'status', isNumber: false, show: ({ status }) => status },
  { head: 'stall', field: 'stalled', isNumber: false, show: ({ stalled }) => (stalled ? 'stalled' : '-') },
  { head: 'origin', field: 'origin', isNumber: false, show: ({ origin }) => origin.split('-')[0] },
  { head: 'namespace', field: 'ns', isNumber: true, show: ({ ns }) => String(ns ?? '-') },
  { head: 'beats', field: 'beats', isNumber: true, show: ({ beats }) => String(beats ?? '-') },
  { head: 'stalls', field: 'stalls', isNumber: true, show: ({ stalls }) => String(stalls ?? '-') },
];
