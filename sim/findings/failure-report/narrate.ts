import { countOf } from '../../data/count.ts';
import { DEFAULT_CAPACITY } from '../../data/spec/limits.ts';
import { decodeModelFrame } from '../../oracle/model/index.ts';
import { showTime } from '../../data/duration.ts';
import type { SocketEvent, SocketReply } from '../../data/ops/adapter-ops.ts';
import { framePid } from '../../data/ops/frame-pid.ts';
import { decodeWords, eventWords, showNonce, updateWords } from '../../data/ops/event-words.ts';
import type { DrainedStall, Exchange, Op, OpOf } from '../../data/ops/op.ts';

/** Puts operations and their replies into words. Namespaces are a, b, c in the order in which they appear. */
export class Narrator {
  readonly #namespaces = new Map<bigint, string>();

  /** `namespaces` are those that are known already, in order. */
  constructor(namespaces: Iterable<bigint> = []) {
    for (const ns of namespaces) this.#meet(ns);
  }

  /** One operation with its reply, where there is one, as a sentence without its full stop. */
  tell(step: Exchange | { readonly op: Op }): string {
    const said = this.#announce(step.op);
    const came = 'kind' in step ? this.#outcome(step) : null;
    return came === null ? said : `${said}: ${came}`;
  }

  #announce(op: Op): string {
    switch (op.op) {
      case 'new':
        return `a tracker starts: ${showSlots(op.capacity)}, ${op.policy}, window ${op.window}`;
      case 'observer':
        return `an observer starts: ${showSlots(op.capacity ?? DEFAULT_CAPACITY)}, ${op.policy ?? 'strict'}${op.window === undefined ? '' : `, window ${op.window}`}, threshold ${showTime(op.threshold)}`;
      case 'record':
        return `pid ${op.pid} beats${this.#from(op.ns)} at ${showTime(op.now)}, nonce ${showNonce(op.nonce)}`;
      case 'drain':
        return `stalls are drained at ${showTime(op.now)}`;
      case 'datagram':
        return `${this.#datagram(op)} arrives at listener ${op.listener} at ${showTime(op.now)}`;
      case 'poll':
        return `the observer polls at ${showTime(op.now)}`;
      case 'settled':
        return `at ${showTime(op.now)} the world has settled: ${showPids(op.live)} should be live, ${showPids(op.silent)} reported`;
      case 'take':
        return `counter ${op.counter} is taken`;
      case 'get':
        return `${op.field} of pid ${op.pid} is read`;
      case 'len':
        return 'the length is read';
      case 'decode':
        return `${countOf(op.bytes.length, 'byte is', 'bytes are')} decoded`;
      case 'encode':
        return `a frame of pid ${op.frame.pid} is encoded`;
      case 'metrics':
        return 'the metrics are read';
      case 'exposition':
        return `a ${op.type} is written as text`;
      case 'socket':
        return `listener ${op.listener} at ${showTime(op.now)}: ${SOCKET_WORDS[op.event]}`;
    }
  }

  /** The reply in words; null where it carries no information. */
  #outcome(exchange: Exchange): string | null {
    switch (exchange.kind) {
      case 'record':
        return updateWords(exchange.reply);
      case 'drain':
        return showStalls(exchange.reply);
      case 'poll':
        return eventWords(exchange.reply, (ns) => this.#from(ns));
      case 'get':
        return exchange.reply === undefined ? 'not tracked' : String(exchange.reply);
      case 'take':
      case 'len':
        return String(exchange.reply);
      case 'socket':
        return showListener(exchange.reply);
      case 'exposition':
        return exchange.reply === null ? 'refused' : countOf(exchange.reply.length, 'character');
      case 'decode':
        return decodeWords(exchange.reply);
      default:
        return null;
    }
  }

  #from(ns: bigint | null): string {
    if (ns === null) return '';
    return ` from namespace ${this.#meet(ns)}`;
  }

  #meet(ns: bigint): string {
    const known = this.#namespaces.get(ns) ?? letter(this.#namespaces.size);
    this.#namespaces.set(ns, known);
    return known;
  }

  #datagram(op: OpOf<'datagram'>): string {
    const frame = decodeModelFrame(op.bytes);
    if (typeof frame !== 'string') return `a beat of pid ${frame.pid}${this.#from(op.ns)}, nonce ${showNonce(frame.nonce)}, ${op.origin},`;
    return `a datagram that is no frame (${frame}${framePid(op.bytes) === null ? '' : `, pid ${framePid(op.bytes)}`})`;
  }
}

const SOCKET_WORDS: Readonly<Record<SocketEvent, string>> = {
  open: 'it is opened',
  close: 'it is closed',
  bound: 'its socket is bound',
  failed: 'its socket cannot be bound',
  closed: 'a socket that it closed is gone',
  error: 'its socket reports an error',
  stale: 'a socket that it closed calls back',
  'kernel-drop': 'the kernel drops datagrams for it',
};

function showSlots(capacity: number): string {
  return countOf(capacity, 'slot');
}

function letter(number: number): string {
  return number < 26 ? String.fromCharCode(97 + number) : `n${number}`;
}

function showListener({ port, waiting, dropped }: SocketReply): string {
  return `${port === null ? 'closed' : 'open'}, ${waiting} wait, ${dropped} dropped`;
}

function showStalls(stalls: readonly DrainedStall[]): string {
  return stalls.length === 0 ? 'none' : showPids(stalls.map(({ pid }) => pid));
}

function showPids(pids: readonly number[]): string {
  if (pids.length === 0) return 'nobody';
  const shown = pids.slice(0, 6).join(', ');
  return `${pids.length === 1 ? 'pid' : 'pids'} ${shown}${pids.length > 6 ? ` and ${pids.length - 6} more` : ''}`;
}
