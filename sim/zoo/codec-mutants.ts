import type { Mutant } from './mutant.ts';

const FRAME = 'src/vlp/frame.js';

/** Bugs of the frame: what is refused, for which reason, and what is read. */
export const CODEC_MUTANTS: readonly Mutant[] = [
  {
    name: 'length-at-least',
    sentence: 'a datagram that is too long is read as a frame',
    file: FRAME,
    pattern: "if (bytes.length !== FRAME_LENGTH)\n        return 'bad-length';",
    replacement: "if (bytes.length < FRAME_LENGTH)\n        return 'bad-length';",
  },
  {
    name: 'magic-half-checked',
    sentence: 'a frame passes with one of its two magic bytes',
    file: FRAME,
    pattern: 'bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1',
    replacement: 'bytes[0] !== MAGIC_0 && bytes[1] !== MAGIC_1',
  },
  {
    name: 'version-before-magic',
    sentence: 'a frame with a wrong magic and a wrong version is refused for its version',
    file: FRAME,
    pattern: "    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
    replacement:
      "    if (bytes[2] !== VERSION)\n        return 'bad-version';\n    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
  },
  {
    name: 'status-before-crc',
    sentence: 'a damaged frame with an unknown status is refused for its status',
    file: FRAME,
    pattern: '    if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))',
    replacement: "    if (bytes[3] > STALL_CODE)\n        return 'bad-status';\n    if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))",
  },
  {
    name: 'crc-over-too-little',
    sentence: 'the checksum leaves out the payload',
    file: FRAME,
    pattern: 'if (crc32c(bytes, CRC_AT) !==',
    replacement: 'if (crc32c(bytes, CRC_AT - 4) !==',
  },
  {
    name: 'crc-unchecked',
    sentence: 'a damaged frame is read',
    file: FRAME,
    pattern: 'if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))',
    replacement: 'if (false)',
  },
  {
    name: 'stall-on-wire-accepted',
    sentence: 'an agent may claim the status that only the observer gives',
    file: FRAME,
    pattern: 'if (code === STALL_CODE)',
    replacement: 'if (false)',
  },
  {
    name: 'pid-one-accepted',
    sentence: 'a frame of pid 1 is taken',
    file: FRAME,
    pattern: 'if (pid <= 1)',
    replacement: 'if (pid < 1)',
  },
  {
    name: 'timestamp-unchecked',
    sentence: 'the reserved timestamp is taken',
    file: FRAME,
    pattern: 'if (timestamp === U64_MAX)',
    replacement: 'if (false)',
  },
  {
    name: 'terminal-nonce-unchecked',
    sentence: 'the terminal nonce is taken with any status',
    file: FRAME,
    pattern: 'if (nonce === TERMINAL_NONCE && code !== CRITICAL_CODE)',
    replacement: 'if (false)',
  },
  {
    name: 'nonce-lower-half',
    sentence: 'only the lower half of a nonce is read',
    file: FRAME,
    pattern: 'const nonce = readU64(bytes, 16);',
    replacement: 'const nonce = BigInt(readU32(bytes, 16));',
  },
  {
    name: 'payload-signed',
    sentence: 'a payload above 2^31 comes out below zero',
    file: FRAME,
    pattern: 'payload: readU32(bytes, 24)',
    replacement: 'payload: readU32(bytes, 24) | 0',
  },
  {
    name: 'frame-written-signed',
    sentence: 'a frame whose pid is above 2^31 is refused by the writer',
    file: FRAME,
    pattern: "checkU32('encode frame', 'pid', frame.pid);",
    replacement: "checkU32('encode frame', 'pid', frame.pid | 0);",
  },
  {
    name: 'written-nonce-lower-half',
    sentence: 'only the lower half of a nonce is written',
    file: FRAME,
    pattern: 'writeU64(out, 16, frame.nonce);',
    replacement: 'writeU64(out, 16, BigInt.asUintN(32, frame.nonce));',
  },
  {
    name: 'sealed-before-payload',
    sentence: 'a frame is given its checksum before its payload',
    file: FRAME,
    pattern: '    writeU32(out, 24, frame.payload);\n    writeU32(out, CRC_AT, crc32c(out, CRC_AT));',
    replacement: '    writeU32(out, CRC_AT, crc32c(out, CRC_AT));\n    writeU32(out, 24, frame.payload);',
  },
];
