import type { ModelDatagram, ModelOrigin } from './codec.ts';
import type { ModelMetric } from './metrics.ts';

/** UDP listeners and the host that they run on, under the names in a trace. */
export interface ModelUdpOptions {
  readonly origin: ModelOrigin;
  /** Port of the first listener, each further one has the next; 0 lets the host choose. */
  readonly port: number;
  readonly waiting_max: number;
  /** Bytes asked of the kernel; what the host says to it; the most that it takes. */
  readonly receive_buffer: number;
  readonly host_buffer: 'doubles' | 'refuses' | 'silent';
  readonly host_buffer_max: number;
  /** Whether the kernel tells how many datagrams it dropped. */
  readonly host_table: boolean;
}

/** What can be seen of a listener. */
export interface ModelUdpState {
  readonly port: number | null;
  readonly sockets: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly errors: number;
  readonly granted: number | null;
  readonly kernel_dropped: number | null;
}

/** What may happen to one. */
export type ModelUdpEvent = 'open' | 'close' | 'bound' | 'failed' | 'closed' | 'error' | 'stale' | 'kernel-drop';

/** Bytes kept of a datagram: one more than a frame has. */
const KEPT_BYTES = 33;
/** The port of the first listener that lets the host choose. */
const CHOSEN_PORT = 40_000;
/** The receive buffer of a host that was not asked for one. */
const UNASKED_BUFFER = 212_992;
const DROPS_MODULO = 2 ** 32;

/** One UDP listener: hears nothing before it is bound and once it is closed, keeps the oldest, and counts what it drops. */
export class ModelUdpListener {
  #state: 'closed' | 'opening' | 'open' = 'closed';
  #dropped = 0;
  #errors = 0;
  #kernelDropped: number | null = null;
  /** What the kernel's counter of the present socket is, and what it was when it was read last. */
  #kernelCounter = 0;
  #kernelSeen = 0;
  readonly #options: ModelUdpOptions;
  readonly #number: number;

  constructor(options: ModelUdpOptions, number: number) {
    this.#options = options;
    this.#number = number;
  }

  /** What is to be read of a datagram that arrives while `waiting` others wait; null if nothing is. */
  hear({ bytes }: ModelDatagram, waiting: number): ModelDatagram | null {
    if (this.#state !== 'open') return null;
    if (waiting >= this.#options.waiting_max) {
      this.#dropped += 1;
      return null;
    }
    return { bytes: bytes.slice(0, KEPT_BYTES), origin: this.#options.origin, peer: null, ns: null };
  }

  /** Something happens; the kernel drops `count` datagrams, where that is what happens, or right before it is closed. */
  happen(event: ModelUdpEvent, count: number): void {
    if (event === 'open' && this.#state === 'closed') this.#state = 'opening';
    else if (event === 'bound' && this.#state === 'opening') {
      this.#state = 'open';
      this.#kernelCounter = 0;
      this.#kernelSeen = 0;
    } else if (event === 'failed' && this.#state === 'opening') this.#state = 'closed';
    else if (event === 'error' && this.#state === 'open') this.#errors += 1;
    else if (event === 'kernel-drop' && this.#state === 'open') this.#kernelCounter = (this.#kernelCounter + count) % DROPS_MODULO;
    else if (event === 'close') {
      this.#kernelCounter = (this.#kernelCounter + count) % DROPS_MODULO;
      this.#readKernel();
      this.#state = 'closed';
    }
  }

  /** What can be seen of it while `waiting` datagrams wait. Reads the kernel's counter. */
  look(waiting: number): ModelUdpState {
    this.#readKernel();
    return {
      port: this.#port(),
      sockets: this.#state === 'closed' ? 0 : 1,
      waiting,
      dropped: this.#dropped,
      errors: this.#errors,
      granted: this.#state === 'open' ? this.#granted() : null,
      kernel_dropped: this.#kernelDropped,
    };
  }

  #port(): number | null {
    if (this.#state !== 'open') return null;
    return this.#options.port === 0 ? CHOSEN_PORT + this.#number : this.#options.port + this.#number;
  }

  /** A kernel that doubles takes any number; one that refuses is asked for half, and half again, down to what it has anyway. */
  #granted(): number | null {
    const { receive_buffer, host_buffer, host_buffer_max } = this.#options;
    if (host_buffer === 'silent') return null;
    if (host_buffer === 'doubles') return 2 * Math.min(receive_buffer, host_buffer_max);
    const had = Math.min(UNASKED_BUFFER, host_buffer_max);
    if (receive_buffer <= host_buffer_max) return receive_buffer;
    for (let asked = receive_buffer; asked > had; asked = Math.floor(asked / 2)) if (asked <= host_buffer_max) return asked;
    return had;
  }

  #readKernel(): void {
    if (this.#state !== 'open' || !this.#options.host_table) return;
    this.#kernelDropped = (this.#kernelDropped ?? 0) + ((this.#kernelCounter - this.#kernelSeen + DROPS_MODULO) % DROPS_MODULO);
    this.#kernelSeen = this.#kernelCounter;
  }
}

/**
 * The metrics of UDP listeners as they follow the observer's: by family, within one in the order of the listeners. Families stand
 * in the order of their first sample: a later listener may bring one that those before it lack.
 */
export function modelUdpMetrics(states: readonly ModelUdpState[], waitingMax: number): ModelMetric[] {
  const families = new Map<string, ModelMetric[]>();
  for (const [at, state] of states.entries()) {
    const { port, granted, waiting, dropped, kernel_dropped, errors } = state;
    const rows = [
      ['open', 'gauge', port === null ? 0 : 1],
      ['receive_buffer_bytes', 'gauge', granted],
      ['waiting', 'gauge', waiting],
      ['waiting_max', 'gauge', waitingMax],
      ['dropped_total', 'counter', dropped],
      ['kernel_dropped_total', 'counter', kernel_dropped],
      ['socket_errors_total', 'counter', errors],
    ] as const;
    for (const [name, type, value] of rows) {
      if (value === null) continue;
      const metric: ModelMetric = { name: `varta_listener_${name}{listener="${at}"}`, type, value: BigInt(value) };
      families.set(name, [...(families.get(name) ?? []), metric]);
    }
  }
  return [...families.values()].flat();
}
