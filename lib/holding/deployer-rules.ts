import { isRange, prefixLength } from "../core/ipv4";
import { Rule, Violation } from "../core/rule";
import { isUuid } from "../core/uuid";
import { Deployer } from "./deployer";
import { SHORTEST_PUBLIC_PREFIX } from "./limits";

const PRINCIPAL_ID = new Rule({
  id: "holding/principal-id",
  why: "A deployer is named by the object ID of its service principal, never by whoever runs.",
  fix: "Give the UUID that 'az ad sp show --id <application ID> --query id' prints.",
  source: "Microsoft: Entra object IDs",
});

const PUBLIC_ADDRESS = new Rule({
  id: "holding/public-address",
  why: "A vault admits public IPv4 addresses and ranges only.",
  fix: "Give the address by which it leaves its network, for example 203.0.113.7 or 203.0.113.0/28.",
  source: "Microsoft: Key Vault network security, IP rules",
});

export function deployerViolations(...deployers: (Deployer | undefined)[]): Violation[] {
  return deployers.flatMap((deployer) =>
    deployer === undefined
      ? []
      : [
          ...PRINCIPAL_ID.when(!isUuid(deployer.principalId), `"${deployer.principalId}"`),
          ...addressViolations(deployer.addresses ?? []),
        ],
  );
}

export function addressViolations(addresses: readonly string[]): Violation[] {
  return addresses.flatMap((address) => PUBLIC_ADDRESS.when(!isPublic(address), `"${address}"`));
}

const NOT_PUBLIC =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./;

function isPublic(address: string): boolean {
  return isRange(address) && prefixLength(address) >= SHORTEST_PUBLIC_PREFIX && !NOT_PUBLIC.test(address);
}
