import { before, bug, edit, type Mutant } from './mutant.ts';

const RING = 'src/node/datagram-ring.js';
const UDP = 'src/node/udp-listener.js';
const DROPS = 'src/node/kernel-drops.js';
const TEXT = 'src/node/prometheus.js';
const CLOCK = 'src/node/monotonic-clock.js';
const METRICS = 'src/node/listener-metrics.js';

/** Bugs of the adapters: UDP listeners, their ring, the clock, the text of the metrics. */
export const ADAPTER_MUTANTS: readonly Mutant[] = [
  bug('ring-one-short', 'a listener takes one datagram less than it has room for', [
    edit(RING, 'if (this.#waiting === size)', 'if (size > 1 && this.#waiting === size - 1)'),
  ]),
  bug('ring-drops-oldest', 'a full listener makes room by dropping what waited longest', [
    edit(
      RING,
      '        if (this.#waiting === size)\n            return false;',
      '        const isFull = this.#waiting === size;\n        if (isFull)\n            this.shift();',
    ),
    edit(RING, '        return true;', '        return !isFull;'),
  ]),
  bug('ring-hands-out-memory', 'a listener hands out its own memory, which later datagrams overwrite', [
    edit(RING, 'return this.#bytes.slice(', 'return this.#bytes.subarray('),
  ]),
  bug('ring-keeps-reference', 'a listener keeps the memory of the socket and no copy of the datagram', [
    edit(
      RING,
      '        this.#bytes.set(bytes.length === length ? bytes : bytes.subarray(0, length), at * KEPT_LENGTH);',
      '        (this.kept ??= [])[at] = bytes.subarray(0, length);',
    ),
    edit(RING, 'return this.#bytes.slice(at * KEPT_LENGTH, at * KEPT_LENGTH + this.#lengths[at]);', 'return this.kept[at].slice();'),
  ]),
  bug('long-datagram-cut-to-frame', 'a datagram that is too long is cut to the length of a frame, and taken for one', [
    edit(RING, 'const KEPT_LENGTH = FRAME_LENGTH + 1;', 'const KEPT_LENGTH = FRAME_LENGTH;'),
  ]),
  bug('ring-length-kept', 'a datagram is read with the length of one that lay there before', [
    edit(RING, 'this.#lengths[at] = length;', 'this.#lengths[at] = Math.max(this.#lengths[at], length);'),
  ]),
  bug('ring-start-lost-in-wrap', 'where its memory begins anew, a listener writes over what waits first', [
    edit(RING, '(this.#head + this.#waiting) % size;', '(this.#head + this.#waiting) % size % (size > 2 ? size - 1 : size);'),
  ]),
  bug('late-error-unhandled', 'an error of the open socket is nobody’s, and ends the process', [
    edit(UDP, "            socket.on('error', (error) => this.#failed(socket, error));", ''),
  ]),
  bug('late-error-closes', 'an error of the open socket closes the listener', [
    edit(
      UDP,
      '        if (this.#port === null)\n            void this.#shut(error);',
      '        if (this.#socketErrors >= 0)\n            void this.#shut(error);',
    ),
  ]),
  bug('late-error-uncounted', 'an error of the open socket is counted nowhere', [edit(UDP, 'this.#socketErrors++;', ';')]),
  bug('failed-bind-leaves-socket', 'a socket that could not be bound is left open', [
    before(UDP, 'await new Promise((resolve) => socket.close(() => resolve()));', 'if (reject === null)'),
  ]),
  bug('failed-bind-stays-open', 'a listener whose socket could not be bound cannot be opened again', [
    edit(UDP, '            void this.#shut(error);', '            this.#reject?.(error);'),
  ]),
  bug('closed-socket-still-heard', 'a datagram of a socket that was closed is taken', [
    edit(UDP, 'if (this.#socket === socket && !this.#ring.push(bytes))', 'if (!this.#ring.push(bytes))'),
  ]),
  bug('closed-socket-binds', 'a socket that was closed is taken for the one that is open now', [
    edit(UDP, '        if (this.#socket !== socket)\n            return;\n        this.#reject = null;', '        this.#reject = null;'),
  ]),
  bug('close-empties-ring', 'what waits is lost when the listener closes', [
    edit(
      UDP,
      '        this.kernelDropped();\n        this.#socket =',
      '        while (this.#ring.shift() !== null)\n            ;\n        this.kernelDropped();\n        this.#socket =',
    ),
  ]),
  bug('drop-uncounted-when-full', 'a datagram that a full listener drops is counted nowhere', [
    edit(UDP, 'this.#dropped++;', 'this.#dropped += 0;'),
  ]),
  bug('kernel-drops-counted-twice', 'datagrams that the kernel dropped are counted anew at each look', [
    edit(UDP, '            this.#tableDrops = drops;', ''),
  ]),
  bug('kernel-drops-of-the-socket-before', 'the drops of a new socket are counted from those of the one before', [
    edit(UDP, '        this.#tableDrops = 0;\n', ''),
  ]),
  bug('kernel-drops-of-a-neighbour', 'the kernel’s drops are those of any socket with the same port', [
    edit(DROPS, ' && addressText(rowAddress) === bare', ''),
  ]),
  bug('kernel-address-zone-kept', 'the kernel’s drops are not found for an address with a zone', [
    edit(DROPS, "const [bare] = address.split('%');", 'const bare = address;'),
  ]),
  bug('buffer-asked-once', 'a listener whose system refuses its receive buffer does not ask for less', [
    edit(UDP, 'while (!accepts(socket, asked) && asked / 2 > socket.getRecvBufferSize())', 'if (!accepts(socket, asked))'),
  ]),
  bug('origin-always-unverified', 'what the operator vouches for is taken for unverified', [
    edit(UDP, 'bytes, origin: this.origin, peerPid', "bytes, origin: 'network-unverified', peerPid"),
  ]),
  bug('label-quote-unescaped', 'a double quote in a label value ends it', [edit(TEXT, ".replaceAll('\"', '\\\\\"')", '')]),
  bug('label-escaped-in-wrong-order', 'the backslash of an escaped newline is escaped once more', [
    edit(
      TEXT,
      "return text.replaceAll('\\\\', '\\\\\\\\').replaceAll('\\n', '\\\\n');",
      "return text.replaceAll('\\n', '\\\\n').replaceAll('\\\\', '\\\\\\\\');",
    ),
  ]),
  bug('help-quote-escaped', 'double quotes are escaped in help, where the format has them as they are', [
    edit(TEXT, '${escapeHelp(sentence)}', '${escapeLabelValue(sentence)}'),
  ]),
  bug('label-name-with-colon', 'a label may be named with a colon', [
    edit(TEXT, 'const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;', 'const LABEL_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;'),
  ]),
  bug('family-of-last-sample', 'of a family of metrics only the last sample is written', [
    edit(TEXT, 'const family = families.get(sample.name);', 'const family = undefined;'),
  ]),
  bug('clock-counts-from-zero', 'the adapter’s clock counts from the start of the machine', [
    edit(CLOCK, 'const elapsedNs = this.#read() - this.#startNs;', 'const elapsedNs = this.#read();'),
  ]),
  bug('clock-wraps-below-start', 'a reading before the clock was made counts as far in the future', [
    edit(CLOCK, 'return elapsedNs < 0n ? 0n : BigInt.asUintN(64, elapsedNs);', 'return BigInt.asUintN(64, elapsedNs);'),
  ]),
  bug('open-metric-of-socket', 'a listener is told as open whatever its socket is', [
    edit(METRICS, 'listener.port === null ? 0 : 1', 'listener.waitingMax === 0 ? 0 : 1'),
  ]),
  bug('listener-label-of-udp-count', 'the metrics of each listener have the label of the next', [
    edit(METRICS, "['listener', String(at)]", "['listener', String(at + 1)]"),
  ]),
  bug('family-by-shorthand', 'an IPv6 address that is written in full is given to a socket for IPv4', [
    edit(UDP, "isIPv6(address) ? 'udp6' : 'udp4'", "address.includes('::') ? 'udp6' : 'udp4'"),
  ]),
  bug('kernel-drops-unasked-at-close', 'what the kernel dropped since it was asked last is lost when the listener closes', [
    edit(UDP, '        this.kernelDropped();\n        this.#socket =', '        this.#socket ='),
  ]),
  bug('second-open-succeeds', 'open() of a listener that is open says that it has succeeded', [
    edit(UDP, "throw new Error('Cannot open UdpListener: it is open already');", 'return;'),
  ]),
  bug('closed-open-succeeds', 'open() succeeds although the listener was closed meanwhile, where its socket says late that it is bound', [
    edit(UDP, 'if (this.#socket === socket)\n                    resolve();', 'resolve();'),
  ]),
  bug('one-newline-escaped', 'of the newlines in a text the first alone is escaped', [
    edit(TEXT, ".replaceAll('\\n', '\\\\n')", ".replace('\\n', '\\\\n')"),
  ]),
  bug('clock-loses-highest-bit', 'the adapter’s clock begins anew at 2^63', [
    edit(CLOCK, 'BigInt.asUintN(64, elapsedNs)', 'BigInt.asUintN(63, elapsedNs)'),
  ]),
  bug('reopened-on-every-interface', 'a listener that knows what the kernel dropped hears on every interface once it is opened anew', [
    edit(
      UDP,
      'socket.bind(this.#requestedPort, this.address,',
      "socket.bind(this.#requestedPort, this.#kernelDropped === null ? this.address : '0.0.0.0',",
    ),
  ]),
  bug('ring-keeps-one-more', 'of a datagram that is too long a listener hands over one byte more', [
    edit(RING, 'FRAME_LENGTH + 1', 'FRAME_LENGTH + 2'),
  ]),
  bug('ring-of-a-thousand', 'a listener has room for 1,024 datagrams at most', [
    edit(UDP, 'new DatagramRing(waitingMax)', 'new DatagramRing(Math.min(waitingMax, 1024))'),
  ]),
  bug('close-ends-early', 'close() ends before the socket is closed', [
    edit(UDP, 'await new Promise((resolve) => socket.close(() => resolve()));', 'socket.close(() => { });'),
  ]),
  bug('failed-bind-unnamed', 'open() does not say why the socket could not be bound', [
    edit(UDP, 'void this.#shut(error);', "void this.#shut(new Error('Cannot open UdpListener'));"),
  ]),
  bug('listener-option-misspelt', 'a UDP listener takes an option that there is not', [
    edit(UDP, '        checkOptionNames(action, options, OPTION_NAMES);\n', ''),
  ]),
  bug('heard-everywhere-by-default', 'a UDP listener that is not told where hears on every interface', [
    edit(UDP, "address = '127.0.0.1'", "address = '0.0.0.0'"),
  ]),
  bug('family-of-two-types', 'a family of metrics may have samples of two types', [
    edit(TEXT, 'else if (family[0].type === sample.type)', 'else if (family.length > 0)'),
  ]),
  bug('listener-label-among-udp', 'the label of a listener is its place among the UDP listeners', [
    edit(METRICS, 'return listeners.flatMap(', 'return listeners.filter((listener) => listener instanceof UdpListener).flatMap('),
  ]),
  bug('kernel-row-of-three-places', 'the kernel’s drops are not found in a row whose number is large', [
    edit(DROPS, '/^ *\\d+:', '/^ *\\d{1,3}:'),
  ]),
  bug('adapter-clock-never-falls', 'the adapter’s clock stands still while the host’s lies behind', [
    edit(
      CLOCK,
      'const elapsedNs = this.#read() - this.#startNs;',
      'const readNs = this.#read() - this.#startNs;\n        const elapsedNs = (this.highestNs = readNs > (this.highestNs ?? 0n) ? readNs : this.highestNs ?? 0n);',
    ),
  ]),
  bug('no-samples-are-none', 'what holds no samples is written as a text of none', [
    edit(TEXT, 'if (!Array.isArray(samples))', 'if (false)'),
  ]),
  bug('no-listeners-are-none', 'metrics of listeners are told of what holds no listeners', [
    edit(METRICS, 'if (!Array.isArray(listeners))', 'if (false)'),
  ]),
  bug('clock-reads-with-anything', 'a monotonic clock is made of what cannot be called', [
    edit(CLOCK, "if (typeof read !== 'function')", 'if (false)'),
  ]),
];
