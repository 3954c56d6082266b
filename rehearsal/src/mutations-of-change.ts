import type { World } from "./azure/world";
import { mutationsOf } from "./mutations";
import { Values, isValues } from "./provider/value";
import { Configuration } from "./terraform";

/** Something that shows only when what is applied changes, taken out of a stack; and a change that shows it. */
export interface MutationOfChange {
  /** What is gone. */
  readonly what: string;
  readonly apply: (configuration: Configuration) => void;
  /** What somebody changes, which converges as long as nothing is taken out. */
  readonly change: (configuration: Configuration) => void;
  /** Rule by which Azure refuses the change then; none where it refuses nothing. */
  readonly rule?: string;
  /** What of the change has not reached Azure. */
  readonly missed?: (world: World) => string | undefined;
}

/** A resource that azapi writes. */
interface Part {
  readonly type: string;
  readonly name: string;
  readonly body: { readonly properties: Values };
  lifecycle?: { readonly create_before_destroy?: boolean };
}

const partsIn = ({ resource = {} }: Configuration): Part[] =>
  Object.values(resource.azapi_resource ?? {}) as unknown as Part[];

const isA = (kind: string, { type }: Part): boolean => type.startsWith(`Microsoft.DataFactory/factories/${kind}@`);

/** What of a stack is there for its changes alone: the order in which they are made, and that they are sent. */
export function mutationsOfChange(configuration: Configuration): MutationOfChange[] {
  return [...firstTheNew(configuration), ...everyKeySent(configuration), ...anotherBalancer(configuration)];
}

/** What another part's JSON names goes only once that names something else. */
function firstTheNew(configuration: Configuration): MutationOfChange[] {
  const parts = partsIn(configuration);
  const dataset = parts.find(
    (part) => isA("datasets", part) && part.lifecycle?.create_before_destroy === true && !part.name.includes("${"),
  );
  const mutation = ({ name }: Part): MutationOfChange => ({
    what: "parts of a factory go before what named them names others",
    apply: (copy) => partsIn(copy).forEach((part) => delete part.lifecycle),
    change: (copy) => {
      partsIn(copy).forEach((part) => {
        Object.assign(part, { body: renamed(part.body, name) });
        if (isA("datasets", part) && part.name === name) {
          Object.assign(part, { name: `${name}_renamed` });
        }
      });
    },
    rule: "factory/referenced",
  });
  return dataset === undefined ? [] : [mutation(dataset)];
}

/** A body in which a dataset is called otherwise. */
function renamed(json: unknown, name: string): unknown {
  if (Array.isArray(json)) {
    return json.map((item) => renamed(item, name));
  }
  if (!isValues(json as Values)) {
    return json;
  }
  const object = json as Values;
  const isReference = object.type === "DatasetReference" && object.referenceName === name;
  const inner = Object.entries(object).map(([key, value]) => [key, renamed(value, name)]);
  return { ...Object.fromEntries(inner), ...(isReference ? { referenceName: `${name}_renamed` } : {}) };
}

/** A key that leaves a body leaves Azure, if azapi is told so. */
function everyKeySent(configuration: Configuration): MutationOfChange[] {
  const pipeline = partsIn(configuration).find(
    (part) => isA("pipelines", part) && part.body.properties.concurrency !== undefined,
  );
  const providers = ({ provider = {} }: Configuration): Record<string, unknown>[] =>
    (provider as Record<string, Record<string, unknown>[]>).azapi ?? [];
  const isTold = providers(configuration).some((provider) => provider.ignore_no_op_changes === false);
  const mutation = ({ name }: Part): MutationOfChange => ({
    what: "azapi takes a key that goes for no change",
    apply: (copy) => providers(copy).forEach((provider) => delete provider.ignore_no_op_changes),
    change: (copy) =>
      partsIn(copy)
        .filter((part) => isA("pipelines", part) && part.name === name)
        .forEach(({ body }) => delete body.properties.concurrency),
    missed: (world) => {
      const there = world.ofType("Microsoft.DataFactory/factories/pipelines").find(({ id }) => id.endsWith(`/${name}`));
      const properties = there?.values.properties;
      return isValues(properties) && properties.concurrency !== undefined ? `concurrency of ${name}` : undefined;
    },
  });
  return isTold && pipeline !== undefined ? [mutation(pipeline)] : [];
}

/** A load balancer, and machines that take part in one. */
interface Balanced {
  name: string;
  frontend_ip_configuration?: { zones?: readonly string[] | null }[];
  lifecycle?: { replace_triggered_by?: readonly string[] };
}

/** What of a load balancer does not change in place stands in its name, and machines go with its pool. */
function anotherBalancer(configuration: Configuration): MutationOfChange[] {
  const ofType = ({ resource = {} }: Configuration, type: string): Balanced[] =>
    Object.values(resource[type] ?? {}) as unknown as Balanced[];
  const balancers = (from: Configuration): Balanced[] => ofType(from, "azurerm_lb");
  const machines = (from: Configuration): Balanced[] => ofType(from, "azurerm_linux_virtual_machine_scale_set");
  const [balancer] = balancers(configuration);
  const triggers = machines(configuration).flatMap(({ lifecycle = {} }) => lifecycle.replace_triggered_by ?? []);
  const zones = balancer?.frontend_ip_configuration?.flatMap((frontend) => frontend.zones ?? []) ?? [];
  if (balancer === undefined || triggers.length === 0 || zones.length === 0) {
    return [];
  }
  const { name } = balancer;
  const change = (copy: Configuration): void =>
    balancers(copy).forEach((one) => {
      one.frontend_ip_configuration?.forEach((frontend) => delete frontend.zones);
      one.name = one.name === name ? `${name}-regional` : one.name;
    });
  return [
    {
      what: "a balancer is called the same wherever its frontend is",
      apply: (copy) => balancers(copy).forEach((one) => (one.name = "balancer")),
      change,
      rule: "change/frontend-zones",
    },
    {
      what: "machines stay when their pool goes",
      apply: (copy) => machines(copy).forEach(({ lifecycle }) => delete lifecycle!.replace_triggered_by),
      change,
      rule: "existence/in-use",
    },
  ];
}

/** Something that a domain may and needs until it has let go of it, taken out of a stack that is applied. */
export interface MutationOfUse {
  readonly what: string;
  readonly apply: (configuration: Configuration) => void;
  /** Rule by which Azure refuses the domain something then. */
  readonly rule: string;
}

/** What a domain may on a runtime that it has linked: a plan that takes it away retires it first. */
export function mutationsOfUse(configuration: Configuration): MutationOfUse[] {
  const [onRuntime] = mutationsOf(configuration).filter(
    ({ what, about }) => what.startsWith("without azurerm_role_assignment.") && about.includes("/integrationRuntimes/"),
  );
  return onRuntime === undefined
    ? []
    : [
        {
          what: "a right on a runtime goes at once, and is not retired first",
          apply: onRuntime.apply,
          rule: "link/role-until-the-end",
        },
      ];
}
