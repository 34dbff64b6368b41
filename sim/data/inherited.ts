/**
 * Environment variables by which the processes of a command know what it was given that is not of this package: modules of rules and
 * scenarios, a tracker from elsewhere, production code in the place of ours.
 */
export const INHERITED = {
  modules: 'VARTA_SIM_MODULES',
  tracker: 'VARTA_SIM_TRACKER',
  production: 'VARTA_SIM_HARNESS_TEST_PRODUCTION',
} as const;

/** Whether this process, or that which started it, was given such a thing: without one it need not load what would take care of it. O(1). */
export function isGiven(what: keyof typeof INHERITED): boolean {
  return process.env[INHERITED[what]] !== undefined;
}
