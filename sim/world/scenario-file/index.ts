export { FILE_BYTES_MAX, parseScenario, readScenario } from './read-scenario.ts';
