/** The page has no such clock that a run may read: a run's time comes from its operations. Throws always. */
export function hrtimeNs(): bigint {
  throw new Error('Cannot read the clock of the system: this is no Node');
}
