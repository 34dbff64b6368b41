import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { runDaemon, type DaemonPlan } from './daemon-run.ts';
import { judge } from './daemon-verdict.ts';

// The daemon of docs/production.md for 20 s: 200 agents, a stop of 3 s, agents killed before, in and after it.

const plan: DaemonPlan = {
  agents: 200,
  thresholdMs: 1000,
  beatEveryMs: 200,
  kills: [
    [3000, 5],
    [7500, 5],
    [9500, 5],
    [14_000, 5],
  ],
  stop: [8000, 11_000],
  endMs: 20_000,
};

await runAsProcess({ name: 'daemon' }, async ({ out }) => {
  const { faults, figures } = judge(plan, await runDaemon(plan), 500);
  out.write(`${[figures, ...faults].join('\n')}\n`);
  return faults.length === 0 ? 0 : 1;
});
