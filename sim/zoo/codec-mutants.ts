import { after, bug, edit, type Mutant } from './mutant.ts';

const FRAME = 'src/vlp/frame.js';

/** Bugs of the frame: what is refused, for which reason, and what is read. */
export const CODEC_MUTANTS: readonly Mutant[] = [
  bug('length-at-least', 'a datagram that is too long is read as a frame', [
    edit(
      FRAME,
      "if (bytes.length !== FRAME_LENGTH)\n        return 'bad-length';",
      "if (bytes.length < FRAME_LENGTH)\n        return 'bad-length';",
    ),
  ]),
  bug('magic-half-checked', 'a frame passes with one of its two magic bytes', [
    edit(FRAME, 'bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1', 'bytes[0] !== MAGIC_0 && bytes[1] !== MAGIC_1'),
  ]),
  bug('version-before-magic', 'a frame with a wrong magic and a wrong version is refused for its version', [
    edit(
      FRAME,
      "    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
      "    if (bytes[2] !== VERSION)\n        return 'bad-version';\n    if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1)\n        return 'bad-magic';",
    ),
  ]),
  bug('status-before-crc', 'a damaged frame with an unknown status is refused for its status', [
    edit(
      FRAME,
      '    if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))',
      "    if (bytes[3] > STALL_CODE)\n        return 'bad-status';\n    if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))",
    ),
  ]),
  bug('crc-over-too-little', 'the checksum leaves out the payload', [
    edit(FRAME, 'if (crc32c(bytes, CRC_AT) !==', 'if (crc32c(bytes, CRC_AT - 4) !=='),
  ]),
  bug('crc-unchecked', 'a damaged frame is read', [edit(FRAME, 'if (crc32c(bytes, CRC_AT) !== readU32(bytes, CRC_AT))', 'if (false)')]),
  bug('stall-on-wire-accepted', 'an agent may claim the status that only the observer gives', [
    edit(FRAME, 'if (code === STALL_CODE)', 'if (false)'),
  ]),
  bug('pid-one-accepted', 'a frame of pid 1 is taken', [edit(FRAME, 'if (pid <= 1)', 'if (pid < 1)')]),
  bug('timestamp-unchecked', 'the reserved timestamp is taken', [edit(FRAME, 'if (timestamp === U64_MAX)', 'if (false)')]),
  bug('terminal-nonce-unchecked', 'the terminal nonce is taken with any status', [
    edit(FRAME, 'if (nonce === TERMINAL_NONCE && code !== CRITICAL_CODE)', 'if (false)'),
  ]),
  bug('nonce-lower-half', 'only the lower half of a nonce is read', [
    edit(FRAME, 'const nonce = readU64(bytes, 16);', 'const nonce = BigInt(readU32(bytes, 16));'),
  ]),
  bug('payload-signed', 'a payload above 2^31 comes out below zero', [after(FRAME, 'payload: readU32(bytes, 24)', '| 0')]),
  bug('frame-written-signed', 'a frame whose pid is above 2^31 is refused by the writer', [
    edit(FRAME, "checkU32('encode frame', 'pid', frame.pid);", "checkU32('encode frame', 'pid', frame.pid | 0);"),
  ]),
  bug('written-nonce-lower-half', 'only the lower half of a nonce is written', [
    edit(FRAME, 'writeU64(out, 16, frame.nonce);', 'writeU64(out, 16, BigInt.asUintN(32, frame.nonce));'),
  ]),
  bug('sealed-before-payload', 'a frame is given its checksum before its payload', [
    edit(
      FRAME,
      '    writeU32(out, 24, frame.payload);\n    writeU32(out, CRC_AT, crc32c(out, CRC_AT));',
      '    writeU32(out, CRC_AT, crc32c(out, CRC_AT));\n    writeU32(out, 24, frame.payload);',
    ),
  ]),
  bug('frame-into-any-length', 'a frame is written into memory that is longer than a frame', [
    edit(FRAME, 'if (out.length !== FRAME_LENGTH)', 'if (out.length < FRAME_LENGTH)'),
  ]),
];
