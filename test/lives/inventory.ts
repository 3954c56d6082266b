/**
 * What stands in Azure for a model, as the documents say it: written from the model, without the library, so that what a
 * change makes, takes away and replaces can be held against what it should.
 */
import {
  DomainModel,
  EnvironmentName,
  Model,
  SubsidiaryName,
  hasOwnRuntime,
  hostOf,
  isRetired,
  named,
  nodesOf,
  operatorsOf,
  plannedOf,
  portOf,
  reachOf,
  subsidiariesOf,
  tierOf,
  tiersOf,
} from "./model";

/**
 * By stack and path, in lowercase, and rights by whoever of identities and operators has them: `retail-prod-dom1 factories/contoso-retail-prod-dom1-adf/pipelines/load1`. Where the
 * value differs, the thing has been replaced.
 */
export type Inventory = ReadonlyMap<string, string>;

const LOCATION = "westeurope";

export function inventoryOf(model: Model): Inventory {
  const all = new Map<string, string>();
  const put =
    (stack: string) =>
    (path: string, generation: unknown = "") =>
      all.set(keyOf(stack, path), JSON.stringify(generation));
  const right = (stack: string) => (who: string, role: string, scope: string) =>
    all.set(rightKeyOf(stack, who, role, scope), "");
  subsidiariesOf(model).forEach((subsidiary) =>
    tiersOf(model).forEach((tier) => {
      const stack = `hub-${subsidiary}-${tier}`;
      hub(model, subsidiary, tier, put(stack));
      onSite(model, subsidiary, tier, right(stack));
    }),
  );
  if (model.exposed.length > 0) {
    gateway(model, put(GATEWAY), right(GATEWAY));
  }
  model.domains.forEach((one) =>
    model.environments.forEach((environment) => {
      const stack = stackOf(one, environment);
      access(model, one, environment, put(`access-${stack}`));
      rightsOf(model, one, environment).forEach((given) => right(`access-${stack}`)(...given));
      if (!isRetired(model, one, environment)) {
        domain(model, one, environment, put(stack));
      }
    }),
  );
  return all;
}

type Put = (path: string, generation?: unknown) => void;
type Give = (who: string, role: string, scope: string) => void;

/** The only one: of retail's production. */
const GATEWAY = "gateway-retail-production";

/** The machines that carry each runtime, by the path of that. */
export function registeredIn(model: Model): ReadonlyMap<string, readonly string[]> {
  const all = subsidiariesOf(model).flatMap((subsidiary) =>
    tiersOf(model).flatMap((tier) =>
      [undefined, ...owners(model, subsidiary)].map(
        (owner) => [pathOf(runtime(subsidiary, tier, owner)), nodesOf(model, subsidiary, tier, owner)] as const,
      ),
    ),
  );
  return new Map(all);
}

/** Path of a hub's runtime: of a domain's own, or of the one that all others share. */
const runtime = (subsidiary: string, tier: string, owner?: string): string =>
  `factories/contoso-${subsidiary}-${tier}-adf/integrationRuntimes/${subsidiary}-${tier}-${owner === undefined ? "" : `${owner}-`}ir`;

/** Names of the domains that have a runtime of their own. */
const owners = ({ domains }: Model, subsidiary: string): string[] =>
  domains.filter((one) => one.subsidiary === subsidiary && hasOwnRuntime(one)).map(({ name }) => name);

const stackOf = ({ subsidiary, name }: DomainModel, environment: EnvironmentName): string =>
  `${subsidiary}-${environment}-${name}`;

function hub(model: Model, subsidiary: string, tier: "development" | "production", put: Put): void {
  const name = `${subsidiary}-${tier}`;
  const [factory, relay] = [`factories/contoso-${name}-adf`, `namespaces/contoso-${name}-relay`];
  const domains = model.domains.filter((one) => one.subsidiary === subsidiary);
  const secrets: string[] = domains.filter(({ external }) => !external).map(({ name: owner }) => `${owner}-password`);
  secrets.push(...domains.flatMap((one) => jobsOf(one).map((job) => `${one.name}-${job.name}-password`)));
  [`resourceGroups/contoso-${name}-rg`, factory, relay, "vaults/*", "storageAccounts/*", "registries/*"].forEach(
    (path) => put(path),
  );
  [undefined, ...owners(model, subsidiary)].forEach((owner) => put(runtime(subsidiary, tier, owner)));
  model.forwards
    .filter((forward) => forward.subsidiary === subsidiary)
    .forEach((forward) => {
      const byKey = domains.some(
        (one) => (one.access === "key" || one.retired?.access === true) && reachOf(one).includes(forward.name),
      );
      const connection = `${relay}/hybridConnections/${forward.name}`;
      put(connection);
      ["listen", ...(byKey ? ["send"] : [])].forEach((rule) => {
        put(`${connection}/authorizationRules/${rule}`);
        secrets.push(`relay-${rule}-${forward.name}`);
      });
    });
  secrets.forEach((secret) => put(`vaults/*/secrets/${secret}`));
  if (tier === "production" && subsidiary === "retail" && model.exposed.length > 0) {
    put("storageAccounts/*/blobServices/default/containers/packages");
  }
  const given = model.handoffs.filter(({ giver }) => named(model.domains, giver).subsidiary === subsidiary);
  const containers = model.environments
    .filter((environment) => tierOf(environment) === tier)
    .flatMap((environment) => given.map((handoff) => `handoff-${environment}-${handoff.name}`));
  containers.forEach((container) => put(`storageAccounts/*/blobServices/default/containers/${container}`));
  if (containers.length > 0) {
    put("storageAccounts/*/managementPolicies/default");
  }
}

