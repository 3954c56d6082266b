/** A holding and what its domains do, as plain data: what the edits of a life change. */
export interface Model {
  readonly environments: readonly EnvironmentName[];
  /** Environments that are about to go. */
  readonly retiredEnvironments?: readonly EnvironmentName[];
  /** What is on premises, by the legal entity at whose site it is. */
  readonly forwards: readonly ForwardModel[];
  readonly domains: readonly DomainModel[];
  readonly handoffs: readonly HandoffModel[];
  /** Names of the forwards that the gateway of retail's production exposes; without any there is no gateway. */
  readonly exposed: readonly string[];
  /** Names of further machines that carry the shared runtimes of production. */
  readonly nodes: readonly NodeModel[];
  /** How many people may install what retail's site runs. */
  readonly operators: number;
}

/** Of production, of production again, of development. */
export const ENVIRONMENTS = ["prod", "uat", "play"] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Legal entities. */
export const SUBSIDIARIES = ["retail", "energy"] as const;
export type SubsidiaryName = (typeof SUBSIDIARIES)[number];

export interface ForwardModel {
  readonly name: string;
  readonly subsidiary: SubsidiaryName;
  /** Its name in DNS, without what follows it. */
  readonly host: string;
  /** Last figure of the loopback address, 1-250. */
  readonly address: number;
}

export interface NodeModel {
  readonly name: string;
  readonly subsidiary: SubsidiaryName;
}

export interface HandoffModel {
  readonly name: string;
  /** Names of domains of two subsidiaries. */
  readonly giver: string;
  readonly taker: string;
  /** Whether it is about to go: planned still, and in no program any more. */
  readonly retired?: boolean;
}

export interface DomainModel {
  readonly name: string;
  readonly subsidiary: SubsidiaryName;
  readonly access: "identity" | "key";
  readonly runtime: "shared" | "dedicated";
  /** Names of what it may reach; the first is where its stores are. */
  readonly forwards: readonly string[];
  /** Whether people put its password into the vault, and not the hub's stack. */
  readonly external: boolean;
  /** Which password that is, counted from one. */
  readonly password: number;
  readonly loads: readonly LoadModel[];
  /** Its jobs that come as themselves: a load's job of this name does, and one that no load runs has its rights all the same. */
  readonly planned: readonly PlannedJobModel[];
  /** What is planned still, and used no more. */
  readonly retired?: Retired;
}

/** What a domain is about to lose. */
export interface Retired {
  /** All that it is. */
  readonly domain?: boolean;
  /** Names of forwards. */
  readonly forwards?: readonly string[];
  /** The way to send that it had until now. */
  readonly access?: boolean;
  /** The runtime that it had until now. */
  readonly runtime?: boolean;
  /** Jobs that came as themselves, and come as all others do from now on. */
  readonly jobs?: readonly PlannedJobModel[];
}

/** What a job may that comes as itself. */
export interface PlannedJobModel {
  /** One word in lowercase. */
  readonly name: string;
  /** Names of what it reaches, all of which its program uses: the domain's forwards, or its own alone. */
  readonly forwards: readonly string[];
  /** Which password that is, counted from one; the hub's stack writes it. */
  readonly password: number;
}

/** A pipeline with its trigger: it copies tables and then runs a job, where it has one. */
export interface LoadModel {
  /** One word in lowercase. */
  readonly name: string;
  /** Name of the store from which it copies. */
  readonly store: string;
  /** What it copies; none where there is a job. */
  readonly tables: readonly string[];
  /** Hour of the day, 0-23. */
  readonly hour: number;
  /** Whether its trigger is active in production. */
  readonly active: boolean;
  readonly job?: JobModel;
}

export interface JobModel {
  /** One word in lowercase. */
  readonly name: string;
  readonly tag: string;
  /** Whether its runs leave a trace in a file share. */
  readonly trace: boolean;
  /** Names of what it reaches besides the domain's first forward, where it does not come as itself. */
  readonly further: readonly string[];
}

/** Whether an environment is on the development hub. */
export const isDevelopment = (environment: EnvironmentName): boolean => environment === "play";

