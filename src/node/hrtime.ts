/** Time of the system's monotonic clock, nanoseconds since any fixed moment. O(1). */
export function hrtimeNs(): bigint {
  return process.hrtime.bigint();
}
