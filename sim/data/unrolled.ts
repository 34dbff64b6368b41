/**
 * A function of the named parameters that does `line` for each place from 0 on and then `end`, one after another and without a loop: in a
 * loop the engine looks at the kind and the length of each array, and at what a view holds, at every turn, which took 30 instructions
 * for each of the 23 counts of a step where 8 do. The texts hold no data. Made once, as making it compiles.
 */
export function unrolled(parameters: readonly string[], places: number, line: (at: number) => string, end = ''): unknown {
  const text = [...Array(places).keys()].map(line).join('\n');
  // oxlint-disable-next-line typescript/no-implied-eval -- lines without a loop cannot be had otherwise, but written out
  return new Function(...parameters, `${text}\n${end}`);
}