/** Whether a domain does nothing any more in an environment. */
export function isRetired(
  { retiredEnvironments = [] }: Model,
  { retired }: DomainModel,
  environment: EnvironmentName,
): boolean {
  return retired?.domain === true || retiredEnvironments.includes(environment);
}

/** The tier of an environment. */
export const tierOf = (environment: EnvironmentName): "development" | "production" =>
  isDevelopment(environment) ? "development" : "production";

/** Tiers that any environment is in. */
export function tiersOf({ environments }: Model): ("development" | "production")[] {
  return [...new Set(environments.map(tierOf))];
}

/** Legal entities that have anything. */
export function subsidiariesOf({ domains, forwards }: Model): SubsidiaryName[] {
  return SUBSIDIARIES.filter((name) => [...domains, ...forwards].some(({ subsidiary }) => subsidiary === name));
}

/** Object IDs of the people who install what a legal entity's site runs. */
export function operatorsOf({ operators }: Model, subsidiary: SubsidiaryName): string[] {
  const count = subsidiary === "retail" ? operators : 1;
  return Array.from({ length: count }, (_, index) => uuid(20 + numberOf(subsidiary), index + 1));
}

/** Counted from one. */
export const numberOf = (subsidiary: SubsidiaryName): number => SUBSIDIARIES.indexOf(subsidiary) + 1;

export const uuid = (kind: number, number: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Names of the machines that carry a runtime: a domain's own, or the one that all others share. */
export function nodesOf(
  { nodes }: Model,
  subsidiary: SubsidiaryName,
  tier: "development" | "production",
  owner?: string,
): string[] {
  const first = `IR-${numberOf(subsidiary)}${tier === "production" ? "" : "D"}`;
  const further = tier === "production" ? nodes.filter((node) => node.subsidiary === subsidiary) : [];
  return owner === undefined ? [first, ...further.map(({ name }) => name)] : [`${first}-${owner}`];
}

/** Host of a forward in a tier. */
export function hostOf({ host, subsidiary }: ForwardModel, tier: "development" | "production"): string {
  return `${host}${tier === "development" ? "-test" : ""}.${subsidiary}.contoso.example`;
}

/** Port on which a gateway exposes a forward. */
export const portOf = ({ address }: ForwardModel): number => 14_000 + address;

/** The one of this name. */
export function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`There is no ${name} among ${all.map((one) => one.name).join(", ")}.`);
  }
  return found;
}

/** The same with one of them changed. */
export function changing<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  change: (one: T) => T,
): T[] {
  named(all, name);
  return all.map((one) => (one.name === name ? change(one) : one));
}

/** As whom a job of a domain comes, where that is itself. */
export const plannedOf = ({ planned }: DomainModel, { name }: Pick<JobModel, "name">): PlannedJobModel | undefined =>
  planned.find((one) => one.name === name);

/** Names of what a domain or any of its jobs may reach, be it about to go. */
export const reachOf = ({ forwards, planned, retired = {} }: DomainModel): string[] => [
  ...forwards,
  ...(retired.forwards ?? []),
  ...[...planned, ...(retired.jobs ?? [])].flatMap((job) => job.forwards),
];

/** Whether all that a model names is in it. */
export function isWhole({
  environments,
  retiredEnvironments = [],
  forwards,
  domains,
  handoffs,
  exposed,
}: Model): boolean {
  const has = (all: readonly { readonly name: string }[], names: readonly string[]): boolean =>
    names.every((name) => all.some((one) => one.name === name));
  return (
    retiredEnvironments.every((name) => environments.includes(name)) &&
    has(forwards, [...domains.flatMap(reachOf), ...exposed]) &&
    has(
      domains.filter(({ retired }) => retired?.domain !== true),
      handoffs.filter(({ retired }) => retired !== true).flatMap(({ giver, taker }) => [giver, taker]),
    )
  );
}

/** Whether a domain has a runtime of its own, be it that it uses it no more. */
export const hasOwnRuntime = ({ runtime, retired }: DomainModel): boolean =>
  runtime === "dedicated" || retired?.runtime === true;
