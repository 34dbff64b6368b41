import { pidWithHome } from '../../../sim/world/unmix32.ts';

/** `count` different pids whose probe paths all begin at `home` in a table of `cells` cells (a power of two). */
export function pidsWithHome(home: number, cells: number, count: number): number[] {
  return Array.from({ length: count }, (_, number) => pidWithHome(home, cells, number));
}
