import { Range } from "../core/range";

/** Linked runtimes of one shared runtime. Source: Microsoft, Azure Data Factory limits: 100, fixed. */
export const LINKS_PER_RUNTIME = 100;

/** Links from which a warning is shown, so that a dedicated runtime can be planned in time. Source: this library. */
export const LINKS_WORTH_A_WARNING = 80;

/** How long handed-over data may lie in between. Source: this library, against slips: ten years; Azure's lifecycle rules count whole days. */
export const RETENTION_DAYS = new Range(1, 3650, "whole days");
