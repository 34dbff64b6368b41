/** What stands behind the parts of a page that are not written by hand. */
export interface PageSources {
  /** The text of a file of the project. */
  readonly file: (path: string) => string;
  /** What a command prints; `around` is the page up to it, where a bug or a program may be given. */
  readonly output: (command: string, around: string) => string;
}

const FILE = /(<!-- file: (\S+) -->\n+```\w+\n)[^]*?^(```)/gm;
const CONSOLE = /```console\n([^]*?)\n```/g;
const REPLAY = /^npm run replay -- findings\/\S+/;

/**
 * The page as it should read: what follows `<!-- file: PATH -->` is that file, and in a console each line that begins with
 * `$ ` is followed by what the command prints. A replay of a finding is of the one that was printed last. Where only times
 * differ the page is left as it is.
 */
export function render(page: string, { file, output }: PageSources): string {
  let replay: string | undefined;
  return page
    .replaceAll(FILE, (_whole, head: string, path: string, tail: string) => head + `${file(path).trimEnd()}\n${tail}`)
    .replaceAll(CONSOLE, (whole, text: string, at: number, all: string) => {
      const parts = text.split(/^(?=\$ )/m).map((part) => {
        const [line, ...printed] = part.trimEnd().split('\n');
        const command = line.slice(2).replace(REPLAY, (old) => replay ?? old);
        const real = output(command, all.slice(0, at)).trim();
        replay = /npm run replay -- findings\/\S+/.exec(real)?.[0] ?? replay;
        const shown = withoutTimes(real) === withoutTimes(printed.join('\n')) ? printed.join('\n') : real;
        return `$ ${command}\n${shown}`.trimEnd();
      });
      return whole.replace(text, () => parts.join('\n'));
    });
}

/** What a command printed without what the machine decides: how long it took, and how many workers it had. */
export function withoutTimes(text: string): string {
  return text
    .trim()
    .replaceAll(/ in \d+\.\d s/g, ' in … s')
    .replaceAll(/\b\d+ workers?/g, '… workers');
}
