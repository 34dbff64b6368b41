// Counts from outside how often production code reads and writes the cells of its typed arrays: while a copy of it is made, the
// global constructors make arrays whose every access is counted. No production code knows of it.

const CONSTRUCTORS = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

type TypedArray = InstanceType<(typeof globalThis)[(typeof CONSTRUCTORS)[number]]>;

const GLOBALS = globalThis as unknown as Record<string, new (...args: unknown[]) => TypedArray>;

/** Methods that touch no cell. */
const UNCOUNTED = new Set(['subarray', 'constructor']);

/** How often cells were read or written. */
export interface Accesses {
  /** Those of the pid index. */
  readonly index: number;
  /** All others: the slots, counters, queues. */
  readonly columns: number;
}

/** Makes typed arrays that count their accesses, and adds them up. */
export class ArrayMeter {
  readonly #arrays: CountedArray[] = [];
  #before: Accesses = { index: 0, columns: 0 };

  /** Has `make` make its typed arrays as counted ones. O(arrays). */
  equip<T>(make: () => T): T {
    const usual = CONSTRUCTORS.map((name) => GLOBALS[name]);
    const counted = usual.map(
      (constructor) =>
        new Proxy(constructor, {
          construct: (target, args: unknown[]) => this.#count(new target(...args)),
          // Array.from and its like need the constructor itself.
          get: (target, key) => bound(target, Reflect.get(target, key)),
        }),
    );
    CONSTRUCTORS.forEach((name, at) => (GLOBALS[name] = counted[at]));
    try {
      return make();
    } finally {
      CONSTRUCTORS.forEach((name, at) => (GLOBALS[name] = usual[at]));
    }
  }

  /** Takes those arrays for the index's that `look` reads. O(arrays). */
  nameIndex(look: () => void): void {
    const before = this.#arrays.map(({ accesses }) => accesses);
    look();
    this.#arrays.forEach((array, at) => (array.isOfIndex = array.accesses > before[at]));
  }

  /** Begins to count anew. O(arrays). */
  start(): void {
    this.#before = this.#total();
  }

  /** What was counted since the last {@link start}. O(arrays). */
  read(): Accesses {
    const { index, columns } = this.#total();
    return { index: index - this.#before.index, columns: columns - this.#before.columns };
  }

  #total(): Accesses {
    let [index, columns] = [0, 0];
    for (const { accesses, isOfIndex } of this.#arrays) {
      if (isOfIndex) index += accesses;
      else columns += accesses;
    }
    return { index, columns };
  }

  #count(array: TypedArray): TypedArray {
    const counted = new CountedArray();
    this.#arrays.push(counted);
    counted.proxy = new Proxy(array, counted);
    return counted.proxy;
  }
}

/** What stands before a typed array. A method that walks over the array counts as so many accesses as it has cells. */
class CountedArray implements ProxyHandler<TypedArray> {
  accesses = 0;
  isOfIndex = false;
  proxy: TypedArray | null = null;

  get(array: TypedArray, key: string | symbol): unknown {
    if (isCell(key)) {
      this.accesses++;
      return array[key as unknown as number];
    }
    const value: unknown = Reflect.get(array, key, array);
    if (typeof value !== 'function') return value;
    if (!UNCOUNTED.has(String(key))) this.accesses += array.length;
    return (...args: unknown[]) => {
      const answer: unknown = Reflect.apply(value, array, args);
      // What fill() and its like answer is the array itself.
      return answer === array ? this.proxy : answer;
    };
  }

  set(array: TypedArray, key: string | symbol, value: unknown): boolean {
    if (isCell(key)) this.accesses++;
    return Reflect.set(array, key, value, array);
  }
}

function isCell(key: string | symbol): boolean {
  return typeof key === 'string' && key.charCodeAt(0) <= 57;
}

function bound(target: object, value: unknown): unknown {
  return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
}
