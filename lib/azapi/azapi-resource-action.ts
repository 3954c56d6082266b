import { Construct } from "constructs";
import { AzapiBlock, AzapiBlockProps } from "./azapi-block";
import { literalBody } from "./body";

/** When an action is asked for. */
export enum AzapiActionTime {
  /** When it is made, and when something of it changes. */
  APPLY = "apply",
  /** When it is taken away. */
  DESTROY = "destroy",
}

/** How to make an {@link AzapiResourceAction}. */
export interface AzapiResourceActionProps extends AzapiBlockProps {
  /** Resource ID of what is asked. */
  readonly resourceId: string;
  /**
   * Name of the action, for example `regenerateKeys`.
   *
   * @default - none: the resource itself
   */
  readonly action?: string;
  /**
   * HTTP's method.
   *
   * @default "POST"
   */
  readonly method?: string;
  /**
   * What is sent. Texts are taken to the letter, `${` too.
   *
   * @default - nothing
   */
  readonly body?: Record<string, unknown>;
  /**
   * What is sent beside the body and Terraform never keeps. Needs Terraform 1.11.
   *
   * @default - nothing
   */
  readonly sensitiveBody?: Record<string, unknown>;
  /**
   * When it is asked for.
   *
   * @default AzapiActionTime.APPLY
   */
  readonly when?: AzapiActionTime;
  /**
   * Whether it is well when there is nothing left to be asked.
   *
   * @default false
   */
  readonly ignoreNotFound?: boolean;
}

/**
 * Something that Azure is asked to do. Nothing of the answer is kept: to read keys, take an
 * {@link EphemeralAzapiResourceAction}.
 */
export class AzapiResourceAction extends AzapiBlock {
  /** The type by which Terraform knows it. */
  public static readonly tfResourceType: string = "azapi_resource_action";

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AzapiResourceActionProps,
  ) {
    super(scope, id, AzapiResourceAction.tfResourceType, props);
  }

  /** @internal */
  public _specific(): Record<string, unknown> {
    const { resourceId, action, method, body, sensitiveBody, when, ignoreNotFound } = this.props;
    return {
      resource_id: resourceId,
      action,
      method,
      body: literalBody(body),
      sensitive_body: literalBody(sensitiveBody),
      when,
      ignore_not_found: ignoreNotFound,
    };
  }
}
