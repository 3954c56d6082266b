import { ITerraformDependable, TerraformProvider, TerraformResource, TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import { AZAPI_METADATA } from "./azapi-metadata";
import { refuseHcl } from "./json-only";
import { checkProvider } from "./provider-rules";

/** What every resource of azapi can be given. */
export interface AzapiBlockProps {
  /**
   * Azure's type with its version, for example `Microsoft.Relay/namespaces@2024-01-01`; a stable version, since what
   * preview versions take changes.
   */
  readonly type: string;
  /**
   * What must exist before it, beyond what it refers to.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
  /**
   * Another configuration of the provider than the stack's own.
   *
   * @default - the stack's own
   */
  readonly provider?: TerraformProvider;
  /**
   * How Terraform replaces it, and what it checks.
   *
   * @default - Terraform's: what is replaced is deleted first
   */
  readonly lifecycle?: TerraformResourceLifecycle;
}

/** What every resource of azapi has, whatever is asked of Azure: nothing of Azure's answer is kept in the state. */
export abstract class AzapiBlock extends TerraformResource {
  /** Azure's type with its version. */
  public get azureType(): string {
    return this.common.type;
  }

  /** Azure resource ID. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly common: AzapiBlockProps,
  ) {
    super(scope, id, {
      terraformResourceType,
      terraformGeneratorMetadata: AZAPI_METADATA,
      provider: common.provider,
      dependsOn: common.dependsOn,
      lifecycle: common.lifecycle,
    });
    checkProvider(this);
  }

  /** The block's arguments. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    return { type: this.common.type, response_export_values: [], ...this._specific() };
  }

  /** @throws `azapi/json-only` */
  public override toHclTerraform(): unknown {
    return refuseHcl(this);
  }

  /** What its kind has, by azapi's names. @internal */
  public abstract _specific(): Record<string, unknown>;
}
