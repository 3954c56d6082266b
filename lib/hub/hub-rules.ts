import { Rule, Violation } from "../core/rule";
import { Deployer } from "../holding/deployer";
import { deployerViolations as plannedDeployerViolations } from "../holding/deployer-rules";
import { HubPlan } from "../holding/hub-plan";
import { SecretSource } from "../holding/planned-secret";
import { PrincipalType } from "../identity/principal-type";
import { SecretValue } from "../vault/secret-value";

const DEPLOYER = new Rule({
  id: "hub/deployer",
  why: "The hub writes secrets into its vault, for which its deployer needs a right of its own.",
  fix: "Plan the deployer at the subsidiary (developmentDeployer, productionDeployer), or give it to the hub.",
  source: "Microsoft: Key Vault RBAC, data plane",
});

const DEPLOYER_ADMITTED = new Rule({
  id: "hub/deployer-admitted",
  why: "The hub's vault denies whoever it does not admit, and its deployer writes secrets into it.",
  fix: "Plan the addresses from which it deploys (addresses), or give the hub the subnet that it runs in (admittedSubnetIds).",
  source: "Microsoft: Key Vault network security",
});

const SECRET_VALUES = new Rule({
  id: "hub/secret-values",
  why: "Every planned secret that is not external is written by its hub, and nothing else is.",
  fix: "Give one value per planned secret, or plan it as external.",
  source: "this library: the plan of a holding",
});

const PLANNED_IN_HUB = new Rule({
  id: "hub/planned-in-hub",
  why: "A hub carries and admits what its own plan lists.",
  fix: "Use the hub of the same subsidiary and tier.",
  source: "this library: the plan of a holding",
});

const ONE_OPERATOR_KIND = new Rule({
  id: "hub/one-operator-kind",
  why: "A principal is a group, a person or a machine, and Azure refuses a role for what it is not.",
  fix: "Admit it as the same kind at every site.",
  source: "Microsoft: Azure role assignments, principalType",
});

export function deployerViolations(deployer: Deployer | undefined): Violation[] {
  return [...DEPLOYER.when(deployer === undefined, "no deployer"), ...plannedDeployerViolations(deployer)];
}

/** One violation if the vault admits no place from which the deployer could write. */
export function admissionViolations(deployer: Deployer | undefined, subnetIds: readonly string[]): Violation[] {
  const nowhere = (deployer?.addresses ?? []).length === 0 && subnetIds.length === 0;
  return DEPLOYER_ADMITTED.when(
    deployer !== undefined && nowhere,
    `the deployer ${deployer?.principalId} without addresses`,
  );
}

export function secretValueViolations(plan: HubPlan, values: Readonly<Record<string, SecretValue>>): Violation[] {
  const wanted = plan.secrets.filter(({ source }) => source === SecretSource.VARIABLE).map(({ name }) => name);
  const missing = wanted.filter((name) => !Object.keys(values).includes(name));
  const unknown = Object.keys(values).filter((name) => !wanted.includes(name));
  return [
    ...missing.flatMap((name) => SECRET_VALUES.when(true, `no value for "${name}"`)),
    ...unknown.flatMap((name) => SECRET_VALUES.when(true, `a value for "${name}", which is not planned here`)),
  ];
}

/** One violation if the principal was admitted as something else before. */
export function operatorKindViolations(id: string, type: PrincipalType, before: PrincipalType = type): Violation[] {
  return ONE_OPERATOR_KIND.when(before !== type, `${id} as ${type} after ${before}`);
}

export function plannedIn(plan: HubPlan, what: string, holds: boolean): Violation[] {
  return PLANNED_IN_HUB.when(!holds, `${what} for ${plan.stackName}`);
}
