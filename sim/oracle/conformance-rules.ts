/** What a tracker from elsewhere must do, by rule: replies by what was asked and what the right reply is, then how it must reply at all. */
export const CONFORMANCE_RULES = {
  new: 'a tracker is started with any capacity, policy and window; values out of range are cut to their range',
  'record-inserted': 'a new pid gets a free slot, or that of a pid that may be evicted',
  'record-refreshed': 'a beat of a known pid whose origin, namespace and nonce fit is taken',
  'record-restarted': 'a beat that an option takes for the first of a new life is taken',
  'record-out-of-order': 'a beat of a known pid whose nonce does not advance, and does not wrap, is refused',
  'record-capacity-exceeded':
    'a new pid is refused where no slot that the eviction window reaches may be taken, or none of the 64 cells from its home on is free',
  'record-origin-conflict': 'a beat of a known pid over another origin than its first is refused before all else',
  'record-namespace-conflict': 'a beat that contradicts the namespace of its pid is refused before its nonce is looked at',
  drain:
    'a drain hands out, in slot order, every pid that is silent for the threshold or longer and was not handed out since its last beat',
  'take-evictions': 'evictions are counted, and a take reads and clears',
  'take-nonce-wraps': 'nonces that start over are counted, and a take reads and clears',
  'take-capacity-exceeded': 'beats of new pids that are refused are counted, and a take reads and clears',
  'take-origin-conflicts': 'origin conflicts are counted, and a take reads and clears',
  'take-namespace-conflicts': 'namespace conflicts are counted, and a take reads and clears',
  'take-eviction-scan-truncated': 'searches for a victim that found none are counted, the fast bail included, and a take reads and clears',
  'take-invariant-violations': 'damage is counted, and there is none',
  'take-probe-exhausted': 'inserts that met 64 live cells are counted, and a take reads and clears',
  'take-restarts': 'new lives are counted, and a take reads and clears',
  'take-origin-takeovers': 'slots taken over by a stronger origin are counted, and a take reads and clears',
  'take-evicted-pid': 'the pid evicted last is told once',
  'get-last-ns': 'the time of the last accepted beat of a tracked pid can be read',
  'get-origin': 'the origin of a tracked pid can be read',
  'get-ns': 'the namespace of a tracked pid, null while it is unknown, can be read',
  len: 'the number of tracked pids can be read, and never falls',
  decode: 'bytes are decoded as a frame, or refused for the first fault in the order of the checks',
  encode: 'a frame is encoded as 32 bytes with its checksum',
  'takes-lawful-requests': 'a lawful request is carried out, or answered with unsupported',
  'reply-in-form': 'a reply has the keys, types and ranges of the protocol',
  'reply-is-a-line': 'a reply is one line of JSON in UTF-8, at most 1 MiB long',
  'one-reply-each': 'each request gets one reply, in order, and nothing else is written to standard output',
  'keeps-running': 'no request makes the tracker throw or its process end',
  'keeps-answering': 'a reply comes within the time that is allowed',
  'same-in-a-fresh-tracker': 'a tracker that was started anew replies as one that has followed other runs',
} as const;

/** See {@link CONFORMANCE_RULES}. */
export type ConformanceRule = keyof typeof CONFORMANCE_RULES;
