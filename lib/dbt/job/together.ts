import { ContainerSize } from "./container-size";
import { SIZE_UNITS } from "./limits";

/** What containers have together, without the noise of binary fractions. */
export function together(sizes: readonly ContainerSize[], figure: keyof ContainerSize): number {
  const units = sizes.map((size) => Math.round(size[figure] * SIZE_UNITS));
  return units.reduce((sum, one) => sum + one, 0) / SIZE_UNITS;
}
