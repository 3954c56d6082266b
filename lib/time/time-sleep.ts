import {
  TerraformMetaArguments,
  TerraformResource,
  hashMapper,
  hashMapperHcl,
  stringToHclTerraform,
  stringToTerraform,
} from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { TIME_PROVIDER } from "./limits";

/** How to make a {@link TimeSleep}. */
export interface TimeSleepProps extends TerraformMetaArguments {
  /**
   * How long Terraform waits when it creates this. A change alone does not make it wait.
   *
   * @default - it does not wait
   */
  readonly createDuration?: Duration;
  /**
   * How long Terraform waits when it destroys this. It must be in the state before.
   *
   * @default - it does not wait
   */
  readonly destroyDuration?: Duration;
  /**
   * Values by name; a change of any of them, or one more or less, makes it wait anew.
   *
   * @default - none
   */
  readonly triggers?: Record<string, string>;
}

/** A wait between two resources: `time_sleep` of the provider `hashicorp/time`. */
export class TimeSleep extends TerraformResource {
  private readonly createDuration?: string;
  private readonly destroyDuration?: string;
  private readonly triggers: Record<string, string>;

  constructor(scope: Construct, id: string, props: TimeSleepProps = {}) {
    super(scope, id, { ...props, terraformResourceType: "time_sleep", terraformGeneratorMetadata: TIME_PROVIDER });
    this.createDuration = props.createDuration?.toString();
    this.destroyDuration = props.destroyDuration?.toString();
    this.triggers = { ...props.triggers };
  }

  /** Waits anew when `value` changes, too. */
  public addTrigger(name: string, value: string): void {
    this.triggers[name] = value;
  }

  /** The block's arguments, as JSON. */
  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      create_duration: stringToTerraform(this.createDuration),
      destroy_duration: stringToTerraform(this.destroyDuration),
      triggers: hashMapper(stringToTerraform)(this.givenTriggers),
    };
  }

  /** The block's arguments, as HCL. */
  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const { createDuration, destroyDuration, givenTriggers } = this;
    return {
      ...(createDuration && { create_duration: hcl("simple", "string", stringToHclTerraform(createDuration)) }),
      ...(destroyDuration && { destroy_duration: hcl("simple", "string", stringToHclTerraform(destroyDuration)) }),
      ...(givenTriggers && { triggers: hcl("map", "stringMap", hashMapperHcl(stringToHclTerraform)(givenTriggers)) }),
    };
  }

  private get givenTriggers(): Record<string, string> | undefined {
    return Object.keys(this.triggers).length === 0 ? undefined : this.triggers;
  }
}

/** An argument as CDKTF wants it for `cdktf synth --hcl`. */
function hcl(type: string, storageClassType: string, value: unknown): object {
  return { value, isBlock: false, type, storageClassType };
}
