export { HAND_FAULTS, type HandFault } from './hand-faults.ts';
export { Session } from './session.ts';
export { snapshotOf, type SlotRow } from './snapshot.ts';
