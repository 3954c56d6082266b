import { AppConfig } from "cdktf";
import { AccessStack, Holding, HubStack, PlatformApp } from "../lib";
import { DomainContent, DomainStack, BareDomainStack } from "./domain-stack";
import { EdgeSettings, EdgeStack } from "./edge-stack";
import { GatewayOf, GatewayStack } from "./gateway-stack";
import { StateStore, keepState } from "./state";

/** What the stacks of a holding hold beyond its plan. */
export interface HoldingContents {
  /** What a domain does, by the domain's name. */
  readonly domains: Readonly<Record<string, DomainContent>>;
  /** By name of the gateway's stack. */
  readonly gateways: Readonly<Record<string, GatewayOf>>;
  /** Sites on an Azure Stack Hub of their own, by name of the stack; other sites have none. */
  readonly edges: Readonly<Record<string, EdgeSettings>>;
}

/** Every hub, gateway and domain of a holding, a stack each, what each domain may, and its sites on Azure Stack Hub. */
export class HoldingApp extends PlatformApp {
  public readonly gateways: GatewayStack[];
  public readonly domains: DomainStack[];
  public readonly retired: BareDomainStack[];
  public readonly edges: EdgeStack[];

  constructor(holding: Holding, contents: HoldingContents, store?: StateStore, config?: AppConfig) {
    super(holding, config);
    this.gateways = holding.gatewayPlans.map((plan) => {
      const settings = contents.gateways[plan.stackName];
      if (settings === undefined) {
        throw new Error(`${plan.stackName}: no settings for this gateway; add them to the holding's gateways.`);
      }
      return new GatewayStack(this, plan, settings);
    });
    const [retired, living] = [true, false].map((gone) => holding.domainPlans.filter((plan) => plan.retired === gone));
    this.retired = retired.map((plan) => new BareDomainStack(this, plan));
    this.domains = living.map((plan) => {
      const content = contents.domains[plan.domainName];
      if (content === undefined) {
        throw new Error(
          `${plan.stackName}: nothing for the domain ${plan.domainName} to do; add it to the holding's domains.`,
        );
      }
      return new DomainStack(this, plan, content);
    });
    const sites = holding.subsidiaries.flatMap((subsidiary) => subsidiary.sites);
    this.edges = sites.flatMap((site) => {
      const settings = contents.edges[EdgeStack.nameFor(site)];
      return settings === undefined ? [] : new EdgeStack(this, site, settings);
    });
    this.stacks.forEach((stack) => keepState(stack, store));
  }

  /** All of them, hubs and what domains may first. */
  public get stacks(): (HubStack | AccessStack | GatewayStack | BareDomainStack | EdgeStack)[] {
    return [...this.hubs, ...this.accesses, ...this.gateways, ...this.retired, ...this.domains, ...this.edges];
  }
}
