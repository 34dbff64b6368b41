import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the files of a folder CommonJS by a package.json of its own: the project's are modules. Throws when the disk does. */
export function nameCommonJs(folder: string): void {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) writeFileSync(path, '{"type":"commonjs"}\n');
}
