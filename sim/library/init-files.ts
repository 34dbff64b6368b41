/** A file that `init` lays, by its path from the folder of the project. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a first project, in `folder` and beside it. */
export function initFiles(folder: string): readonly InitFile[] {
  return [
    { path: 'varta-sim.config.mjs', text: configText(folder) },
    { path: `${folder}/scenario.mjs`, text: SCENARIO },
    { path: `${folder}/rules.mjs`, text: RULES },
    { path: `${folder}/campaign.test.mjs`, text: TEST },
    { path: '.gitignore', text: 'node_modules/\nfindings/\n' },
    { path: '.github/workflows/varta-sim.yml', text: workflowText(folder) },
  ];
}

function configText(folder: string): string {
  return `// What every command of varta-sim loads, from any folder of this project.
export default { scenarios: ['./${folder}/scenario.mjs'], rules: ['./${folder}/rules.mjs'] };
`;
}

const SCENARIO = `import { agents, drawTable, MS, planWorld, ratio, soundLink, UNEVENTFUL } from 'varta-sim/sim';

/** @type {import('varta-sim/sim').Scenario} */
export const scenario = {
  name: 'first-fleet',
  claim: 'Agents crash and come back, and each death is reported.',
  // What its runs must reach between them; see npx varta-sim list.
  goals: ['agent-crashed', 'stall-surfaced', 'settled'],
  // The same seed draws the same plan: draw in the same order whatever the knobs are.
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(8, 64), window: () => 16 });
    const thresholdNs = entropy.int(100, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 5);
    return planWorld(table, {
      forNs: knobs.forNs ?? 200 * intervalNs,
      thresholdNs,
      links: [soundLink('wire', 'socket', Math.floor(intervalNs / 10))],
      fleet: [
        agents({
          name: 'fleet',
          count: Math.min(6, table.capacity),
          link: 'wire',
          intervalNs,
          lifecycle: { ...UNEVENTFUL, crash: ratio(1, 60), samePid: ratio(1, 2), restartNs: { min: intervalNs, max: 4 * thresholdNs } },
          livenessRequired: false,
        }),
      ],
      settle: { quietNs: 6 * thresholdNs, networkIsSound: true },
    });
  },
};
`;

const RULES = `/** Asked after each step, beside all rules of varta-sim: null where it holds, or the reason why not.
 * @type {import('varta-sim/sim').CustomRule[]} */
export const rules = [
  {
    name: 'table-within-capacity',
    sentence: 'the table never has more pids than slots',
    check: ({ view, capacity }) => (view.length <= capacity ? null : \`it has \${view.length} pids in \${capacity} slots\`),
  },
];

/** What a campaign of twelve seeds or more must have seen.
 * @type {import('varta-sim/sim').CustomGoal[]} */
export const goals = [{ name: 'two-stalled', sentence: 'two pids were stalled at once', reached: ({ view }) => view.stallCount >= 2 }];
`;

const TEST = `import { campaign } from 'varta-sim/vitest';
import { goals, rules } from './rules.mjs';
import { scenario } from './scenario.mjs';

// A seed that fails prints its report and saves its trace in findings/, which is replayed first from then on.
// With tracker: '../my-tracker.mjs', a path from this folder, a tracker of your own follows, and its replies are judged.
campaign('first campaign', { scenarios: [scenario, 'tracker-direct'], seeds: 12, rules, goals });
`;

function workflowText(folder: string): string {
  return `name: varta-sim
on: [push, pull_request]
permissions:
  contents: read
jobs:
  simulate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      # With a tracker of your own, which every scenario may ask: npx varta-sim run --tracker ./my-tracker.mjs --junit varta-sim.xml
      - run: npx varta-sim run --scenario first-fleet --junit varta-sim.xml
      - run: npx vitest run ${folder}
      - uses: actions/upload-artifact@v4
        if: failure()
        with:
          name: findings
          path: |
            findings
            varta-sim.xml
`;
}
