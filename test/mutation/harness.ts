export { TARGETS } from '../../fuzz/targets/index.ts';
export { simulate } from '../../sim/campaign/simulate.ts';
export { filedFault } from '../../sim/corpus/judge-filed.ts';
export { isRefusal } from '../../sim/ops/refusal.ts';
export { SCENARIOS } from '../../sim/scenarios/index.ts';
export { readTrace } from '../../sim/trace/read-trace.ts';
