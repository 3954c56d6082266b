import { App, AppConfig } from "cdktf";
import { Holding } from "../lib";
import { DomainStack } from "./domain-stack";
import { JobOf } from "./example-jobs";
import { HubStack } from "./hub-stack";
import { StateStore } from "./state";

/** Every hub and every domain of a holding, a stack each. */
export class HoldingApp extends App {
  public readonly hubs: HubStack[];
  public readonly domains: DomainStack[];

  constructor(holding: Holding, jobs: Readonly<Record<string, JobOf>>, store?: StateStore, config?: AppConfig) {
    super(config);
    this.hubs = holding.hubPlans.map((plan) => new HubStack(this, plan, store));
    this.domains = holding.domainPlans.map((plan) => {
      const job = jobs[plan.domainName];
      if (job === undefined) {
        throw new Error(`${plan.stackName}: no job for the domain ${plan.domainName}; add one to the holding's jobs.`);
      }
      return new DomainStack(this, plan, job, store);
    });
  }
}
