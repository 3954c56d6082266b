import { Values } from "../../provider/value";
import { contains } from "../addresses";
import { parentOf, sameId, within } from "../ids";
import { Refusal, blocks, text } from "../operation";
import { KINDS } from "../types";
import { given } from "../types/kind";
import type { Resource, World } from "../world";
import { first } from "./first";

/** Something that has an address in a subnet, or that a service has put into it; who only admits it has neither. */
const inSubnet = (world: World, id: string): Resource | undefined =>
  world.all.find(
    (other) =>
      other.type !== "azurerm_key_vault" &&
      !within(other.id, id) &&
      !within(other.id, parentOf(id)) &&
      KINDS[other.type].refersTo?.(other.values).some((one) => within(one, id)) === true,
  );

const delegatedTo = (subnet: Values): string[] =>
  blocks(subnet, "delegation").flatMap((delegation) =>
    blocks(delegation, "service_delegation").map((service) => text(service, "name")),
  );

/** Frontends from which a rule leads. */
const frontendsOf = (rule: Values): string[] => [
  ...given(rule, "frontend_ip_configuration_name"),
  ...blocks(rule, "frontend_ip_configuration").map((frontend) => text(frontend, "name")),
];

/** What of a network, and of what balances loads in it, cannot be changed any more. */
export const CHANGE_OF_NETWORK: readonly Refusal[] = [
  {
    id: "change/subnet-in-use",
    refuses: "A subnet keeps its addresses as long as anything is in it.",
    source: "Microsoft: troubleshoot Azure networking, InUsePrefixCannotBeDeleted",
    status: 400,
    code: "InUsePrefixCannotBeDeleted",
    types: ["azurerm_subnet"],
    kinds: ["update"],
    says: ({ id, values, before = {}, world }) => {
      const left = given(before, "address_prefixes").filter(
        (range) => !given(values, "address_prefixes").includes(range),
      );
      const user = inSubnet(world, id);
      return left.length > 0 && user !== undefined
        ? `IpPrefix ${left.join(", ")} on Subnet ${text(values, "name")} has active allocations and cannot be deleted: ${user.id}.`
        : undefined;
    },
  },
  {
    id: "change/subnet-delegation",
    refuses: "A subnet stays delegated to what it is, or to nothing, as long as anything is in it.",
    source: "Microsoft: add or remove a subnet delegation; SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    status: 400,
    code: "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    types: ["azurerm_subnet"],
    kinds: ["update"],
    says: ({ id, values, before = {}, world }) => {
      const [was, will] = [before, values].map((subnet) => delegatedTo(subnet).sort().join(", "));
      const user = was === will ? undefined : inSubnet(world, id);
      return (
        user &&
        `Delegations of subnet ${text(values, "name")} cannot be changed from [${was}] to [${will}] because it is being used by the resource ${user.id}.`
      );
    },
  },
  {
    id: "change/network-ranges",
    refuses: "A network keeps the ranges in which its subnets are.",
    source: "hashicorp/terraform#23729; MicrosoftDocs/azure-docs#20572",
    status: 400,
    code: "NetcfgInvalidSubnet",
    types: ["azurerm_virtual_network"],
    kinds: ["update"],
    says: ({ id, values, world }) => {
      const spaces = given(values, "address_space");
      const outside = world
        .ofType("azurerm_subnet")
        .filter((subnet) => sameId(parentOf(subnet.id), id))
        .find((subnet) =>
          given(subnet.values, "address_prefixes").some((range) => !spaces.some((space) => contains(space, range))),
        );
      return (
        outside &&
        `Subnet '${text(outside.values, "name")}' is not valid in virtual network '${text(values, "name")}': ${spaces.join(", ")}.`
      );
    },
  },
  {
    id: "change/frontend-in-use",
    refuses: "A frontend stays, under its name, as long as rules of its load balancer lead from it.",
    source: "MicrosoftDocs/azure-docs#59705: InvalidResourceReference; the provider sends the rules along",
    status: 400,
    code: "InvalidResourceReference",
    types: ["azurerm_lb"],
    kinds: ["update"],
    says: ({ id, values, world }) => {
      const names = blocks(values, "frontend_ip_configuration").map((frontend) => text(frontend, "name"));
      const rule = ["azurerm_lb_rule", "azurerm_lb_outbound_rule"]
        .flatMap((type) => world.ofType(type))
        .filter((one) => sameId(parentOf(one.id), id))
        .find((one) => frontendsOf(one.values).some((name) => !names.includes(name)));
      return (
        rule &&
        `Resource ${id}/frontendIPConfigurations/${frontendsOf(rule.values).join(", ")} referenced by resource ${rule.id} was not found.`
      );
    },
  },
  {
    id: "change/frontend-zones",
    refuses: "A frontend stays in its zones: another one has another name.",
    source: "azurerm: lb, CustomizeDiff",
    status: 400,
    code: "InvalidParameter",
    types: ["azurerm_lb"],
    kinds: ["plan"],
    says: ({ values, before }) =>
      before &&
      first([...blocks(values, "frontend_ip_configuration").entries()], ([index, frontend]) => {
        const was = blocks(before, "frontend_ip_configuration")[index] ?? {};
        const at = `frontend_ip_configuration.${index}`;
        const [zones, zonesBefore] = [frontend, was].map((one) => given(one, "zones").sort().join(", "));
        return zones !== zonesBefore && text(frontend, "name") === text(was, "name")
          ? `in place change of the \`${at}.zones\` is not allowed. It is allowed to do this while also changing \`${at}.name\``
          : undefined;
      }),
  },
  {
    id: "change/placement-group",
    refuses: "A scale set that has outgrown a single placement group stays so.",
    source: "azurerm: linux_virtual_machine_scale_set, single_placement_group",
    status: 400,
    code: "InvalidParameter",
    types: ["azurerm_linux_virtual_machine_scale_set"],
    kinds: ["update"],
    says: ({ values, before = {} }) =>
      before.single_placement_group === false && values.single_placement_group === true
        ? "'single_placement_group' can not be set to 'true' once it has been set to 'false'"
        : undefined,
  },
];
