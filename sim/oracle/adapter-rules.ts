import { countOf } from '../data/count.ts';
import type { Rule, StepFacts } from './facts.ts';

/** Rules on the UDP listeners of `src/node`. */
export const ADAPTER_RULES: readonly Rule[] = [
  {
    name: 'heard-equals-accounted',
    sentence: 'every datagram that a socket handed over was read, waits, or was counted as dropped: exactly one of the three',
    check: heardEqualsAccounted,
  },
  {
    name: 'handed-out-stays',
    sentence: 'the bytes that a listener handed over are not changed by what comes later',
    check: handedOutStays,
  },
  {
    name: 'handed-out-as-heard',
    sentence: 'a listener hands over the first 33 bytes of each datagram as its socket was handed them, in that order',
    check: handedOutAsHeard,
  },
];

function heardEqualsAccounted({ udpListeners }: StepFacts): string | null {
  for (const [at, { heardTotal, readTotal, waiting, dropped }] of udpListeners.entries()) {
    if (heardTotal === readTotal + waiting + dropped) continue;
    const lost = heardTotal - (readTotal + waiting + dropped);
    const rest = lost > 0 ? `${lost} of them accounted for nowhere` : `${-lost} accounted for beyond them`;
    return `listener ${at} was handed ${countOf(heardTotal, 'datagram')}, ${rest}: ${readTotal} read, ${waiting} waiting, ${dropped} counted as dropped`;
  }
  return null;
}

function handedOutStays({ udpListeners }: StepFacts): string | null {
  const at = udpListeners.findIndex(({ hasChangedHandedOut }) => hasChangedHandedOut);
  return at < 0 ? null : `listener ${at} changed a datagram that it had handed over`;
}

function handedOutAsHeard({ udpListeners }: StepFacts): string | null {
  const at = udpListeners.findIndex(({ hasMisheard }) => hasMisheard);
  return at < 0 ? null : `listener ${at} handed over other bytes than its socket had been handed`;
}
