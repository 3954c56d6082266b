import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { TIME_PROVIDER } from "./limits";

/** How to configure a {@link TimeProvider}. */
export interface TimeProviderProps {
  /**
   * Name of this configuration beside another one in the same stack.
   *
   * @default - none: it is the stack's own
   */
  readonly alias?: string;
}

/**
 * The provider `hashicorp/time`, which every stack with rights in it configures once: it waits until they count.
 *
 * It and {@link TimeSleep} are all that the library needs of this provider, so no bindings have to be installed for it.
 */
export class TimeProvider extends TerraformProvider {
  private name?: string;

  constructor(scope: Construct, id: string, props: TimeProviderProps = {}) {
    super(scope, id, {
      terraformResourceType: TIME_PROVIDER.providerName,
      terraformGeneratorMetadata: TIME_PROVIDER,
      terraformProviderSource: `hashicorp/${TIME_PROVIDER.providerName}`,
    });
    this.name = props.alias;
  }

  /** Name of this configuration beside another one in the same stack. */
  public override get alias(): string | undefined {
    return this.name;
  }

  /** Name of this configuration beside another one in the same stack. */
  public override set alias(alias: string | undefined) {
    this.name = alias;
  }
}
