#!/usr/bin/env node
import { writeSync } from 'node:fs';

// A machine that has no handle or no memory left may not even load the program: Node's own exit code 1 would mean a failed check.
process.exitCode = 70;
try {
  const { main } = await import('./program.ts');
  await main(process.argv.slice(2));
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'its code is damaged';
  writeSync(2, `varta-sim: the program cannot be loaded: ${code}\n`);
}
