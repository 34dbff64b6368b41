import fc from 'fast-check';

// A property that fails is shrunk, which can take minutes with the longest runs: what was found by then is
// shown, shortly before the test's own time is over.
// oxlint-disable-next-line typescript/no-deprecated -- the plugin that shall replace it cannot be set for all properties at once
fc.configureGlobal({ interruptAfterTimeLimit: 27_000, markInterruptAsFailure: true });
