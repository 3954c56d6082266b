import { Life, without } from "./life";
import { Broken } from "./play";

const MOST_REPLAYS = 15;

/** A life that broke, and how. */
export interface BrokenLife {
  readonly life: Life;
  readonly broken: Broken;
}

/**
 * Drops edits for as long as the rest breaks in the same way, half of them first, with at most fifteen replays.
 *
 * @param replay gives back what broke.
 */
export async function shrunk(
  { life, broken }: BrokenLife,
  replay: (life: Life) => Promise<Broken | undefined>,
): Promise<BrokenLife> {
  let best: BrokenLife = { life: { ...life, edits: life.edits.slice(0, broken.at + 1) }, broken };
  let replays = 0;
  for (let size = Math.ceil(best.life.edits.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.life.edits.length && replays < MOST_REPLAYS;) {
      const dropped = Array.from({ length: size }, (_, index) => from + index);
      const shorter = without(best.life, ...dropped);
      const again = shorter === undefined ? undefined : await replay(shorter);
      replays += shorter === undefined ? 0 : 1;
      if (shorter !== undefined && again?.invariant === broken.invariant) {
        best = { life: { ...shorter, edits: shorter.edits.slice(0, again.at + 1) }, broken: again };
      } else {
        from += size;
      }
    }
  }
  return best;
}
