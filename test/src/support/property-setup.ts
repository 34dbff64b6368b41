import fc from 'fast-check';

// A property that fails is shrunk, which can take minutes with the longest runs: what was found by then is told.
fc.configureGlobal({ interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true });
