/**
 * The version of Azure's API by which each type is written: stable ones, so that what a body says means the same
 * tomorrow. A version that moves plans one update in place of everything of its type.
 * Source: Microsoft, Azure Resource Manager template reference.
 */
const API_VERSIONS = {
  "Microsoft.DataFactory/factories/credentials": "2018-06-01",
  "Microsoft.DataFactory/factories/datasets": "2018-06-01",
  "Microsoft.DataFactory/factories/integrationRuntimes": "2018-06-01",
  "Microsoft.DataFactory/factories/linkedservices": "2018-06-01",
  "Microsoft.DataFactory/factories/pipelines": "2018-06-01",
  "Microsoft.ManagedIdentity/userAssignedIdentities": "2023-01-31",
  "Microsoft.Network/virtualNetworks/subnets": "2024-05-01",
  "Microsoft.Relay/namespaces": "2024-01-01",
  "Microsoft.Relay/namespaces/hybridConnections/authorizationRules": "2024-01-01",
} as const;

/** A type that the library writes, or looks up, through azapi. */
export type AzureType = keyof typeof API_VERSIONS;

/** The type with its version, as azapi wants it: `Microsoft.Relay/namespaces@2024-01-01`. */
export function versioned(type: AzureType): string {
  return `${type}@${API_VERSIONS[type]}`;
}
