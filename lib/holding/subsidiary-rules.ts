import { Rule, Violation } from "../core/rule";
import { isUuid } from "../core/uuid";
import { deployerViolations } from "./deployer-rules";
import type { Holding } from "./holding";
import { compactNameViolations, duplicateViolations, locationViolations, overrideViolations } from "./plan-names";
import { SubsidiaryProps } from "./subsidiary-props";

const SUBSCRIPTION_ID = new Rule({
  id: "holding/subscription-id",
  why: "Resource IDs are computed from the subscription's UUID, so it must be known now.",
  fix: "Give it as a literal; 'az account show --query id' prints it.",
  source: "Microsoft: Azure resource IDs",
});

const SUBSCRIPTION_OF = new Rule({
  id: "holding/subscription-of-known-environment",
  why: "A subscription is planned for an environment that the holding does not have.",
  fix: "Name environments of the holding only.",
  source: "this library",
});

/** What is wrong with a legal entity that is to be planned. */
export function subsidiaryViolations(holding: Holding, name: string, props: SubsidiaryProps): Violation[] {
  const overrides = props.environmentSubscriptionIds ?? {};
  const known = holding.environments.map((environment) => environment.name).join(", ");
  const subscriptionIds = [
    props.developmentSubscriptionId,
    props.productionSubscriptionId,
    ...Object.values(overrides),
  ];
  return [
    ...compactNameViolations(name),
    ...locationViolations(props.location ?? holding.location),
    ...duplicateViolations("subsidiary", name, holding.subsidiaries),
    ...subscriptionIds.flatMap((id) => SUBSCRIPTION_ID.when(!isUuid(id), `"${id}"`)),
    ...Object.keys(overrides).flatMap((environment) =>
      SUBSCRIPTION_OF.when(!holding._hasEnvironment(environment), `"${environment}"`, `Known: ${known}.`),
    ),
    ...deployerViolations(props.developmentDeployer, props.productionDeployer),
    ...overrideViolations(props.developmentHubNames ?? {}),
    ...overrideViolations(props.productionHubNames ?? {}),
  ];
}
