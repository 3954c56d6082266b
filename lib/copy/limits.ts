import { Duration } from "../core/duration";
import { Range } from "../core/range";

/** Versions of Salesforce's API: the first with Bulk API 2.0 for queries. Source: azure-rest-api-specs, SalesforceV2LinkedService, apiVersion: at least 47.0. */
export const MINIMUM_SALESFORCE_API_VERSION = 47;
export const DEFAULT_SALESFORCE_API_VERSION = "59.0";

/** Connections of one copy at a time. Source: this library, against slips; Microsoft documents no upper limit for databases. */
export const PARALLEL_COPIES = new Range(1, 256, "parallel copies");

/** How far back a window may reach. Source: this library, against slips: ten years. */
export const WINDOW_MINUTES = new Range(1, 5_256_000, "whole minutes");

/** How old what is handed over may be. Source: this library, against slips: ten years, the longest retention. */
export const HANDOFF_AGE_MINUTES = new Range(1, 5_256_000, "whole minutes");

/** How far before its mark an incremental copy begins. Source: this library, against slips: up to thirty days. */
export const OVERLAP_MINUTES = new Range(0, 43_200, "whole minutes");
export const DEFAULT_OVERLAP = Duration.hours(1);

/** Of a mark's name, by which two activities are named, too. Source: this library; activities' names have 55. */
export const WATERMARK_NAME_CHARACTERS = new Range(1, 40, "characters");

/** Of a table's name, as far as it begins that of its staging table. Source: Microsoft, Database identifiers: 128 characters; 18 are the ending. */
export const STAGED_NAME_CHARACTERS = 110;

/** Data Factory's words for a connection on which certificate and name are verified. Source: Microsoft, PostgreSQL connector, sslMode: Verify-full (5) [assumed A18]; MySQL connector, SSLMode: VERIFY_IDENTITY (4). */
export const POSTGRESQL_VERIFY_FULL = 5;
export const MYSQL_VERIFY_IDENTITY = 4;

/** Version of the Blob service's API by which manifests are read and written; Entra tokens need 2017-11-09 or later. Source: Microsoft, versioning for Azure Storage. */
export const STORAGE_API_VERSION = "2021-12-02";

/** For what a token is asked, to reach blobs. Source: Microsoft, authorize access to blobs with Microsoft Entra ID. */
export const STORAGE_AUDIENCE = "https://storage.azure.com/";
