import { Rule, Violation } from "../core/rule";
import { textsIn } from "../core/texts-in";
import { StoreReach } from "../copy/data-domain";
import { DomainPlan } from "../holding/domain-plan";
import { JobPlan } from "../holding/job-plan";
import { retiredViolations } from "../holding/retired";
import { IBlobContainer } from "../storage/blob-container";
import { Forward } from "../tunnel/forward";
import { ISecret } from "../vault/secret";

const PLANNED_FORWARD = new Rule({
  id: "domain/planned-forward",
  why: "The hub lets the domain send through the forwards that the plan gives it, and a planned job through its own; through no others.",
  fix: "Use what the forward(…) of the domain, or of the planned job, says of a forward that the plan gives it.",
  source: "this library: the plan of a holding",
});

const PLANNED_SECRET = new Rule({
  id: "domain/planned-secret",
  why: "The plan says who reads which secret: a domain's factory and the jobs that share its identity, or a planned job by itself; nobody else has the right.",
  fix: "Add who uses it to the secret's readers in the plan, or give it a secret of which it is a reader.",
  source: "this library: the plan of a holding",
});

const OWN_TIER_HOST = new Rule({
  id: "domain/host-of-own-tier",
  why: "Production is apart from development down to the host, and the text of a custom store is the library's to read, not to trust.",
  fix: "Take host and port from the domain's forward(…), which knows its tier.",
  source: "this library: subsidiaries and tiers",
});

const BLOB_OWNER = new Rule({
  id: "domain/blob-owner",
  why: "Whose data a container holds decides where it may be copied to, and the plan knows the accounts of the domain and of its hub alone.",
  fix: "Give subsidiaryName: the legal entity whose data lies there.",
  source: "this library: copy/legal-entity",
});

const OWN_BLOBS = new Rule({
  id: "domain/own-blobs",
  why: "The plan gives the domain's factory no right on blobs in storage accounts of the domain's own.",
  fix: "Plan the domain with ownBlobs.",
  source: "this library: the plan of a holding",
});

/** Who may use what, by the plan: a domain, or a planned job of one. */
type Planned = DomainPlan | JobPlan;

/** Violations by a store of the domain that would reach this. */
export function storeViolations(plan: DomainPlan, reach: StoreReach): Violation[] {
  const { forward, typeProperties, container, subsidiaryName, secrets = [] } = reach;
  return [
    ...(forward === undefined ? [] : forwardViolations(plan, forward)),
    ...(typeProperties === undefined ? [] : foreignHostViolations(plan, typeProperties)),
    ...(container === undefined ? [] : containerViolations(plan, container, subsidiaryName)),
    ...ofVault(plan, secrets).flatMap(({ secretName }) =>
      secretViolations(secretName, plan.identitySecretNames, `the factory of ${plan.stackName}`),
    ),
  ];
}

/** Violations by a forward that the plan does not give the domain, or the job. */
export function forwardViolations(plan: Planned, forward: Forward): Violation[] {
  const known = plan.forwards.map(({ name }) => name).join(", ") || "none";
  const retired = plan._retiredViolations(forward);
  return retired.length > 0
    ? retired
    : PLANNED_FORWARD.when(!plan.mayReach(forward), `"${forward.name}" for ${plan._path}`, `Planned: ${known}.`);
}

/** Violations by secrets of the hub's vault that the plan does not let the domain's jobs, or a job by itself, read. */
export function jobSecretViolations(plan: Planned, secretNames: readonly string[]): Violation[] {
  return secretNames.flatMap((secretName) => {
    const retired = plan.retiredSecretNames.includes(secretName);
    return retired
      ? retiredViolations(true, `secret "${secretName}" for ${plan._path}`)
      : secretViolations(secretName, plan.readableSecretNames, plan._path);
  });
}

function secretViolations(secretName: string, readable: readonly string[], whom: string): Violation[] {
  const known = readable.join(", ") || "none";
  return PLANNED_SECRET.when(!readable.includes(secretName), `"${secretName}" for ${whom}`, `Readable: ${known}.`);
}

/** Those of the vault of the domain's hub, each once. */
export function ofVault({ hub }: DomainPlan, secrets: readonly ISecret[]): ISecret[] {
  return [...new Set(secrets)].filter(({ resourceId }) => resourceId.startsWith(`${hub.keyVaultId}/`));
}

/** Violations by hosts of the other tier in what a custom store, or one end of a copy there, says. */
function foreignHostViolations(plan: DomainPlan, typeProperties: Record<string, unknown>): Violation[] {
  const texts = textsIn(typeProperties).map((text) => text.toLowerCase());
  return plan._foreignHosts().flatMap((host) => {
    const whole = new RegExp(`(?<![a-z0-9.-])${host.replace(/\./g, "\\.")}(?![a-z0-9-]|\\.[a-z0-9])`);
    return OWN_TIER_HOST.when(
      texts.some((text) => whole.test(text)),
      `${host} in ${plan.tier}`,
    );
  });
}

function containerViolations(plan: DomainPlan, container: IBlobContainer, subsidiaryName?: string): Violation[] {
  const { accountName } = container.storageAccount;
  const ofDomain = accountName === plan.storageAccountName;
  const known = ofDomain || accountName === plan.hub.storageAccountName;
  return [
    ...OWN_BLOBS.when(ofDomain && !plan.ownBlobs, `a container in ${accountName}`),
    ...BLOB_OWNER.when(!known && subsidiaryName === undefined, `a container in ${accountName}, of nobody known`),
  ];
}
