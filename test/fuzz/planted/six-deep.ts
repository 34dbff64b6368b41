import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

/** A machine of six states; any operation that does not fit its state takes it back to the first. */
class Machine {
  state = 0;

  apply(operation: number, argument: number): void {
    switch (this.state) {
      case 0:
        this.#advance(operation === 0x11);
        return;
      case 1:
        this.#advance(operation === 0x2a);
        return;
      case 2:
        this.#advance(operation === 0x33 && argument > 200);
        return;
      case 3:
        this.#advance(operation === 0x74);
        return;
      case 4:
        this.#advance(operation === 0xc5 && argument < 16);
        return;
      case 5:
        this.#advance(operation === 0xe6);
        return;
      default:
        throw new FuzzFinding('planted/six-deep/apply', `operation ${operation} in the last state`);
    }
  }

  #advance(fits: boolean): void {
    if (fits) this.state++;
    else this.state = 0;
  }
}

/** Two bytes an operation. */
export const sixDeep: FuzzTarget = {
  name: 'six-deep',
  sentence: 'a state that six right operations in a row lead to',
  formatVersion: 1,
  lengthMax: 256,
  boundsOf: (bytes) => Array.from({ length: Math.ceil(bytes.length / 2) + 1 }, (_, at) => Math.min(bytes.length, 2 * at)),
  fuzz(bytes) {
    const machine = new Machine();
    for (let at = 0; at + 1 < bytes.length; at += 2) machine.apply(bytes[at], bytes[at + 1]);
  },
};
