import { Rule, Violation, refuse } from "../core/rule";
import { underscored } from "../core/words";
import { BlobHandoff } from "../copy/blob-handoff";
import { HandoffExport } from "../copy/handoff-export";
import { HandoffImport } from "../copy/handoff-import";
import { ManagedIdentityCredential } from "../data-factory/managed-identity-credential";
import { DomainPlan } from "../holding/domain-plan";
import { HandoffPlan } from "../holding/handoff";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { DomainGivingProps, DomainTakingProps } from "./domain-props";
import { addTrigger } from "./movement";
import { idViolations } from "./one-id";
import type { SourceDomain } from "./source-domain";
import { takePlaces } from "./written-places";

const HANDOFF_SIDE = new Rule({
  id: "domain/handoff-side",
  why: "A handoff is between the two domains that its plan names, in one environment.",
  fix: "Give at the providing domain and take at the consuming one, with the handoff's plan for the domain's own environment.",
  source: "this library: the plan of a holding",
});

/** Writes into a container of the domain's hub. */
export function giveHandoff(domain: SourceDomain, id: string, props: DomainGivingProps): HandoffExport {
  const { plan, schedule, ...options } = props;
  refuse(domain, idViolations(domain, id, ["Handoff"]), sideViolations(domain, plan, plan.provider, "gives"));
  const given = new HandoffExport(domain, id, { ...options, ...side(domain, id, plan, "give") });
  addTrigger(domain, given.pipeline, schedule);
  return given;
}

/** Reads from a container of another domain's hub. */
export function takeHandoff(domain: SourceDomain, id: string, props: DomainTakingProps): HandoffImport {
  const { plan, schedule, ...options } = props;
  refuse(
    domain,
    idViolations(domain, id, ["Handoff", "Reader", "Credential"]),
    takePlaces(domain, domain.plan, props.sink._places),
    sideViolations(domain, plan, plan.consumer, "takes"),
  );
  const taken = new HandoffImport(domain, id, {
    ...options,
    ...side(domain, id, plan, "take"),
    credential: readerOf(domain, id, plan),
  });
  addTrigger(domain, taken.pipeline, schedule);
  return taken;
}

function side(domain: SourceDomain, id: string, plan: HandoffPlan, verb: string) {
  return {
    dataFactory: domain.dataFactory,
    handoff: BlobHandoff.fromNames(domain, `${id}Handoff`, plan),
    pipelineName: `${verb}-${plan.name}`,
    linkedServiceName: underscored(`${verb}-${plan.name}`),
  };
}

/** As whom the factory reads what `plan` hands over. */
function readerOf(domain: SourceDomain, id: string, plan: HandoffPlan): ManagedIdentityCredential {
  const identity = UserAssignedIdentity.fromResourceId(domain, `${id}Reader`, plan.readerIdentityId);
  const { dataFactory } = domain;
  domain.carry(identity);
  return new ManagedIdentityCredential(domain, `${id}Credential`, {
    dataFactory,
    credentialName: `take-${plan.name}`,
    identity,
  });
}

function sideViolations(domain: SourceDomain, plan: HandoffPlan, planned: DomainPlan, verb: string): Violation[] {
  const given = `${plan.name}, which ${planned.stackName} ${verb}, at ${domain.plan.stackName}`;
  return [...plan._retiredViolations(), ...HANDOFF_SIDE.when(planned !== domain.plan, given)];
}
