/** The name that is most like another, by the pairs of letters that both have; none where hardly any is. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const likenesses = names.map((other) => ({ other, likeness: likeness(pairsOf(name), pairsOf(other)) }));
  const [best] = likenesses.sort((left, right) => right.likeness - left.likeness);
  return best !== undefined && best.likeness > LIKE_ENOUGH ? best.other : undefined;
}

const LIKE_ENOUGH = 0.6;

function pairsOf(name: string): string[] {
  const letters = name.toLowerCase();
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, index) => letters.slice(index, index + 2));
}

/** From 0, nothing in common, to 1. Source: Dice's coefficient. */
function likeness(left: readonly string[], right: readonly string[]): number {
  const rest = [...right];
  const common = left.filter((pair) => {
    const found = rest.indexOf(pair);
    return found >= 0 && rest.splice(found, 1).length > 0;
  });
  return (2 * common.length) / Math.max(1, left.length + right.length);
}
