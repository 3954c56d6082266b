import { Range } from "../core/range";

/** Size of a standard file share. Source: Microsoft, Azure Files scale targets: 100 TiB; azurerm, azurerm_storage_share: 1-102400. */
export const SHARE_QUOTA = new Range(1, 102_400, "GiB");

/** Enough for semaphores and the artifacts of many runs. Source: this library. */
export const DEFAULT_SHARE_QUOTA_GIB = 5;

/**
 * Age at which a lifecycle rule deletes blobs. Source: this library, against slips: a hundred years; azurerm 4.55.0,
 * azurerm_storage_management_policy: 0-99999. A day is the service's resolution.
 */
export const BLOB_AGE = new Range(1, 36_500, "whole days");
