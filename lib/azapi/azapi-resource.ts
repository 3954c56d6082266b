import { Construct } from "constructs";
import { AzapiBlock, AzapiBlockProps } from "./azapi-block";
import { literalBody } from "./body";

/** Identities of a resource. */
export interface AzapiIdentity {
  /** `SystemAssigned`, `UserAssigned` or both: `SystemAssigned, UserAssigned`. */
  readonly type: string;
  /**
   * Resource IDs of those that are user-assigned.
   *
   * @default - none
   */
  readonly identityIds?: string[];
}

/** How to make an {@link AzapiResource}. */
export interface AzapiResourceProps extends AzapiBlockProps {
  /** Name within its parent. Another one replaces it. */
  readonly name: string;
  /** Resource ID of what it lies in. Another one replaces it. */
  readonly parentId: string;
  /**
   * Azure region. Another one replaces it.
   *
   * @default - its parent's, or none
   */
  readonly location?: string;
  /**
   * What Azure is sent, as its documentation of the type says, in the form in which Azure keeps it: any other differs
   * in every plan. Texts are taken to the letter, `${` too.
   *
   * @default - nothing but name and place
   */
  readonly body?: Record<string, unknown>;
  /**
   * What Azure is sent beside the body and Terraform never keeps. Needs Terraform 1.11.
   *
   * @default - nothing
   */
  readonly sensitiveBody?: Record<string, unknown>;
  /**
   * Its identities.
   *
   * @default - none
   */
  readonly identity?: AzapiIdentity;
  /**
   * Its tags.
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;
  /**
   * Paths within the body, in JMESPath, of which a change replaces it: azapi does not know by itself what Azure cannot
   * change.
   *
   * @default - none: a change of the body is sent to Azure
   */
  readonly replaceTriggersRefs?: string[];
}

/**
 * Anything in Azure, written as Azure's API takes it. A property that was removed from the body is taken away in Azure
 * too, where Azure does that on a PUT, and none of Azure's answer is kept.
 */
export class AzapiResource extends AzapiBlock {
  /** The type by which Terraform knows it. */
  public static readonly tfResourceType: string = "azapi_resource";

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiResourceProps,
  ) {
    super(scope, id, AzapiResource.tfResourceType, props);
  }

  /** Name, as a reference to the resource. */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  /** Object ID of its system-assigned identity, known after apply. */
  public get principalId(): string {
    return this.getStringAttribute("identity[0].principal_id");
  }

  /** @internal */
  public _specific(): Record<string, unknown> {
    const { name, parentId, location, body, sensitiveBody, identity, tags, replaceTriggersRefs } = this.props;
    return {
      name,
      parent_id: parentId,
      location,
      body: literalBody(body),
      sensitive_body: literalBody(sensitiveBody),
      identity: identity && [{ type: identity.type, identity_ids: identity.identityIds }],
      tags,
      replace_triggers_refs: replaceTriggersRefs,
      ignore_missing_property: false,
    };
  }
}
