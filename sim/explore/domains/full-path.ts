import type { DomainForm } from '../domain-form.ts';

/** Sixty-seven pids whose home is cell 0 of 256. */
const SAME_HOME = [
  286, 299, 375, 436, 504, 750, 829, 1211, 1317, 1364, 1402, 1664, 1887, 2325, 2437, 3387, 3467, 3594, 3621, 3774, 4025, 4306, 4625, 5186,
  5366, 5609, 5655, 6294, 6417, 6543, 7392, 7479, 8403, 8500, 8742, 9389, 9497, 9690, 9841, 9956, 10099, 10922, 11193, 11307, 11459, 11515,
  11560, 11602, 11612, 11640, 11824, 12575, 12652, 12725, 12979, 13277, 13344, 13697, 13754, 14156, 14259, 14481, 14602, 14635, 15439,
  15456, 15940,
];
const PATH = 64;

const RECORD = { op: 'record', status: 'ok', nonce: '1', threshold: '100', origin: 'kernel-attested' };

/** A path of the index as long as its budget: inserts that fail, and evictions that are taken back. */
export const FULL_PATH: DomainForm = {
  domain: 'full-path',
  about: 'a full table whose index has one path of 64 live cells, which is all that its budget allows',
  depth: 4,
  starts: [{ op: 'new', capacity: PATH + 1, policy: ['strict', 'balanced'], window: 1 }],
  before: [
    // A pid of another home in the first slot: to take its cell away helps nobody on the path.
    { ...RECORD, pid: 4, now: '0', ns: '1' },
    { ...RECORD, pid: SAME_HOME.slice(0, PATH), now: '1', ns: null },
  ],
  operations: [
    { ...RECORD, pid: SAME_HOME.slice(PATH), now: ['1', '1001'], ns: null },
    { ...RECORD, pid: 4, nonce: '2', now: '2', ns: '1' },
    { op: 'drain', now: '100', threshold: '100' },
    { op: 'take', counter: ['evictions', 'evicted_pid', 'probe_exhausted'] },
    { op: 'get', field: ['last_ns', 'ns'], pid: 4 },
  ],
};
