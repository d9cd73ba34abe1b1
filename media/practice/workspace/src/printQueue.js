/**
 * Runs print jobs, at most `limit` at the same time, and resolves to their results in the order of the jobs. A job is
 * a function that returns a promise. As soon as one job ends, the next one starts.
 *
 * When a job fails, no further job starts. The jobs already printing may finish, and only then the queue rejects,
 * with the first error.
 *
 * Wrong today: it prints in batches, so one slow job keeps the other printers idle, and after a failure it does not
 * wait for the jobs that are still printing.
 */
export async function runPrintQueue(jobs, limit) {
  const results = [];
  for (let start = 0; start < jobs.length; start += limit) {
    const batch = jobs.slice(start, start + limit);
    results.push(...(await Promise.all(batch.map((job) => job()))));
  }
  return results;
}
