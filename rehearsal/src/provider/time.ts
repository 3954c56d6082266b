import { secondsOf } from "../azure/clock";
import { uuidOf } from "../azure/ids";
import { text } from "../azure/operation";
import type { World } from "../azure/world";
import { providerSchema } from "../schema/provider-schema";
import { plan } from "./azurerm/plan";
import { Change, Finding, Planned, ProviderDouble, Remembered, Wanted } from "./double";
import { Values } from "./value";

/** `hashicorp/time`: waits, in virtual time. What it knows is in Terraform's state alone. */
export class TimeDouble implements ProviderDouble {
  public readonly isLegacy = true;

  constructor(
    private readonly world: World,
    private readonly stackName: string,
  ) {}

  public configure(): void {}

  public validate(): Finding[] {
    return [];
  }

  public plan(type: string, { prior, config }: Wanted): Planned {
    return plan(providerSchema("time").resources[type], prior, config);
  }

  public secondsFor(_: string, action: "create" | "delete", wait: Values): number {
    return secondsOf(text(wait, action === "create" ? "create_duration" : "destroy_duration"));
  }

  public create(type: string, { planned }: Change): Remembered {
    this.world.noteWait(this.stackName, this.secondsFor(type, "create", planned));
    const id = uuidOf(JSON.stringify([planned.triggers, this.world.clock.now]));
    return { state: { ...planned, id } };
  }

  public update(_: string, { planned }: Change): Remembered {
    return { state: planned };
  }

  public delete(): void {}

  public read(_: string, state: Values): Remembered {
    return { state };
  }

  public import(type: string, id: string): Finding {
    return { summary: "Cannot import", detail: `The rehearsal imports no ${type} ${id}.` };
  }

  public lookUp(): Values {
    return {};
  }

  public open(): Values {
    return {};
  }

  public findingOf(): undefined {
    return undefined;
  }
}
