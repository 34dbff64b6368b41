#!/usr/bin/env node
import { writeSync } from 'node:fs';

// The program of the package: every command of sim, and fuzz for targets in test files of vitest. A machine that has no handle or no memory
// left may not even load it: Node's own exit code 1 would mean a failed check.
process.exitCode = 70;
try {
  const { main } = await import('../sim/cli/program.ts');
  await main(process.argv.slice(2), { fuzz: async () => (await import('./vitest/fuzz-command.ts')).FUZZ });
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'its code is damaged';
  writeSync(2, `varta-sim: the program cannot be loaded: ${code}\n`);
}
