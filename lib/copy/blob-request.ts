import { Expression } from "../data-factory/expression";
import { STORAGE_API_VERSION } from "./limits";

/** Headers of a request by which a blob is read. Source: Microsoft, Get Blob. */
export const GET_BLOB_HEADERS: Record<string, Expression> = {
  "x-ms-version": Expression.literal(STORAGE_API_VERSION),
  "x-ms-date": Expression.of("formatDateTime(utcNow(), 'R')"),
};

/** Headers of a request by which JSON is written, in one piece. Source: Microsoft, Put Blob. */
export const PUT_JSON_HEADERS: Record<string, Expression> = {
  ...GET_BLOB_HEADERS,
  "x-ms-blob-type": Expression.literal("BlockBlob"),
  "Content-Type": Expression.literal("application/json"),
};
