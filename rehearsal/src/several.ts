/** Runs this for each item, so many at a time, begun in their order; the results are in the order of the items. */
export async function severalAtOnce<Item, Result>(
  count: number,
  items: Iterable<Item>,
  run: (item: Item, lane: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items].entries();
  const work = async (lane: number): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await run(item, lane);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, lane) => work(lane)));
  return results;
}
