import { Range } from "../core/range";

/** Size of a standard file share. Source: Microsoft, Azure Files scale targets. */
export const SHARE_QUOTA = new Range(1, 102_400, "GiB");

/** Enough for semaphores and the artifacts of many runs. */
export const DEFAULT_SHARE_QUOTA_GIB = 5;

/** Age at which a lifecycle rule deletes blobs. Source: azurerm 4.55.0, azurerm_storage_management_policy: 0-99999; a day is the service's resolution. */
export const BLOB_AGE = new Range(1, 36_500, "whole days");