/** What whoever installs a site's listeners and nodes may. */
function onSite(model: Model, subsidiary: SubsidiaryName, tier: "development" | "production", give: Give): void {
  const forwards = model.forwards.filter((forward) => forward.subsidiary === subsidiary);
  operatorsOf(model, subsidiary).forEach((who) => {
    forwards.forEach(({ name }) => give(who, "Key Vault Secrets User", `vaults/*/secrets/relay-listen-${name}`));
    [undefined, ...owners(model, subsidiary)].forEach((owner) =>
      give(who, "Data Factory Contributor", runtime(subsidiary, tier, owner)),
    );
  });
}

function gateway({ forwards, exposed }: Model, put: Put, give: Give): void {
  const name = "retail-production-gateway";
  const [identity, balancer, network] = [`${name}-id`, `loadBalancers/${name}-lb`, `virtualNetworks/${name}-vnet`];
  [
    `resourceGroups/contoso-${name}-rg`,
    `userAssignedIdentities/${identity}`,
    network,
    `${network}/subnets/gateway`,
    `networkSecurityGroups/${name}-nsg`,
    `publicIPAddresses/${name}-ng-pip`,
    `natGateways/${name}-ng`,
    `natGateways/${name}-ng/publicIp/${name}-ng-pip`,
    balancer,
    `${balancer}/backendAddressPools/machines`,
    `virtualMachineScaleSets/${name}-vmss`,
    `autoScaleSettings/${name}-autoscale`,
  ].forEach((path) => put(path));
  give(identity, "Storage Blob Data Reader", "storageAccounts/*/blobServices/default/containers/packages");
  exposed.forEach((one) => {
    const port = portOf(named(forwards, one));
    put(`${balancer}/probes/port-${port}`);
    put(`${balancer}/loadBalancingRules/port-${port}`);
    give(identity, "Azure Relay Sender", `namespaces/contoso-retail-production-relay/hybridConnections/${one}`);
  });
}

function access({ handoffs }: Model, one: DomainModel, environment: EnvironmentName, put: Put): void {
  const stack = stackOf(one, environment);
  const identities = [...["factory", "jobs"], ...jobsOf(one).map(({ name }) => `job-${name}`)].map(
    (name) => `${stack}-${name}`,
  );
  const given = handoffs.filter(({ giver }) => giver === one.name);
  const readers = given.map(({ name }) => `${one.subsidiary}-${environment}-${name}-reader`);
  put(`resourceGroups/contoso-${stack}-rg`);
  [...identities, ...readers].forEach((name) => put(`userAssignedIdentities/${name}-${LOCATION}-id`));
}

/** Its jobs that come as themselves, be they about to. */
const jobsOf = ({ planned, retired = {} }: DomainModel) => [...planned, ...(retired.jobs ?? [])];

