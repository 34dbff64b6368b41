import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { Converter, ReflectionKind } from 'typedoc';

// The API page: a file for each entry of the package but the one that may change with any version.

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const entries = Object.entries(exports).filter(([name, entry]) => typeof entry !== 'string' && name !== './internal');
const sourceOf = ({ types }) => types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts');
const nameOf = new Map(entries.map(([name, entry]) => [posix.dirname(sourceOf(entry)), posix.join('varta-sim', name)]));

/** Names modules as they are imported. */
function asImported(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) module.name = nameOf.get(module.name) ?? module.name;
  });
}

export default {
  name: 'API',
  tsconfig: 'tsconfig.json',
  // The project is checked with a later compiler than typedoc takes.
  skipErrorChecking: true,
  plugin: ['typedoc-plugin-markdown', asImported],
  entryPoints: entries.map(([, entry]) => `../../${sourceOf(entry)}`),
  out: '../../docs/api',
  router: 'module',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeExternals: true,
  // A type that is not exported is named all the same.
  validation: { notExported: false, invalidLink: true },
  treatValidationWarningsAsErrors: true,
  treatWarningsAsErrors: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  propertyMembersFormat: 'table',
};
