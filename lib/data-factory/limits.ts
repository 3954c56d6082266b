import { Range } from "../core/range";

/**
 * Activities of one pipeline, those within containers such as Until included: at most, and as long as Microsoft's support
 * has not raised it. Source: Microsoft, Azure Data Factory limits: 80, maximum 120 (soft limit).
 */
export const ACTIVITIES_PER_PIPELINE = new Range(1, 120, "activities");
export const UNASKED_ACTIVITIES = new Range(1, 80, "activities");

/** Source: Microsoft, Azure Data Factory limits: characters per expression. */
export const EXPRESSION_LENGTH = new Range(1, 8192, "characters");

/** Runs of one pipeline at a time. Source: azurerm 4.55.0, azurerm_data_factory_pipeline: 1-50. */
export const PIPELINE_CONCURRENCY = new Range(1, 50, "runs at a time");

/** Attempts after the first. Source: this library, against slips; azure-rest-api-specs, ActivityPolicy, has a lower limit of 0 and no upper one. */
export const ACTIVITY_RETRIES = new Range(0, 1000, "retries");

/** Time between two attempts. Source: azure-rest-api-specs, ActivityPolicy: 30-86,400 seconds. */
export const RETRY_INTERVAL = new Range(30, 86_400, "seconds");

/** How long one attempt may take. Source: Microsoft, Azure Data Factory limits: 7 days for any activity. */
export const ACTIVITY_TIMEOUT = new Range(1, 604_800, "seconds");

/** Recurrence of a schedule trigger, in units of its frequency. Source: Microsoft, pipeline execution and triggers, schema defaults and limits: 1-1000. */
export const TRIGGER_INTERVAL = new Range(1, 1000, "as interval");

/** Hours of the day and minutes of the hour at which a trigger fires. Source: Microsoft, schedule triggers. */
export const TRIGGER_HOURS = new Range(0, 23, "as hour");
export const TRIGGER_MINUTES = new Range(0, 59, "as minute");

/** Of which a week, and the longest month, consist. */
export const DAYS_PER_WEEK = 7;
export const LONGEST_MONTH_DAYS = 31;

/** Digits of hours, minutes and seconds in a timespan: `0.12:00:00`. Source: .NET, TimeSpan, format "c". */
export const TIMESPAN_DIGITS = 2;
