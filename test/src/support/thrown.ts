/** What `run` throws; fails the test if it throws nothing. */
export function thrown(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`threw no Error but ${String(error)}`, { cause: error });
  }
  throw new Error('threw nothing');
}
