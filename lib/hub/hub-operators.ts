import { refuse } from "../core/rule";
import { Operator, OperatorKind } from "../holding/operator";
import { kindOf, operatorViolations } from "../holding/operator-rules";
import { RelayAccess } from "../holding/relay-access";
import { Site } from "../holding/site";
import { Principal } from "../identity/principal";
import { PrincipalType } from "../identity/principal-type";
import { Role } from "../identity/role";
import type { ConnectivityHub } from "./connectivity-hub";
import { operatorKindViolations, plannedIn } from "./hub-rules";

const PRINCIPAL_TYPES: Record<OperatorKind, PrincipalType> = {
  [OperatorKind.GROUP]: PrincipalType.GROUP,
  [OperatorKind.PERSON]: PrincipalType.USER,
  [OperatorKind.MACHINE]: PrincipalType.SERVICE_PRINCIPAL,
};

/**
 * Gives `operator` what the hub's part of `site` takes: people and groups read what they install, a machine has what
 * its listener needs and nothing else, since a runtime's key opens more than a listener's machine should.
 */
export function admitOperatorTo(hub: ConnectivityHub, operator: Operator, site: Site): void {
  const { plan, vault } = hub;
  const kind = kindOf(operator);
  const id = `Operator-${operator.principalId.toLowerCase()}`; // Azure does not distinguish the case of object IDs
  const known = hub.node.tryFindChild(id) as Principal | undefined;
  refuse(
    hub,
    operatorViolations([operator]),
    plannedIn(plan, `site ${site.path}`, plan.sites.includes(site)),
    operatorKindViolations(operator.principalId, PRINCIPAL_TYPES[kind], known?.principalType),
  );
  const principal = known ?? new Principal(hub, id, operator.principalId, PRINCIPAL_TYPES[kind]);
  const machine = kind === OperatorKind.MACHINE;
  const forwards = site.forwardsIn(plan.tier);
  const listensBy = (access: RelayAccess): boolean => site.listenerAccesses.includes(access);
  const strings = listensBy(RelayAccess.SHARED_ACCESS_KEY)
    ? forwards.map((forward) => plan.listenRuleSecretName(forward))
    : [];
  strings.forEach((name) => vault.secret(name).grantRead(principal));
  if (!machine) {
    const role = plan.keyRoleId === undefined ? Role.DATA_FACTORY_CONTRIBUTOR : Role.ofDefinition(plan.keyRoleId);
    plan.runtimesAt(site).forEach((runtime) => principal.grant(role, hub._runtimeOf(runtime)));
  }
  if (site.listensInContainers && forwards.length > 0) {
    hub._registries.forEach((registry) => registry.grantPull(principal));
  }
  if (listensBy(RelayAccess.IDENTITY) && machine) {
    forwards.forEach((forward) => hub.hybridConnection(forward).grantListen(principal));
  }
}
