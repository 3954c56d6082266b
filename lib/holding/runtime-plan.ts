import { Rule, Violation } from "../core/rule";
import { NODES_PER_RUNTIME } from "./limits";
import { linkLimitViolations } from "../ownership/link-limit";
import { Tier } from "../ownership/tier";

const NODES = new Rule({
  id: "holding/runtime-nodes",
  why: `A self-hosted runtime has at most ${NODES_PER_RUNTIME} nodes.`,
  fix: "Plan fewer machines, or a dedicated runtime for the domain that needs them.",
  source: "Microsoft: Azure Data Factory limits",
});

/** A machine at a site that carries a self-hosted integration runtime. */
export interface RuntimeNode {
  /** Windows computer name. */
  readonly name: string;
  /** Site where it stands. */
  readonly siteName: string;
}

/** What a {@link RuntimePlan} knows from the start. */
export interface RuntimePlanProps {
  /** Name in the hub's infrastructure factory. */
  readonly runtimeName: string;
  /** Azure resource ID. */
  readonly runtimeId: string;
  /** Subsidiary whose data it moves. */
  readonly subsidiaryName: string;
  /** Tier of its hub. */
  readonly tier: Tier;
  /**
   * The only domain that may link it.
   *
   * @default - every domain of its hub
   */
  readonly dedicatedTo?: string;
  /**
   * Whether what people try out in Azure Data Factory Studio reaches its nodes past Azure Relay.
   *
   * @default false
   */
  readonly selfContainedInteractiveAuthoringEnabled?: boolean;
}

/** A self-hosted integration runtime in a hub's factory. */
export class RuntimePlan {
  /** Name in the hub's infrastructure factory. */
  public readonly runtimeName: string;
  /** Azure resource ID, which linked runtimes point to. */
  public readonly runtimeId: string;
  /** Subsidiary whose data it moves. */
  public readonly subsidiaryName: string;
  /** Tier of its hub. */
  public readonly tier: Tier;
  /** The only domain that may link it; undefined where all domains of the hub may. */
  public readonly dedicatedTo?: string;
  /** Whether what people try out in Azure Data Factory Studio reaches its nodes past Azure Relay. */
  public readonly selfContainedInteractiveAuthoringEnabled: boolean;
  private readonly machines: RuntimeNode[] = [];
  private linkCount = 0;

  constructor(props: RuntimePlanProps) {
    this.runtimeName = props.runtimeName;
    this.runtimeId = props.runtimeId;
    this.subsidiaryName = props.subsidiaryName;
    this.tier = props.tier;
    this.dedicatedTo = props.dedicatedTo;
    this.selfContainedInteractiveAuthoringEnabled = props.selfContainedInteractiveAuthoringEnabled ?? false;
  }

  /** The machines that are planned to carry it. */
  public get nodes(): RuntimeNode[] {
    return [...this.machines];
  }

  /** How many linked runtimes are planned to point to it. */
  public get links(): number {
    return this.linkCount;
  }

  /** Violations of the link limit if `more` links were planned. @internal */
  public _linkViolations(more: number): Violation[] {
    return linkLimitViolations(this.runtimeName, this.linkCount + more);
  }

  /** @internal */
  public _addLink(): void {
    this.linkCount += 1;
  }

  /** @internal */
  public _nodeViolations(): Violation[] {
    return NODES.when(
      this.machines.length >= NODES_PER_RUNTIME,
      `${this.machines.length + 1} nodes for ${this.runtimeName}`,
    );
  }

  /** @internal */
  public _addNode(node: RuntimeNode): void {
    this.machines.push(node);
  }
}
