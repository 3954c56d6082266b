import { isIPv4 } from "node:net";
import { Values } from "../../provider/value";
import { beginsWithItsFirst, contains, isFree, overlap, startOf } from "../addresses";
import { parentOf, sameId } from "../ids";
import { Operation, Refusal, blocks, figure, text } from "../operation";
import { given } from "../types/kind";
import { first } from "./first";

const PUBLIC_IP = "azurerm_public_ip";
const SECURITY = ["azurerm_network_security_group", "azurerm_network_security_rule"];
const PRIORITIES = { first: 100, last: 4096 };

/** Networks and public addresses. */
export const NETWORK: readonly Refusal[] = [
  {
    id: "network/basic-zones",
    refuses: "Only standard load balancers lie in zones.",
    source: "Microsoft: load balancer, SKU comparison",
    status: 400,
    code: "ZonesNotAllowedForSku",
    types: ["azurerm_lb"],
    kinds: ["create", "update"],
    says: ({ values }) => {
      const zones = blocks(values, "frontend_ip_configuration").flatMap((one) => given(one, "zones"));
      return text(values, "sku") === "Basic" && zones.length > 0
        ? `'${text(values, "name")}' is Basic and lies in zones ${[...new Set(zones)].join(", ")}.`
        : undefined;
    },
  },
  {
    id: "network/basic-address",
    refuses: "No basic address is made any more; those that there are stay.",
    source: "skypilot-org/skypilot#7977; Azure/azure-quickstart-templates#14512",
    status: 400,
    code: "IPv4BasicSkuPublicIpCountLimitReached",
    types: [PUBLIC_IP],
    kinds: ["create"],
    says: ({ values }) =>
      text(values, "sku") === "Basic"
        ? "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region."
        : undefined,
  },
  {
    id: "network/static-address",
    refuses: "A standard address is static.",
    source: "Microsoft: public IP addresses, SKU",
    status: 400,
    code: "PublicIPAndStandardSkuAllocationMethodMismatch",
    types: [PUBLIC_IP],
    kinds: ["create", "update"],
    says: ({ values }) =>
      text(values, "sku") === "Standard" && text(values, "allocation_method") !== "Static"
        ? "Standard sku publicIp must have AllocationMethod set to Static."
        : undefined,
  },
  {
    id: "network/same-sku",
    refuses: "A standard load balancer and a NAT gateway take standard addresses.",
    source: "Microsoft: NAT gateway, basics; load balancer, SKU comparison",
    status: 400,
    code: "PublicIPSkuMismatch",
    types: ["azurerm_lb", "azurerm_nat_gateway_public_ip_association"],
    kinds: ["create", "update"],
    says: ({ world, values }) => {
      const ids = [
        ...given(values, "public_ip_address_id"),
        ...blocks(values, "frontend_ip_configuration").flatMap((one) => given(one, "public_ip_address_id")),
      ];
      const basic = ids.find((id) => text(world.find(id)?.values ?? {}, "sku") === "Basic");
      return text(values, "sku") === "Basic" || basic === undefined
        ? undefined
        : `The public IP address ${basic} is Basic.`;
    },
  },
  {
    id: "network/sharing-scope",
    refuses: "A subnet that is shared within its tenant has no way out of its own.",
    source: "azurerm: subnet, CustomizeDiff",
    status: 400,
    code: "InvalidParameter",
    types: ["azurerm_subnet"],
    kinds: ["plan"],
    says: ({ values }) =>
      text(values, "sharing_scope") !== "" && values.default_outbound_access_enabled === true
        ? "`sharing_scope` cannot be set if `default_outbound_access_enabled` is set to `true`"
        : undefined,
  },
  {
    id: "network/subnet-range",
    refuses: "A subnet lies in its network, and overlaps no other.",
    source: "Microsoft: virtual network, NetcfgInvalidSubnet and NetcfgSubnetRangesOverlap",
    status: 400,
    code: "NetcfgInvalidSubnet",
    types: ["azurerm_subnet"],
    kinds: ["create", "update"],
    says: ({ world, id, values }) => {
      const spaces = given(world.find(parentOf(id))?.values ?? {}, "address_space");
      const others = world
        .ofType("azurerm_subnet")
        .filter((other) => !sameId(other.id, id) && sameId(parentOf(other.id), parentOf(id)));
      return first(given(values, "address_prefixes"), (range) => {
        const other = others.find((one) => given(one.values, "address_prefixes").some((its) => overlap(its, range)));
        return !spaces.some((space) => contains(space, range))
          ? `Subnet '${text(values, "name")}' with ${range} is not valid in its virtual network: ${spaces.join(", ")}.`
          : other && `Subnet '${text(values, "name")}' with ${range} overlaps ${other.id}.`;
      });
    },
  },
  {
    id: "network/security-prefix",
    refuses: "A security rule names a range of IPv4 by its first address.",
    source: "Azure/azure-powershell#4557; kubernetes-sigs/cloud-provider-azure#5599",
    status: 400,
    code: "SecurityRuleInvalidAddressPrefix",
    types: SECURITY,
    kinds: ["create", "update"],
    says: (operation) =>
      first(rulesAfter(operation), (rule) => {
        const sides = ["source", "destination"].map((side) => [`${side}_address_prefix`, `${side}_address_prefixes`]);
        const odd = given(rule, ...sides.flat()).find(
          (range) => range.includes("/") && isIPv4(startOf(range)) && !beginsWithItsFirst(range),
        );
        return odd && `Security rule ${text(rule, "name")} has invalid Address prefix. Value provided: ${odd}`;
      }),
  },
  {
    id: "network/private-address",
    refuses: "A static private address is one of its subnet, of which Azure keeps the first four and the last.",
    source:
      "Microsoft: virtual network FAQ, reserved addresses; PrivateIPAddressNotInSubnet, PrivateIPAddressInReservedRange",
    status: 400,
    code: "PrivateIPAddressNotInSubnet",
    types: ["azurerm_lb"],
    kinds: ["create", "update"],
    says: ({ world, values }) =>
      first(blocks(values, "frontend_ip_configuration"), (frontend) => {
        const address = text(frontend, "private_ip_address");
        const ranges = given(world.find(text(frontend, "subnet_id"))?.values ?? {}, "address_prefixes");
        const fixed = text(frontend, "private_ip_address_allocation") === "Static" && ranges.length > 0;
        return fixed && !ranges.some((range) => isFree(address, range))
          ? `Private static IP address ${address} is none that the subnet prefix ${ranges.join(", ")} has to give.`
          : undefined;
      }),
  },
  {
    id: "network/priority",
    refuses: `Security rules of one direction have priorities of their own, ${PRIORITIES.first}-${PRIORITIES.last}.`,
    source: "Microsoft: network security groups, security rules",
    status: 400,
    code: "SecurityRuleConflict",
    types: SECURITY,
    kinds: ["create", "update"],
    says: (operation) => {
      const rules = rulesAfter(operation);
      const odd = rules.find(
        (rule) => figure(rule, "priority") < PRIORITIES.first || figure(rule, "priority") > PRIORITIES.last,
      );
      const keys = rules.map((rule) => `${text(rule, "direction")} ${figure(rule, "priority")}`);
      const twice = keys.find((key, index) => keys.indexOf(key) !== index);
      return odd !== undefined
        ? `The security rule '${text(odd, "name")}' has the priority ${figure(odd, "priority")}.`
        : twice && `Two security rules have the same priority and direction: ${twice}.`;
    },
  },
];

/** Rules of a security group when this operation is done. */
function rulesAfter({ world, id, type, values }: Operation): Values[] {
  if (type === "azurerm_network_security_group") {
    return blocks(values, "security_rule");
  }
  const inGroup = world
    .ofType(type)
    .filter((other) => sameId(parentOf(other.id), parentOf(id)) && !sameId(other.id, id));
  return [
    ...inGroup.map((rule) => rule.values),
    ...blocks(world.find(parentOf(id))?.values ?? {}, "security_rule"),
    values,
  ];
}
