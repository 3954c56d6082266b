import { TerraformDataSource, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AZAPI_METADATA } from "./azapi-metadata";
import { refuseHcl } from "./json-only";
import { checkProvider } from "./provider-rules";

/** How to look something up with {@link DataAzapiResource}. */
export interface DataAzapiResourceProps {
  /** Azure's type with its version, for example `Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31`. */
  readonly type: string;
  /** Resource ID of what is looked up, in any subscription. */
  readonly resourceId: string;
  /** What is read of the answer, as JMESPath, by names of your own; all of it is kept in the state, so never a key. */
  readonly responseExportValues: Record<string, string>;
  /**
   * Another configuration of the provider than the stack's own.
   *
   * @default - the stack's own
   */
  readonly provider?: TerraformProvider;
}

/** Something that is in Azure already, in any subscription: azurerm's data sources look in the provider's own. */
export class DataAzapiResource extends TerraformDataSource {
  /** The type by which Terraform knows it. */
  public static readonly tfResourceType: string = "azapi_resource";

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DataAzapiResourceProps,
  ) {
    super(scope, id, {
      terraformResourceType: DataAzapiResource.tfResourceType,
      terraformGeneratorMetadata: AZAPI_METADATA,
      provider: props.provider,
    });
    checkProvider(this);
  }

  /** One of the texts that are read. */
  public output(name: string): string {
    return this.getStringAttribute(`output.${name}`);
  }

  /** The block's arguments. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, resourceId, responseExportValues } = this.props;
    return { type, resource_id: resourceId, response_export_values: responseExportValues };
  }

  /** @throws `azapi/json-only` */
  public override toHclTerraform(): unknown {
    return refuseHcl(this);
  }
}