/** What the identities of a domain may: who, in which role, on what. */
function rightsOf(model: Model, one: DomainModel, environment: EnvironmentName): (readonly [string, string, string])[] {
  const stack = stackOf(one, environment);
  const hubName = `${one.subsidiary}-${tierOf(environment)}`;
  const identity = (name: string): string => `${name}-${LOCATION}-id`;
  const container = (handoff: string) =>
    `storageAccounts/*/blobServices/default/containers/handoff-${environment}-${handoff}`;
  const factory = identity(`${stack}-factory`);
  const linked = new Set([one.runtime, ...(one.retired?.runtime === true ? (["shared", "dedicated"] as const) : [])]);
  const given = model.handoffs.filter(({ giver }) => giver === one.name);
  const byIdentity = one.access === "identity" || one.retired?.access === true;
  const senders = [
    { who: identity(`${stack}-jobs`), forwards: [...one.forwards, ...(one.retired?.forwards ?? [])] },
    ...jobsOf(one).map(({ name, forwards }) => ({ who: identity(`${stack}-job-${name}`), forwards })),
  ];
  return [
    ...[...linked].map((which) => {
      const owner = which === "shared" ? undefined : one.name;
      return [factory, "Contributor", runtime(one.subsidiary, tierOf(environment), owner)] as const;
    }),
    [factory, "Key Vault Secrets User", `vaults/*/secrets/${one.name}-password`],
    [factory, "Azure Container Instances Contributor Role", `resourceGroups/contoso-${stack}-rg`],
    ...given.flatMap(({ name }) => [
      [factory, "Storage Blob Data Contributor", container(name)] as const,
      [
        identity(`${one.subsidiary}-${environment}-${name}-reader`),
        "Storage Blob Data Reader",
        container(name),
      ] as const,
    ]),
    ...senders.flatMap(({ who, forwards }) => [
      [who, "AcrPull", "registries/*"] as const,
      ...(byIdentity ? forwards : []).map(
        (name) => [who, "Azure Relay Sender", `namespaces/contoso-${hubName}-relay/hybridConnections/${name}`] as const,
      ),
    ]),
  ];
}

function domain(model: Model, one: DomainModel, environment: EnvironmentName, put: Put): void {
  const stack = stackOf(one, environment);
  const factory = `factories/contoso-${stack}-adf`;
  const parts = (kind: string, ...names: readonly string[]) =>
    names.forEach((name) => put(`${factory}/${kind}/${name}`));
  put(factory);
  put(`${factory}/integrationRuntimes/*`, one.runtime);
  parts("credentials", "factory-identity");
  parts("linkedservices", "secrets", "dwh");
  one.loads.forEach(({ name, store, tables, job }) => {
    tables.forEach((table) => {
      parts("linkedservices", store);
      parts("datasets", `${store}_dbo_${table}`, `dwh_${one.name}_${name}_${table}`);
    });
    parts("pipelines", name, ...(job === undefined ? [] : [`${name}-transform`]));
    parts("triggers", name);
    if (job !== undefined) {
      const itself = plannedOf(one, job);
      const reached = itself?.forwards ?? [one.forwards[0], ...job.further];
      const hosts = reached.map((forward) => hostOf(named(model.forwards, forward), tierOf(environment)));
      const { tag, trace } = job;
      const { password } = itself ?? one;
      const as = itself === undefined ? "jobs" : itself.name;
      put(`containerGroups/${stack}-${job.name}`, { tag, trace, hosts, password, as, access: one.access });
    }
  });
  const traced = one.loads.flatMap(({ job }) => (job?.trace === true ? [`trace-${job.name}`] : []));
  traced.forEach((share) => put(`storageAccounts/*/fileServices/default/shares/${share}`));
  if (traced.length > 0) {
    put("storageAccounts/*");
  }
  model.handoffs
    .filter(({ retired }) => retired !== true)
    .forEach(({ name, giver, taker }) => {
      if (giver === one.name) {
        parts("linkedservices", `give_${name}`);
        parts("datasets", `dwh_given_${name}`, `give_${name}_csv_file`);
        parts("pipelines", `give-${name}`);
        parts("triggers", `give-${name}`);
      }
      if (taker === one.name) {
        parts("credentials", `take-${name}`);
        parts("linkedservices", `take_${name}`);
        parts("datasets", `take_${name}_csv`, `dwh_taken_${name}_staging_*`);
        parts("pipelines", `take-${name}`, `nightly${name}`);
        parts("triggers", `nightly${name}`);
      }
    });
}

/** The key of something by its stack and its ID, or the part of that after the namespace. */
export function keyOf(stack: string, id: string): string {
  const path = pathOf(id);
  return `${stack} ${stack.startsWith("hub-") ? path : path.replace(/\/integrationruntimes\/.*$/, "/integrationruntimes/*")}`;
}

/** The key of a right by its stack, who has it, its role, and the ID on which that is: an identity by its name. */
export const rightKeyOf = (stack: string, who: string, role: string, scope: string): string =>
  `${stack} ${who} may ${role} on ${pathOf(scope)}`;

/** What is left of an ID after the namespace, in lowercase, and without hashes. */
export function pathOf(id: string): string {
  return id
    .toLowerCase()
    .replace(/^.*\/providers\/microsoft\.\w+\//, "")
    .replace(/^\/subscriptions\/[^/]+\//, "")
    .replace(/^(vaults|storageaccounts|registries)\/[^/]+/, "$1/*") // names with a hash
    .replace(/_staging_[a-z0-9]+$/, "_staging_*"); // rows lie beside their table first
}
