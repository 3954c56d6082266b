import { Construct } from "constructs";
import { AzapiBlock, AzapiBlockProps } from "./azapi-block";
import { literalBody } from "./body";

/** How to make an {@link AzapiUpdateResource}. */
export interface AzapiUpdateResourceProps extends AzapiBlockProps {
  /** Resource ID of what is changed. */
  readonly resourceId: string;
  /** What is changed of it, as Azure's documentation of the type says. Texts are taken to the letter, `${` too. */
  readonly body: Record<string, unknown>;
}

/** Properties of something that Azure, or somebody else, makes. What it was before does not come back when this goes. */
export class AzapiUpdateResource extends AzapiBlock {
  /** The type by which Terraform knows it. */
  public static readonly tfResourceType: string = "azapi_update_resource";

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiUpdateResourceProps,
  ) {
    super(scope, id, AzapiUpdateResource.tfResourceType, props);
  }

  /** @internal */
  public _specific(): Record<string, unknown> {
    const { resourceId, body } = this.props;
    return { resource_id: resourceId, body: literalBody(body), ignore_missing_property: false };
  }
}
