import { Values } from "../../provider/value";
import { identitiesIn } from "../attached";
import { blobsIn, secretsIn, textsIn } from "../machine-text";
import { parentOf, sameId } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import { given } from "../types/kind";
import type { World } from "../world";
import { rulesOf } from "./balancer";
import { containerIn, secretIn } from "./by-name";
import { first } from "./first";
import { rightMissing } from "./image-use";
import { profileIn, sendingRefused } from "./relay-use";
import { addressesOf, poolsOf } from "./scale-set";
import { admitsProbes } from "./security";
import { admits, natAddresses } from "./vault-network";

function onStart(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return {
    ...refusal,
    types: ["azurerm_linux_virtual_machine_scale_set"],
    kinds: ["create", "update", "start"],
    says: (operation) => (operation.values.instances === 0 ? undefined : refusal.says(operation)),
  };
}

/** What the machines of a scale set need as they start: they do as it is made, and whenever one is repaired or comes in addition. */
export const MACHINE_START: readonly Refusal[] = [
  onStart({
    id: "machine/way-out",
    refuses:
      "Behind an internal standard load balancer, or in a private subnet, machines have no way out but a NAT gateway.",
    source: "Microsoft: default outbound access in Azure; outbound connections, standard internal load balancer",
    status: 400,
    code: "VMExtensionProvisioningTimeout",
    says: (operation) =>
      first(addressesOf(operation.values), (address) =>
        hasWayOut(operation, address)
          ? undefined
          : `The machines in ${text(address, "subnet_id")} reach nothing outside: neither packages nor the Relay.`,
      ),
  }),
  onStart({
    id: "machine/probe-admitted",
    refuses: "The security groups of the machines let the load balancer's probes in, or no machine ever gets traffic.",
    source: "Microsoft: Azure Load Balancer health probes, probe source IP address",
    status: 400,
    code: "RollingUpgradeFailed",
    says: (operation) =>
      first(securityGroupsOf(operation), (group) =>
        first(probedPorts(operation), (port) =>
          admitsProbes(operation.world, group, port)
            ? undefined
            : `${group} does not admit AzureLoadBalancer on port ${port}: every machine is unhealthy.`,
        ),
      ),
  }),
  onStart({
    id: "machine/relay-right",
    refuses: "azbridge on a machine opens its hybrid connections as it starts: its right to send must count by then.",
    source: "Microsoft: Azure Relay authentication and authorization",
    status: 401,
    code: "RelayUnauthorized",
    says: (operation) => {
      const texts = textsOf(operation);
      return first(texts.flatMap(profileIn), (profile) =>
        sendingRefused(operation, profile, () => identityIn(operation, texts)),
      );
    },
  }),
  onStart({
    id: "machine/package-right",
    refuses: "A machine fetches packages from a blob container by its identity: container and right are there by then.",
    source: "Microsoft: authorize access to blobs using Microsoft Entra ID",
    status: 403,
    code: "AuthorizationPermissionMismatch",
    says: (operation) => {
      const texts = textsOf(operation);
      return first(blobsIn(texts[0] ?? ""), ({ account, container }) => {
        const id = containerIn(operation.world, account, container);
        return operation.world.find(id) === undefined
          ? `There is no blob container ${id}.`
          : identityLacks(operation, texts, "readBlobs", id);
      });
    },
  }),
  onStart({
    id: "machine/secret-right",
    refuses: "A machine reads secrets by its identity, from a vault that admits its subnet or its way out.",
    source: "Microsoft: Key Vault RBAC, data plane; Key Vault network security",
    status: 403,
    code: "Forbidden",
    says: (operation) => {
      const texts = textsOf(operation);
      return first(secretsIn(texts[0] ?? ""), ({ vault, secret }) => {
        const id = secretIn(operation.world, vault, secret);
        return operation.world.find(id) === undefined
          ? `There is no secret ${id}.`
          : (identityLacks(operation, texts, "readSecrets", id) ??
              (admits(operation.world, operation.world.find(parentOf(id))!.values, subnetsOf(operation.values))
                ? undefined
                : `The vault ${vault} admits neither the subnet of the machines nor the address of their NAT gateway.`));
      });
    },
  }),
];

const textsOf = ({ values }: Operation): string[] => textsIn(text(values, "custom_data"));

/** The attached identity that the machine's texts name by its client ID; the only one where none is named. */
function identityIn(operation: Operation, texts: readonly string[]): Values | string {
  const attached = identitiesIn(operation).map(({ values }) => values);
  const named = attached.filter((identity) => texts.some((one) => one.includes(text(identity, "client_id"))));
  const [identity] = named.length > 0 || attached.length > 1 ? named : attached;
  return identity ?? `None of its ${attached.length} attached identities is named in the custom data.`;
}

function identityLacks(
  operation: Operation,
  texts: readonly string[],
  right: "readBlobs" | "readSecrets",
  scope: string,
): string | undefined {
  const identity = identityIn(operation, texts);
  return typeof identity === "string"
    ? identity
    : rightMissing(
        operation.world.pending(right, text(identity, "principal_id"), scope),
        `The identity ${text(identity, "client_id")}`,
        scope,
      );
}

function hasWayOut({ world }: Operation, address: Values): boolean {
  const subnetId = text(address, "subnet_id");
  const pools = given(address, "load_balancer_backend_address_pool_ids");
  const rules = rulesOf(world, pools);
  const byRule = rules.some(({ id, values }) => values.disable_outbound_snat !== true && isPublic(world, parentOf(id)));
  const outbound = world
    .ofType("azurerm_lb_outbound_rule")
    .some(({ values }) => pools.some((pool) => sameId(pool, text(values, "backend_address_pool_id"))));
  const standard = pools.some((pool) => text(world.find(parentOf(pool))?.values ?? {}, "sku") !== "Basic");
  const byDefault = world.find(subnetId)?.values.default_outbound_access_enabled !== false && !standard;
  const known = world.find(subnetId) !== undefined;
  return (
    natAddresses(world, subnetId).length > 0 ||
    blocks(address, "public_ip_address").length > 0 ||
    byRule ||
    outbound ||
    byDefault ||
    !known
  );
}

function isPublic(world: World, balancerId: string): boolean {
  return blocks(world.find(balancerId)?.values ?? {}, "frontend_ip_configuration").some(
    (frontend) => text(frontend, "public_ip_address_id") !== "",
  );
}

function subnetsOf(values: Values): string[] {
  return addressesOf(values).map((address) => text(address, "subnet_id"));
}

function securityGroupsOf({ world, values }: Operation): string[] {
  const subnets = subnetsOf(values);
  const ofSubnets = world
    .ofType("azurerm_subnet_network_security_group_association")
    .filter((one) => subnets.some((subnet) => sameId(subnet, text(one.values, "subnet_id"))))
    .map((one) => text(one.values, "network_security_group_id"));
  const ofCards = blocks(values, "network_interface").flatMap((card) => given(card, "network_security_group_id"));
  const inSubnets = subnets.flatMap((subnet) => given(world.find(subnet)?.values ?? {}, "network_security_group_id"));
  return [...new Set([...ofSubnets, ...inSubnets, ...ofCards])];
}

function probedPorts({ world, values }: Operation): number[] {
  const probes = rulesOf(world, poolsOf(values)).map((rule) => world.find(text(rule.values, "probe_id")));
  return [
    ...new Set(probes.map((probe) => probe?.values.port).filter((port): port is number => typeof port === "number")),
  ];
}
