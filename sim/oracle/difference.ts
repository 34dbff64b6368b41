/** Where the production code and the model differ. */
export interface Difference {
  readonly rule: string;
  readonly expected: string;
  readonly got: string;
}
