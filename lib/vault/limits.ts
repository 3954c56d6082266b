import { Range } from "../core/range";

/** How long a deleted vault can be recovered. Source: Microsoft, Key Vault soft-delete; azurerm, azurerm_key_vault: 7-90. */
export const SOFT_DELETE_RETENTION = new Range(7, 90, "days");

/** IP rules of one vault. Source: Microsoft, Key Vault network security: 1,000 IPv4 rules. */
export const ADMITTED_ADDRESSES = new Range(0, 1000, "addresses or ranges");

/** Virtual network rules of one vault. Source: Microsoft, Key Vault network security: 200. */
export const ADMITTED_SUBNETS = new Range(0, 200, "subnets");
