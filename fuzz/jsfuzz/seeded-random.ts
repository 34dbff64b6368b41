import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';

// Loaded before jsfuzz, which has no seed: all its draws come down to Math.random, and in its process that is this.

const entropy = new SeededEntropy(process.env['FUZZ_SEED'] ?? '', 'jsfuzz');
Math.random = () => entropy.int(0, 0xffff_ffff) / 2 ** 32;
