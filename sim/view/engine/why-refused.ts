import { LANE_BIT, LANE_WORDS, REFUSALS, type LaneName } from './lanes.ts';
import { kept, lastAbout, type Explainable, type Reason } from './reasons.ts';

/** What a refusal is measured against: a rule, and the earlier beat that decided, as far as one did. */
interface RefusalRule {
  readonly rule: string;
  /** That beat, from what happened earlier; null where the datagram alone decides. */
  readonly decided: { readonly text: string; readonly bits: number; readonly ofPid: boolean } | null;
}

const BIRTH = { bits: LANE_BIT.inserted, ofPid: true };
const LAST_BEAT = {
  text: 'the earlier beat that it was measured against: the last of this pid that was accepted',
  bits: LANE_BIT.accepted,
  ofPid: true,
};

const RULES: Readonly<Partial<Record<LaneName, RefusalRule>>> = {
  'decode-refused': { rule: 'what is no whole frame of a known version with a right checksum is no beat', decided: null },
  'auth-failure': { rule: 'a beat must name the pid that the kernel names as its sender', decided: null },
  'pid-above-max': { rule: 'where the kernel names no sender, a pid may not be larger than pid_max', decided: null },
  'rate-limited-per-pid': { rule: 'between two beats of a pid must lie the interval that its rate leaves', decided: LAST_BEAT },
  'rate-limited-global': {
    rule: 'all pids together may beat as often as the global rate allows; this one was not exempt',
    decided: { text: 'the last beat before it that was accepted', bits: LANE_BIT.accepted, ofPid: false },
  },
  'namespace-mismatch': { rule: 'a beat must come from the namespace of the observer', decided: null },
  'out-of-order': { rule: 'the nonce of a beat must be higher than that of the last one accepted', decided: LAST_BEAT },
  'capacity-exceeded': {
    rule: 'a new pid needs a free slot, or one that an eviction pass finds within its window',
    decided: { text: 'the last pid before it that got a slot', bits: LANE_BIT.inserted, ofPid: false },
  },
  'origin-conflict': {
    rule: 'a pid stays with the origin that its first beat came over',
    decided: { text: 'the earlier beat that decided: with it the pid got its slot and its origin', ...BIRTH },
  },
  'namespace-conflict': {
    rule: 'a pid stays with the namespace that it was first seen in',
    decided: { text: 'the earlier beat that decided: with it the pid got its slot', ...BIRTH },
  },
};

/** Why the beats of a step were refused: the rule of each refusal, and the earlier beat that it was measured against. O(steps). */
export function whyRefused(on: Explainable, step: number, only: number | null): Reason[] {
  const pids = only === null ? Array.from(on.pidsOf(step)) : [only];
  return REFUSALS.flatMap((name) => {
    const entry = RULES[name];
    if ((on.bits[step] & LANE_BIT[name]) === 0 || entry === undefined) return [];
    const { rule, decided } = entry;
    const about = decided === null || decided.ofPid ? pids : [null];
    return kept([
      { text: `${LANE_WORDS[name]}. The rule: ${rule}`, step: null },
      ...(decided === null ? [] : about.map((pid) => earlier(on, step, decided, pid))),
    ]);
  });
}

function earlier(on: Explainable, step: number, { text, bits }: NonNullable<RefusalRule['decided']>, pid: number | null): Reason | null {
  const at = lastAbout(on, step - 1, pid, bits);
  return at === -1 ? null : { text: pid === null ? text : `${text} (pid ${pid})`, step: at };
}
