// varta-sim/fast-check: operations and traces to draw, and a model for commands.

export { arbitraryFrame, arbitraryOp } from './arbitrary-op.ts';
export { TrackerModel, trackerCommands, type TrackerCommand, type TrackerCommandsOptions } from './commands.ts';
export { observerOperations, operations, trackerOperations, traces, type OperationsOptions } from './operations.ts';
