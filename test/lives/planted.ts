/** Bugs for every invariant, each with the shortest life that it breaks. */
import { Configuration } from "../../rehearsal/src";
import { mutationsOf } from "../../rehearsal/src/mutations";
import { Edit } from "./edits";
import { Life } from "./life";
import { DomainModel, Model } from "./model";
import { Invariant, Plant } from "./play";

export interface PlantedBug {
  readonly invariant: Invariant;
  /** What the bug is. */
  readonly what: string;
  readonly life: Life;
  readonly plant: Plant;
}

const JOB = { name: "transform", tag: "1.0.0", trace: false, further: [] };

const DOMAIN: DomainModel = {
  name: "crm",
  subsidiary: "retail",
  access: "identity",
  runtime: "shared",
  forwards: ["warehouse"],
  external: false,
  password: 1,
  loads: [{ name: "load", store: "shop", tables: ["Order", "Item"], hour: 2, active: true }],
  planned: [],
};

const life = (domain: Partial<DomainModel>, ...edits: readonly Edit[]): Life => ({
  name: "planted",
  start: {
    environments: ["prod"],
    forwards: [{ name: "warehouse", subsidiary: "retail", host: "sql01", address: 1 }],
    domains: [{ ...DOMAIN, ...domain }],
    handoffs: [],
    exposed: [],
    nodes: [],
    operators: 1,
  },
  edits,
});

/** The same, of a start with a gateway. */
const exposing = ({ start, ...others }: Life): Life => ({ ...others, start: { ...start, exposed: ["warehouse"] } });

const moveForward: Edit = { kind: "move forward", of: "warehouse", to: "sql02" };
const addTable: Edit = { kind: "add table", of: "crm", load: "load", to: "Price" };
const removeTable: Edit = { kind: "remove table", of: "crm", load: "load", to: "Item" };
const changeSchedule: Edit = { kind: "change schedule", of: "crm", load: "load", to: 3 };
const addForward: Edit = {
  kind: "add forward",
  of: "crm",
  to: { name: "archive", subsidiary: "retail", host: "sql02", address: 2 },
};

/** The job that there is comes as itself from now on, and reaches what nothing else of the domain does. */
const planJob: Edit = {
  kind: "plan job",
  of: "crm",
  load: "load",
  to: {
    job: { name: JOB.name, forwards: ["planning"], password: 1 },
    forward: { name: "planning", subsidiary: "retail", host: "sql03", address: 3 },
  },
};

const resources = ({ resource = {} }: Configuration, type: string) => Object.entries(resource[type] ?? {});

const isHub = (stackName: string): boolean => stackName.startsWith("hub-");
const isAccess = (stackName: string): boolean => stackName.startsWith("access-");
const isDomain = (stackName: string): boolean => stackName === "retail-prod-crm";

/** Takes out every role about which this is true. */
function withoutRoles(configuration: Configuration, fits: (about: string) => boolean): void {
  mutationsOf(configuration)
    .filter(({ what, about }) => what.startsWith("without azurerm_role_assignment.") && fits(about))
    .forEach(({ apply }) => apply(configuration));
}

const isReading = (about: string): boolean => about.includes("Key Vault Secrets User");
const forwardsIn = ({ domains }: Model): number => domains[0].forwards.length;

