import { Azure } from "../../azure/azure";
import { AzureError, Caller, blocks, text } from "../../azure/operation";
import { KINDS, TYPED_KINDS } from "../../azure/types";
import { ProviderSchema } from "../../schema/provider-schema";
import { TypeSchema } from "../../schema/schema";
import { Change, Finding, Planned, ProviderDouble, Remembered, Wanted } from "../double";
import { Deployer, callerOf } from "../deployer";
import { Values } from "../value";
import { COPIES } from "./copies";
import { CopyDoor } from "./copies/copy";
import { Door } from "./door";
import { lookUp } from "./look-up";
import { plan } from "./plan";
import { TypedDoor } from "./typed";
import { validate } from "./validate";

/** `hashicorp/azurerm`, or `azurestack`, which is an old one of it. */
export class AzurermDouble implements ProviderDouble {
  public readonly isLegacy = true;
  private caller: Caller;

  constructor(
    private readonly schema: ProviderSchema,
    private readonly azure: Azure,
    deployer: Deployer,
  ) {
    this.caller = callerOf(deployer);
  }

  public configure(config: Values): void {
    const [features = {}] = blocks(config, "features");
    const feature = (block: string, name: string): boolean => blocks(features, block)[0]?.[name] !== false;
    this.caller = {
      ...this.caller,
      subscriptionId: text(config, "subscription_id"),
      tenantId: text(config, "tenant_id") || this.caller.tenantId,
      recoversVaults: feature("key_vault", "recover_soft_deleted_key_vaults"),
      recoversSecrets: feature("key_vault", "recover_soft_deleted_secrets"),
      purgesVaults: feature("key_vault", "purge_soft_delete_on_destroy"),
      purgesSecrets: feature("key_vault", "purge_soft_deleted_secrets_on_destroy"),
      keepsFilledGroups: feature("resource_group", "prevent_deletion_if_contains_resources"),
    };
  }

  public validate(schema: TypeSchema, config: Values): Finding[] {
    return validate(schema, config).map((detail) => ({ summary: "Invalid combination of arguments", detail }));
  }

  public plan(type: string, { prior, config }: Wanted): Planned {
    const planned = plan(this.schema.resources[type], prior, config);
    this.door(type).plan(planned.planned, this.caller, planned.replace.length > 0 ? undefined : prior);
    return planned;
  }

  public secondsFor(type: string, action: "create" | "delete"): number | undefined {
    return KINDS[this.door(type).kind].takes?.[action];
  }

  public create(type: string, change: Change): Remembered {
    return { state: this.door(type).create(change, this.caller) };
  }

  public update(type: string, change: Change & { readonly prior: Values }): Remembered {
    return { state: this.door(type).update(change, this.caller) };
  }

  public delete(type: string, prior: Values): void {
    this.door(type).delete(prior, this.caller);
  }

  public read(type: string, state: Values): Remembered {
    return { state: this.door(type).read(state, this.caller) };
  }

  public import(type: string, id: string): Values | Finding {
    const detail = `There is no ${type} ${id}.`;
    return this.door(type).find(id) ?? { summary: "Cannot import non-existent remote object", detail };
  }

  public lookUp(type: string, config: Values): Values {
    return lookUp(this.azure, type, config, this.caller);
  }

  public open(type: string): Values {
    throw new Error(`The rehearsal opens no ${type}.`);
  }

  public findingOf(error: unknown): Finding | undefined {
    return error instanceof AzureError ? { summary: error.message, detail: error.detail } : undefined;
  }

  private door(type: string): Door {
    const schema = this.schema.resources[type];
    return TYPED_KINDS[type] === undefined
      ? new CopyDoor(schema, COPIES[type], this.azure)
      : new TypedDoor(schema, this.azure);
  }
}
