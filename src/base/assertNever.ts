/** Makes the compiler prove that a union was handled whole; throws (a bug) when data broke that proof. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
