import type { Op } from '../../data/ops/op.ts';
import type { StepFacts } from '../../oracle/facts.ts';
import { RULE_GROUPS, type RuleGroup } from '../../oracle/rules.ts';

type GroupName = keyof typeof RULE_GROUPS;

const NAMES = Object.keys(RULE_GROUPS) as GroupName[];
const BIT = Object.fromEntries(NAMES.map((name, at) => [name, 1 << at])) as Readonly<Record<GroupName, number>>;

/** What became of a rule at a step. */
export type RuleStatus = 'not asked' | 'premise missing' | 'held' | 'violated';

/** A rule with what became of it. */
export interface RuleVerdict {
  readonly family: string;
  readonly name: string;
  readonly sentence: string;
  readonly status: RuleStatus;
}

/** The groups that may be asked after an operation of a kind, in the order in which the oracle asks them. */
function groupsOf(kind: Op['op']): readonly GroupName[] {
  switch (kind) {
    case 'poll':
      return ['poll', 'adapter', 'conservation', 'state', 'beat', 'refusal', 'counter', 'stall', 'scan', 'copy'];
    case 'record':
    case 'drain':
      return ['state', 'beat', 'refusal', 'counter', 'stall', 'scan', 'copy'];
    case 'settled':
      return ['liveness', 'scan'];
    case 'take':
    case 'metrics':
      return ['adapter', 'scan'];
    case 'socket':
      return ['adapter'];
    default:
      return [];
  }
}

/** The groups of rules whose premise a step meets, as bits: those that the oracle asks, as far as it comes. O(beats). */
export function askedGroups(op: Op, facts: StepFacts | null, isFull: boolean): number {
  if (facts === null) return 0;
  const meets = (name: GroupName): boolean => {
    switch (name) {
      case 'adapter':
        return facts.udpListeners.length > 0;
      case 'conservation':
        return facts.readCount > 0;
      case 'beat':
        return facts.accepted !== null;
      case 'refusal':
        return facts.beatCount > (facts.accepted === null ? 0 : 1);
      case 'counter':
        return facts.beatCount > 0;
      case 'stall':
        return facts.drained || facts.event?.kind === 'stall';
      case 'scan':
        return isFull || op.op === 'settled' || op.op === 'take' || op.op === 'metrics' || facts.victimPid >= 0 || facts.drained;
      default:
        return true;
    }
  };
  return groupsOf(op.op).reduce((bits, name) => (meets(name) ? bits | BIT[name] : bits), 0);
}

/** Every rule at a step: `violated` names the one that does not hold there, null for none. The oracle stops at the first. */
export function ruleVerdicts(kind: Op['op'], asked: number, violated: string | null): RuleVerdict[] {
  const may = groupsOf(kind);
  const order = [...may, ...NAMES.filter((name) => !may.includes(name))];
  let isOver = false;
  return order.flatMap((group) => {
    const { family, rules }: RuleGroup = RULE_GROUPS[group];
    return rules.map(({ name, sentence }): RuleVerdict => {
      const status = statusOf(may.includes(group), (asked & BIT[group]) !== 0, isOver, name === violated);
      if (status === 'violated') isOver = true;
      return { family, name, sentence, status };
    });
  });
}

function statusOf(mayBe: boolean, meets: boolean, isOver: boolean, isViolated: boolean): RuleStatus {
  if (isViolated) return 'violated';
  if (!mayBe || isOver) return 'not asked';
  return meets ? 'held' : 'premise missing';
}
