import { FUNCTIONS_EVERYWHERE, VALUES_EVERYWHERE } from './forbidden-everywhere.ts';
import { GUARD } from './guard.ts';
import { replaceAll } from './replace.ts';

// As install.ts, where there is no Node: in a page and its workers.

if (!GUARD.isInstalled) {
  GUARD.isInstalled = true;
  replaceAll(FUNCTIONS_EVERYWHERE, VALUES_EVERYWHERE);
}
