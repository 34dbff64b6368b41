import { syncBuiltinESMExports } from 'node:module';
import { FORBIDDEN_FUNCTIONS, FORBIDDEN_VALUES } from './forbidden.ts';
import { GUARD } from './guard.ts';
import { check, replaceAll } from './replace.ts';

// Replaces every forbidden function and value, once for the process, by a proxy that throws while the guard is up and passes
// calls on while it is down. Importing this module installs the guard; it is never removed.

/** Guards `process.env`. */
function guardEnvironment(): void {
  process.env = new Proxy(process.env, {
    get: (target, key) => (check('process.env'), Reflect.get(target, key) as unknown),
    // On the target itself: with the proxy as receiver it would define a property by a partial descriptor, which process.env refuses.
    set: (target, key, value) => (check('process.env'), Reflect.set(target, key, value)),
    has: (target, key) => (check('process.env'), Reflect.has(target, key)),
    ownKeys: (target) => (check('process.env'), Reflect.ownKeys(target)),
  });
}

function install(): void {
  guardEnvironment();
  replaceAll(FORBIDDEN_FUNCTIONS, FORBIDDEN_VALUES);
  syncBuiltinESMExports();
}

if (!GUARD.isInstalled) {
  GUARD.isInstalled = true;
  install();
}
