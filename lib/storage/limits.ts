import { Range } from "../core/range";

/** Size of a standard file share. Source: Microsoft, Azure Files scale targets. */
export const SHARE_QUOTA = new Range(1, 102_400, "GiB");

/** Enough for semaphores and the artifacts of many runs. */
export const DEFAULT_SHARE_QUOTA_GIB = 5;
