import { Rule, Violation } from "../core/rule";

const NODE_ADDRESS = new Rule({
  id: "vault/node-address",
  why: "The nodes of a self-hosted runtime read the passwords with which they copy themselves, and the vault denies whoever it does not admit: no trusted service passes for them.",
  fix: "Plan the public addresses by which the site leaves its network (egressAddresses), or take its nodes away.",
  source:
    "Microsoft: Key Vault network security, trusted services; Azure Data Factory, store credentials in Azure Key Vault",
});

/** One violation if nodes stand at a site of which a vault that denies admits no address. */
export function nodeAddressViolations(
  site: string,
  addresses: readonly string[],
  nodes: readonly string[],
): Violation[] {
  return NODE_ADDRESS.when(
    nodes.length > 0 && addresses.length === 0,
    `${nodes.join(", ")} at ${site}, of which no address is admitted`,
  );
}
