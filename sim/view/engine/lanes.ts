/** What a step can bring, in words. Those of `REFUSALS` are why a beat was refused. */
export const LANE_WORDS = {
  accepted: 'beat accepted',
  'decode-refused': 'refused: no frame',
  'auth-failure': 'refused: other pid',
  'pid-above-max': 'refused: pid too high',
  'rate-limited-per-pid': 'refused: rate of the pid',
  'rate-limited-global': 'refused: rate of all',
  'namespace-mismatch': 'refused: other namespace',
  'out-of-order': 'refused: out of order',
  'capacity-exceeded': 'refused: table full',
  'origin-conflict': 'refused: origin',
  'namespace-conflict': 'refused: namespace',
  evicted: 'pid evicted',
  stalled: 'stall handed out',
  dropped: 'datagram dropped',
  clock: 'clock fell or jumped',
  world: 'fault of the world',
  attack: 'attacker’s datagram',
  violation: 'rule violated',
  // Told of steps, and no lanes of their own.
  inserted: 'new pid',
  threw: 'production code threw',
} as const;

/** What a step can bring, by name. */
export type LaneName = keyof typeof LANE_WORDS;

/** All of them: each is a bit of one word, and a lane of the time line. */
const LANE_NAMES = Object.keys(LANE_WORDS) as readonly LaneName[];

/** The bit of each. */
export const LANE_BIT = Object.fromEntries(LANE_NAMES.map((name, at) => [name, 1 << at])) as Readonly<Record<LaneName, number>>;

/** Why a beat or a datagram was refused. */
export const REFUSALS: readonly LaneName[] = LANE_NAMES.slice(1, 11);

/** The bits of all refusals. */
export const REFUSED = REFUSALS.reduce((bits, name) => bits | LANE_BIT[name], 0);

/** The lanes that are drawn. */
export const DRAWN_LANES: readonly LaneName[] = LANE_NAMES.slice(0, LANE_NAMES.indexOf('violation') + 1);
