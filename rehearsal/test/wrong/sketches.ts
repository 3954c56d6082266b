import { Wrong } from "../support/wrong";
import { Sketch } from "../support/workshop";
import { WRONG_APP_JOBS } from "./app-jobs";
import { WRONG_CHANGES } from "./changes";
import { WRONG_EDGES } from "./edges";
import { WRONG_GATEWAYS } from "./gateways";
import { WRONG_LOGS } from "./logs";
import { WRONG_MOVEMENTS } from "./movements";
import { WRONG_PARTS } from "./parts";
import { WRONG_REGISTRIES } from "./registries";

/** Every sketch made wrong. */
export const WRONG_SKETCHES: readonly Wrong<Sketch>[] = [
  ...WRONG_MOVEMENTS,
  ...WRONG_PARTS,
  ...WRONG_GATEWAYS,
  ...WRONG_APP_JOBS,
  ...WRONG_EDGES,
  ...WRONG_CHANGES,
  ...WRONG_LOGS,
  ...WRONG_REGISTRIES,
];
