import { Range } from "../../core/range";

/** How long a Web activity may wait for an answer. Source: azure-rest-api-specs, WebActivityTypeProperties, httpRequestTimeout: 1 to 10 minutes. */
export const WEB_TIMEOUT = new Range(60, 600, "seconds");

/** How long a Wait activity may wait. Source: Microsoft, Wait activity: whole seconds; this library: a day is what an Until should bound. */
export const WAIT = new Range(1, 86_400, "seconds");

/**
 * How long an Until may go round. Source: Microsoft, Until activity: 7 days unless said otherwise and 90 at the most, and
 * Azure Data Factory limits: 7 days for any activity. What both take is admitted.
 */
export const UNTIL_TIMEOUT = new Range(1, 604_800, "seconds");

/** Cases of a Switch, the default one not counted. Source: Microsoft, Switch activity: 1-25. */
export const SWITCH_CASES = new Range(1, 25, "cases");