export const PLANTED: readonly PlantedBug[] = [
  {
    invariant: "concerned",
    what: "a hub that says what its domains copy",
    life: life({}, addTable),
    plant: (configuration, stackName, { domains }) => {
      if (isHub(stackName)) {
        configuration.locals = { copied: domains[0].loads[0].tables };
      }
    },
  },
  {
    invariant: "apply",
    what: "parts of a factory that go before what names them has changed",
    life: life({}, removeTable),
    plant: (configuration) => resources(configuration, "azapi_resource").forEach(([, part]) => delete part.lifecycle),
  },
  {
    invariant: "destroy",
    what: "something that is never taken away",
    life: life({}),
    plant: (configuration) =>
      resources(configuration, "azurerm_data_factory").forEach(([, factory]) => {
        factory.lifecycle = { prevent_destroy: true };
      }),
  },
  {
    invariant: "second plan",
    what: "a factory that says when it was planned",
    life: life({}),
    plant: (configuration, stackName) =>
      resources(configuration, "azurerm_data_factory")
        .filter(() => isDomain(stackName))
        .forEach(([, factory]) => {
          factory.tags = { planned: "${timestamp()}" };
        }),
  },
  {
    invariant: "not touched",
    what: "a container group that knows when its pipeline runs",
    life: life({ loads: [{ ...DOMAIN.loads[0], job: JOB }] }, changeSchedule),
    plant: (configuration, _, { domains }) =>
      resources(configuration, "azurerm_container_group").forEach(([, group]) => {
        group.dns_name_label = `at-${domains[0].loads[0].hour}`;
      }),
  },
  {
    invariant: "not touched",
    what: "machines of a gateway that are called after where they lead",
    life: exposing(life({}, moveForward)),
    plant: (configuration, _, { forwards }) =>
      resources(configuration, "azurerm_linux_virtual_machine_scale_set").forEach(([, machines]) => {
        machines.computer_name_prefix = forwards[0].host;
      }),
  },
  {
    invariant: "not touched",
    what: "a planned job that may what all others may, too",
    life: life({ loads: [{ ...DOMAIN.loads[0], job: JOB }] }, planJob),
    plant: (configuration, stackName) => {
      const roles = resources(configuration, "azurerm_role_assignment").filter(() => isAccess(stackName));
      const ofPlanned = ofIdentity(configuration, roles, `-job-${JOB.name}-`)[0];
      ofIdentity(configuration, roles, "-jobs-").forEach(([id, role]) => {
        const { role_definition_name: name } = role;
        if (ofPlanned !== undefined && name === "Azure Relay Sender") {
          configuration.resource!.azurerm_role_assignment[`${id}_too`] = {
            ...role,
            principal_id: ofPlanned[1].principal_id,
          };
        }
      });
    },
  },
  {
    invariant: "rights",
    what: "rights whose description names all that the domain reaches",
    life: life({}, addForward),
    plant: (configuration, stackName, model) =>
      resources(configuration, "azurerm_role_assignment")
        .filter(([, { role_definition_name: role }]) => isAccess(stackName) && role === "AcrPull")
        .forEach(([, role]) => {
          role.description = `of one that reaches ${forwardsIn(model)}`;
        }),
  },
  {
    invariant: "triggers",
    what: "a right that goes while a pipeline is active that needs it",
    life: life({}, addForward),
    plant: (configuration, stackName, model) => {
      if (isAccess(stackName) && forwardsIn(model) > 1) {
        withoutRoles(configuration, isReading);
      }
    },
  },
  {
    invariant: "runs",
    what: "a factory that may not read its secrets, and no trigger that shows it",
    life: life({ loads: [{ ...DOMAIN.loads[0], active: false }] }),
    plant: (configuration, stackName) => {
      if (isAccess(stackName)) {
        withoutRoles(configuration, isReading);
      }
    },
  },
  {
    invariant: "apply",
    what: "a planned job that comes as all others do, and reaches what these may not",
    life: life({ loads: [{ ...DOMAIN.loads[0], job: JOB }] }, planJob),
    plant: (configuration, stackName) => {
      if (isDomain(stackName)) {
        const text = JSON.stringify(configuration).replaceAll(`-job-${JOB.name}-`, "-jobs-");
        Object.assign(configuration, JSON.parse(text));
      }
    },
  },
  {
    invariant: "on site",
    what: "operators who may not read what they install",
    life: life({}),
    plant: (configuration, stackName) => {
      if (isHub(stackName)) {
        withoutRoles(configuration, isReading);
      }
    },
  },
  {
    invariant: "left over",
    what: "a dataset that is forgotten and not taken away",
    life: life({}, removeTable),
    plant: forgetting("shop_dbo_Item"),
  },
];

/** Those roles that the identity has whose name has this in it. */
function ofIdentity<Role extends { principal_id?: unknown }>(
  configuration: Configuration,
  roles: readonly (readonly [string, Role])[],
  part: string,
): (readonly [string, Role])[] {
  const ids = resources(configuration, "azurerm_user_assigned_identity")
    .filter(([, { name }]) => String(name).includes(part))
    .map(([id]) => id);
  return roles.filter(([, role]) => ids.some((id) => String(role.principal_id).includes(`.${id}.`)));
}

/** Once what has this name is gone from a stack's JSON, Terraform is told to forget it. */
function forgetting(part: string): Plant {
  let address: string | undefined;
  return (configuration, stackName) => {
    const there = resources(configuration, "azapi_resource").find(([, { name }]) => name === part);
    if (there !== undefined) {
      address = `azapi_resource.${there[0]}`;
    } else if (address !== undefined && isDomain(stackName)) {
      configuration.removed = [{ from: address, lifecycle: { destroy: false } }];
    }
  };
}
