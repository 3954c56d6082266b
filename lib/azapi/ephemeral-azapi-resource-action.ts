import { TerraformElement, Token, ref } from "cdktf";
import { Construct } from "constructs";
import { refuseHcl } from "./json-only";
import { checkProvider } from "./provider-rules";

/** How to make an {@link EphemeralAzapiResourceAction}. */
export interface EphemeralAzapiResourceActionProps {
  /** Azure's type with its version, for example `Microsoft.Relay/namespaces/hybridConnections/authorizationRules@2024-01-01`. */
  readonly type: string;
  /** Resource ID of what is asked. */
  readonly resourceId: string;
  /** Name of the action, for example `listKeys`. */
  readonly action: string;
  /** Names of the texts that are read from the answer; nothing else of it can be, and none may be missing. */
  readonly responseExportValues: string[];
}

/**
 * An answer of Azure that Terraform keeps in no state and no plan, such as keys: for write-only arguments alone. Azure is
 * asked in every plan, apply and destroy, so whoever only plans needs the right to ask, too. Needs Terraform 1.11.
 */
export class EphemeralAzapiResourceAction extends TerraformElement {
  /** The type by which Terraform knows it. */
  public static readonly tfResourceType: string = "azapi_resource_action";

  /** The same, as of every resource. */
  public readonly terraformResourceType: string = EphemeralAzapiResourceAction.tfResourceType;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EphemeralAzapiResourceActionProps,
  ) {
    super(scope, id, `ephemeral.${EphemeralAzapiResourceAction.tfResourceType}`);
    checkProvider(this);
  }

  /**
   * One of the values that are read. Terraform fails where Azure answers without it: an empty text would be written
   * where a key should be, and no plan would show it. (Terraform 1.11 crashes in `show` on a postcondition here.)
   */
  public output(name: string): string {
    const { tfResourceType } = EphemeralAzapiResourceAction;
    const address = `ephemeral.${tfResourceType}.${this.friendlyUniqueId}.output.${name}`;
    return Token.asString(ref(`coalesce(${address})`, this.cdktfStack));
  }

  /** The block, as JSON. */
  public override toTerraform(): unknown {
    const { type, resourceId, action, responseExportValues } = this.props;
    const block = { type, resource_id: resourceId, action, response_export_values: responseExportValues };
    return {
      ephemeral: {
        [EphemeralAzapiResourceAction.tfResourceType]: {
          [this.friendlyUniqueId]: { "//": this.constructNodeMetadata, ...block },
        },
      },
    };
  }

  /** @throws `azapi/json-only` */
  public override toHclTerraform(): unknown {
    return refuseHcl(this);
  }
}
