/** Units of time. */
export const MILLISECONDS_PER_SECOND = 1000;
export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const SECONDS_PER_DAY = 86_400;

/** Hexadecimal digits of a SHA-256. Source: FIPS 180-4. */
export const SHA256_DIGITS = 64;

/** Where an ID split at its slashes has the resource group: `/subscriptions/S/resourceGroups/G/…`. */
export const RESOURCE_GROUP_SEGMENT = 4;

/** Bits of the hash that stands in for what a cut name lost: 10,000 names meet by chance once in 20,000 holdings. */
export const NAME_HASH_BITS = 40;
export const BITS_PER_HEXADECIMAL = 4;
export const BASE_32 = 32;
export const BITS_PER_BASE_32 = 5;

/** How Azure wants the name of one kind of resource. */
export interface NameSyntax {
  /** As Azure calls the resource. */
  readonly resource: string;
  /** Id of the rule that checks it. */
  readonly rule: string;
  /** Characters. */
  readonly min: number;
  /** Characters. */
  readonly max: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
  /** Put between the parts of a derived name; empty where no separator is allowed. */
  readonly separator: "-" | "";
  /** What a derived name ends in: the Cloud Adoption Framework's abbreviation of the resource. */
  readonly suffix?: string;
}

const DASHED = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const DASHED_LOWERCASE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LOWERCASE_LETTER_FIRST = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const FACTORY_PART = /^[A-Za-z0-9_][^<>*#.%&:\\+?/]*$/;
const DASHLESS_FACTORY_PART = /^[A-Za-z][^-<>*#.%&:\\+?/]*$/;
const FACTORY_PART_FORBIDDEN = "< > * # . % & : \\ + ? /";
const LETTER_FIRST = /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

/**
 * Sources: Microsoft, naming rules and restrictions for Azure resources; of Data Factory's parts, Microsoft, Azure Data
 * Factory naming rules, and of its activities, pipelines and activities: 55 characters; of Container Apps, azurerm,
 * containerapps/validate/validate.go: 32 and 60. A relay gateway's is this library's.
 */
export const NAME_SYNTAX = {
  resourceGroup: {
    resource: "resource group",
    rule: "core/resource-group-name",
    min: 1,
    max: 90,
    pattern: /^[\p{L}\p{N}_().-]*[\p{L}\p{N}_()-]$/u,
    allowed: "letters, digits, '_', '-', '.', '(' and ')', with no dot at the end",
    separator: "-",
    suffix: "rg",
  },
  dataFactory: {
    resource: "data factory",
    rule: "data-factory/factory-name",
    min: 3,
    max: 63,
    pattern: DASHED,
    allowed: "letters, digits and single inner hyphens",
    separator: "-",
    suffix: "adf",
  },
  integrationRuntime: {
    resource: "integration runtime",
    rule: "data-factory/runtime-name",
    min: 3,
    max: 63,
    pattern: DASHED,
    allowed: "letters, digits and single inner hyphens",
    separator: "-",
    suffix: "ir",
  },
  relayNamespace: {
    resource: "relay namespace",
    rule: "relay/namespace-name",
    min: 6,
    max: 50,
    pattern: LETTER_FIRST,
    allowed: "letters, digits and hyphens, a letter first, a letter or digit last",
    separator: "-",
    suffix: "relay",
  },
  hybridConnection: {
    resource: "hybrid connection",
    rule: "relay/hybrid-connection-name",
    min: 1,
    max: 260,
    pattern: /^[0-9A-Za-z](?:[0-9A-Za-z._/-]*[0-9A-Za-z])?$/,
    allowed: "letters, digits, '.', '-', '_' and '/', a letter or digit at both ends",
    separator: "-",
  },
  keyVault: {
    resource: "key vault",
    rule: "vault/vault-name",
    min: 3,
    max: 24,
    pattern: /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/,
    allowed: "letters, digits and single inner hyphens, a letter first",
    separator: "-",
    suffix: "kv",
  },
  keyVaultSecret: {
    resource: "key vault secret",
    rule: "vault/secret-name",
    min: 1,
    max: 127,
    pattern: /^[0-9A-Za-z-]+$/,
    allowed: "letters, digits and hyphens",
    separator: "-",
  },
  storageAccount: {
    resource: "storage account",
    rule: "storage/account-name",
    min: 3,
    max: 24,
    pattern: /^[a-z0-9]+$/,
    allowed: "lowercase letters and digits",
    separator: "",
  },
  fileShare: {
    resource: "file share",
    rule: "storage/share-name",
    min: 3,
    max: 63,
    pattern: DASHED_LOWERCASE,
    allowed: "lowercase letters, digits and single inner hyphens",
    separator: "-",
  },
  blobContainer: {
    resource: "blob container",
    rule: "storage/container-name",
    min: 3,
    max: 63,
    pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*-?$/,
    allowed: "lowercase letters, digits and hyphens, a letter or digit first, no two hyphens in a row",
    separator: "-",
  },
  containerRegistry: {
    resource: "container registry",
    rule: "registry/registry-name",
    min: 5,
    max: 50,
    pattern: /^[A-Za-z0-9]+$/,
    allowed: "letters and digits",
    separator: "",
  },
  userAssignedIdentity: {
    resource: "user-assigned identity",
    rule: "identity/identity-name",
    min: 3,
    max: 128,
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    allowed: "letters, digits, '-' and '_', a letter or digit first",
    separator: "-",
    suffix: "id",
  },
  containerGroup: {
    resource: "container group",
    rule: "dbt/group-name",
    min: 1,
    max: 63,
    pattern: DASHED_LOWERCASE,
    allowed: "lowercase letters, digits and single inner hyphens",
    separator: "-",
  },
  container: {
    resource: "container",
    rule: "dbt/container-name",
    min: 1,
    max: 63,
    pattern: DASHED_LOWERCASE,
    allowed: "lowercase letters, digits and single inner hyphens",
    separator: "-",
  },
  containerVolume: {
    resource: "container group volume",
    rule: "dbt/volume-name",
    min: 5,
    max: 63,
    pattern: DASHED_LOWERCASE,
    allowed: "lowercase letters, digits and single inner hyphens",
    separator: "-",
  },
  containerAppJob: {
    resource: "Container Apps job",
    rule: "dbt/app-job-name",
    min: 2,
    max: 32,
    pattern: LOWERCASE_LETTER_FIRST,
    allowed: "lowercase letters, digits and single inner hyphens, a letter first",
    separator: "-",
  },
  containerAppEnvironment: {
    resource: "Container Apps environment",
    rule: "dbt/app-environment-name",
    min: 2,
    max: 60,
    pattern: LOWERCASE_LETTER_FIRST,
    allowed: "lowercase letters, digits and single inner hyphens, a letter first",
    separator: "-",
  },
  pipeline: {
    resource: "pipeline",
    rule: "data-factory/pipeline-name",
    min: 1,
    max: 260,
    pattern: FACTORY_PART,
    allowed: `characters other than ${FACTORY_PART_FORBIDDEN}, a letter, digit or '_' first`,
    separator: "-",
  },
  trigger: {
    resource: "trigger",
    rule: "data-factory/trigger-name",
    min: 1,
    max: 260,
    pattern: FACTORY_PART,
    allowed: `characters other than ${FACTORY_PART_FORBIDDEN}, a letter, digit or '_' first`,
    separator: "-",
  },
  activity: {
    resource: "activity",
    rule: "data-factory/activity-name",
    min: 1,
    max: 55,
    pattern: FACTORY_PART,
    allowed: `characters other than ${FACTORY_PART_FORBIDDEN}, a letter, digit or '_' first`,
    separator: "-",
  },
  credential: {
    resource: "credential",
    rule: "data-factory/credential-name",
    min: 1,
    max: 260,
    pattern: FACTORY_PART,
    allowed: `characters other than ${FACTORY_PART_FORBIDDEN}, a letter, digit or '_' first`,
    separator: "-",
  },
  linkedService: {
    resource: "linked service",
    rule: "data-factory/linked-service-name",
    min: 1,
    max: 260,
    pattern: DASHLESS_FACTORY_PART,
    allowed: `characters other than - ${FACTORY_PART_FORBIDDEN}, a letter first`,
    separator: "",
  },
  dataset: {
    resource: "dataset",
    rule: "data-factory/dataset-name",
    min: 1,
    max: 260,
    pattern: DASHLESS_FACTORY_PART,
    allowed: `characters other than - ${FACTORY_PART_FORBIDDEN}, a letter first`,
    separator: "",
  },
  relayGateway: {
    resource: "relay gateway's parts",
    rule: "gateway/gateway-name",
    min: 2,
    max: 50,
    pattern: DASHED_LOWERCASE,
    allowed: "lowercase letters, digits and single inner hyphens",
    separator: "-",
    suffix: "gateway",
  },
  environmentVariable: {
    resource: "environment variable of a container",
    rule: "dbt/variable-name",
    min: 1,
    max: 63,
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_]*[A-Za-z0-9])?$/,
    allowed: "letters, digits and inner underscores",
    separator: "",
  },
} as const satisfies Record<string, NameSyntax>;
