export { FILE_BYTES_MAX, parseScenario, readScenario, readScenarioText } from './read-scenario.ts';
