import { withoutControls } from './printable.ts';

/** A command that GitHub's runner reads from a log, on a line of its own: what its message and its properties say is data. O(size). */
export function workflowCommand(name: 'error', properties: Readonly<Record<string, string>>, message: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name} ${pairs.join(',')}::${data(message)}\n`;
}

function data(text: string): string {
  return withoutControls(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
