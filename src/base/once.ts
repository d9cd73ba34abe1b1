/** Runs `make` at the first call and remembers what came of it. A failure is not remembered: the next call tries again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    const making = make();
    making.catch(() => {
      if (made === making) made = undefined;
    });
    made = making;
    return making;
  };
}
