/**
 * Works on items in their order, at most `atOnce` at a time, and returns the results in the same order. When one fails, no
 * other is begun, `onFailure` hears of it once, those under way are waited for, and the first error is thrown.
 */
export async function inTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
  onFailure: () => void = () => {},
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        if (failures.push(error) === 1) onFailure();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
