export { FILE_BYTES_MAX, parseScenario, readScenarioText } from './read-scenario.ts';
