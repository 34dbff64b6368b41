import type { BenchCase } from './bench-case.ts';
import { campaignCase } from './campaign-case.ts';
import { codecCases } from './codec-cases.ts';
import { drainCases } from './drain-cases.ts';
import { followCases } from './follow-cases.ts';
import { guardCases } from './guard-cases.ts';
import { judgedBeatCases } from './judged-beat-cases.ts';
import { lookupCases } from './lookup-cases.ts';
import { modelRunCase } from './model-run-case.ts';
import { recordCases } from './record-cases.ts';
import { simulationCases } from './simulation-cases.ts';
import { sweepCase } from './sweep-case.ts';
import { udpCases } from './udp-cases.ts';

/** Everything that is timed, in the order of the report. */
export function allCases(): BenchCase[] {
  return [
    ...recordCases(),
    ...drainCases(),
    ...lookupCases(),
    ...codecCases(),
    ...simulationCases(),
    ...guardCases(),
    ...followCases(),
    modelRunCase(),
    ...judgedBeatCases(),
    ...udpCases(),
    campaignCase(),
    sweepCase(),
  ];
}

/** Cases that are compared with each other, together: they share their rounds. */
export function groupsOf(cases: readonly BenchCase[]): BenchCase[][] {
  const groups = new Map<string, BenchCase[]>();
  for (const each of cases) {
    const key = each.peer ?? each.name;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}
