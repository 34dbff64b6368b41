/** Has a callback called at the first interrupt, at once if that was before; the returned function takes it back. */
export type OnInterrupt = (callback: () => void) => () => void;

/** Catches SIGINT and SIGTERM from now on, so that one that comes while the rest of the program is being loaded counts as well. */
export function catchInterrupts(): OnInterrupt {
  const callbacks = new Set<() => void>();
  let isInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isInterrupted = true;
      for (const callback of callbacks) callback();
    });
  }
  return (callback) => {
    callbacks.add(callback);
    if (isInterrupted) callback();
    return () => void callbacks.delete(callback);
  };
}
