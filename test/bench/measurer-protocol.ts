/** What a measuring process is told: the same case each time. */
export interface MeasureOrder {
  readonly name: string;
  /** Time to measure for, at least, nanoseconds. */
  readonly spanNs: number;
}

/** What it answers. */
export interface Measured {
  /** Nanoseconds an operation. */
  readonly nsEach: number;
}
