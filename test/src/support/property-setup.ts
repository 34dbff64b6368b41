import fc from 'fast-check';

// A property that fails is shrunk, which can take minutes with the longest runs: what was found by then is told.
// oxlint-disable-next-line typescript/no-deprecated -- the plugin that shall replace it cannot be set for all properties at once
fc.configureGlobal({ interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true });
