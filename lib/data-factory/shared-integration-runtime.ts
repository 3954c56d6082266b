import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/azapi-resource";
import { nameIn, resourceId, resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { Tier } from "../ownership/tier";
import { IAzureResource } from "../identity/principal";
import { addPart, partNameViolations } from "./add-part";
import { IDataFactory } from "./data-factory";
import { IIntegrationRuntime } from "./integration-runtime";
import { unknownAtSynth } from "./known-at-synth";

/** The physical self-hosted integration runtime that linked ones point to. Copies run on its nodes, on premises. */
export interface ISharedIntegrationRuntime extends IAzureResource, IIntegrationRuntime {
  /** Subsidiary whose data it moves. */
  readonly subsidiaryName: string;
  /** Tier of its hub. */
  readonly tier: Tier;
  /** The only domain that may link it; undefined where every domain of the hub may. */
  readonly dedicatedTo?: string;
  /** Whether all its nodes have a Java runtime, which Parquet needs. */
  readonly nodesHaveJava: boolean;
}

/** Whom a shared runtime serves: what rules compare, so literals. */
export interface RuntimeOwnership {
  /** Subsidiary whose data it moves. */
  readonly subsidiaryName: string;
  /** Tier of its hub. */
  readonly tier: Tier;
  /**
   * The only domain that may link it.
   *
   * @default - every domain of the hub
   */
  readonly dedicatedTo?: string;
  /**
   * Whether all its nodes have a Java runtime, which Parquet needs.
   *
   * @default false
   */
  readonly nodesHaveJava?: boolean;
}

/** How to refer by names to a shared runtime that another stack or team owns. */
export interface SharedIntegrationRuntimeNames extends RuntimeOwnership {
  /** Subscription (UUID) in which it lies. */
  readonly subscriptionId: string;
  /** Resource group of its factory. */
  readonly resourceGroupName: string;
  /** The factory that owns it. */
  readonly factoryName: string;
  /** Its name in that factory. */
  readonly runtimeName: string;
}

/** How to make a {@link SharedIntegrationRuntime}. */
export interface SharedIntegrationRuntimeProps extends RuntimeOwnership {
  /** The infrastructure factory that owns it. */
  readonly dataFactory: IDataFactory;
  /** 3-63 letters, digits and single inner hyphens. */
  readonly runtimeName: string;
  /**
   * Free text shown to operators.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether what people try out in Azure Data Factory Studio (test connection, browse, preview) reaches the nodes past
   * Azure Relay, to which they then need no way out. Source: Microsoft, ports and firewalls of self-hosted runtimes.
   *
   * @default false
   */
  readonly selfContainedInteractiveAuthoringEnabled?: boolean;
}

/**
 * A self-hosted integration runtime that this stack owns. Nodes are registered on premises with its keys, which whoever
 * installs them reads from the runtime: no stack reads them, and none lies anywhere else.
 */
export class SharedIntegrationRuntime extends Construct implements ISharedIntegrationRuntime {
  /** Refers by names to a shared runtime that another stack or team owns. @throws `runtime/known-at-synth` */
  public static fromNames(
    scope: Construct,
    id: string,
    names: SharedIntegrationRuntimeNames,
  ): ISharedIntegrationRuntime {
    const path = ["factories", names.factoryName, "integrationRuntimes", names.runtimeName];
    return SharedIntegrationRuntime.fromResourceId(
      scope,
      id,
      resourceId(names, "Microsoft.DataFactory", ...path),
      names,
    );
  }

  /** Refers by its ID to a shared runtime that another stack or team owns. @throws `runtime/known-at-synth` */
  public static fromResourceId(
    scope: Construct,
    id: string,
    runtimeId: string,
    ownership: RuntimeOwnership,
  ): ISharedIntegrationRuntime {
    class Imported extends Construct implements ISharedIntegrationRuntime {
      public readonly resourceId = runtimeId;
      public readonly runtimeName = nameIn(runtimeId);
      public readonly factoryName = factoryNameIn(runtimeId);
      public readonly subsidiaryName = ownership.subsidiaryName;
      public readonly tier = ownership.tier;
      public readonly dedicatedTo = ownership.dedicatedTo;
      public readonly nodesHaveJava = ownership.nodesHaveJava ?? false;
      public readonly dependencies: ITerraformDependable[] = [];

      public get sharedRuntime(): ISharedIntegrationRuntime {
        return this;
      }
    }
    const runtime = new Imported(scope, id);
    refuse(runtime, unknownAtSynth({ runtimeId, ...comparable(ownership) }));
    refuse(runtime, resourceIdViolations("Microsoft.DataFactory/factories/integrationRuntimes", runtimeId));
    return runtime;
  }

  public readonly resourceId: string;
  public readonly runtimeName: string;
  public readonly factoryName: string;
  public readonly subsidiaryName: string;
  public readonly tier: Tier;
  public readonly dedicatedTo?: string;
  public readonly nodesHaveJava: boolean;
  private readonly resource: AzapiResource;

  /** @throws `core/known-name`, `data-factory/runtime-name`, `data-factory/one-name`, `runtime/known-at-synth` */
  constructor(scope: Construct, id: string, props: SharedIntegrationRuntimeProps) {
    super(scope, id);
    const name = { dataFactory: props.dataFactory, name: props.runtimeName };
    refuse(this, partNameViolations(this, "integration runtime", name), unknownAtSynth(comparable(props)));
    this.resource = addPart(this, "integration runtime", {
      ...name,
      body: {
        type: "SelfHosted",
        description: props.description,
        typeProperties:
          props.selfContainedInteractiveAuthoringEnabled === true
            ? { selfContainedInteractiveAuthoringEnabled: true }
            : undefined,
      },
    });
    this.resourceId = this.resource.id;
    this.runtimeName = props.runtimeName;
    this.factoryName = props.dataFactory.factoryName;
    this.subsidiaryName = props.subsidiaryName;
    this.tier = props.tier;
    this.dedicatedTo = props.dedicatedTo;
    this.nodesHaveJava = props.nodesHaveJava ?? false;
  }

  public get dependencies(): ITerraformDependable[] {
    return [this.resource];
  }

  /** Itself: it is no link. */
  public get sharedRuntime(): ISharedIntegrationRuntime {
    return this;
  }
}

/** The factory in which the runtime of this ID lies. */
function factoryNameIn(runtimeId: string): string {
  return nameIn(runtimeId.replace(/\/integrationRuntimes\/.*$/i, ""));
}

function comparable({ subsidiaryName, tier, dedicatedTo }: RuntimeOwnership): Record<string, string | undefined> {
  return { subsidiaryName, tier, dedicatedTo };
}
