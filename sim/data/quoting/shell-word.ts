const PLAIN = /^[\w./:@%+,-]+$/;
const UNPRINTABLE = /(?:\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Noncharacter_Code_Point})+/gu;

/**
 * Text as one word of a POSIX shell: as it is where that is safe, else in single quotes. What a terminal would obey is made by
 * printf when the line is run, so that the word is printable. A newline at the very end stands in the quotes, since the shell takes
 * it away behind printf. The text must have no NUL and no half of a surrogate pair, which no argument can hold. O(text).
 */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  const end = /\n*$/.exec(text)?.index ?? text.length;
  const [shown, newlines] = [text.slice(0, end), text.slice(end)];
  let word = '';
  let from = 0;
  for (const match of shown.matchAll(UNPRINTABLE)) {
    word += singleQuoted(shown.slice(from, match.index));
    from = match.index + match[0].length;
    // The shell takes a newline away that ends what printf prints: the next character goes with it.
    const next = match[0].endsWith('\n') ? String.fromCodePoint(shown.codePointAt(from) ?? 0) : '';
    word += printed(match[0] + next);
    from += next.length;
  }
  return word + singleQuoted(shown.slice(from) + newlines) || "''";
}

/** The path of a file as a word: one that begins with a hyphen would be an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

function singleQuoted(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What printf prints as these bytes. */
function printed(text: string): string {
  const octal = [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"$(printf '${octal.join('')}')"`;
}
