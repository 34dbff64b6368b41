// A program that speaks the tracker protocol until its third request, and then does what its first argument says.
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const [how, pidFile] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const REPLIES = { new: '{"ok":true}', record: '{"update":"inserted"}', len: '{"value":2}' };
const FAULTS = {
  dies: () => process.exit(3),
  'is-killed': () => process.kill(process.pid, 'SIGKILL'),
  complains: () => {
    process.stderr.write('thread main panicked\nat tracker.rs:7\n');
    process.exit(101);
  },
  hangs: () => {},
  garbage: () => say('Segmentation fault'),
  'half-a-line': () => process.stdout.write('{"val', () => process.exit(0)),
  'no-newline': () => process.stdout.write('x'.repeat(3_000_000)),
  'not-utf8': () => process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a])),
  'one-too-many': () => process.stdout.write('{"value":2}\n{"value":2}\n'),
  'wrong-stream': () => process.stderr.write('{"value":2}\n'),
  drips: () => setInterval(() => process.stdout.write('x'), 20),
  'complains-for-ever': () => setInterval(() => process.stderr.write('still here\n'), 20),
  'closes-its-input': () => {
    process.stdin.destroy();
    setInterval(() => {}, 1000);
  },
};

if (how === 'silent-from-the-start') setInterval(() => {}, 1000);
else if (how === 'ends-at-once') process.exit(2);
else {
  if (how === 'stays') {
    process.on('SIGTERM', () => {});
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    writeFileSync(pidFile, `${process.pid} ${child.pid}`);
    setInterval(() => {}, 1000);
  }
  if (how === 'too-early') say('{"value":2}');
  let requests = 0;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { op } = JSON.parse(line);
    if (op === 'hello')
      say(
        how === 'bad-hello'
          ? '{"hello":{"protocol":7}}'
          : how === 'no-hello'
            ? '{"error":"unknown operation"}'
            : '{"hello":{"protocol":1,"name":"faulty"}}',
      );
    else if (++requests === 3 && how in FAULTS) FAULTS[how]();
    else say(REPLIES[op]);
  });
}
