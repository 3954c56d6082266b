import { Azure } from "../../azure/azure";
import { AzureError, Caller, text } from "../../azure/operation";
import { KINDS, kindCalled } from "../../azure/types";
import { AZAPI } from "../../schema/azapi";
import { TypeSchema } from "../../schema/schema";
import { Deployer, callerOf } from "../deployer";
import { Change, Finding, Kept, Planned, ProviderDouble, Remembered, Wanted } from "../double";
import { Values } from "../value";
import { AzapiResourceAction } from "./action";
import { Asking, AzapiError, Settings, get } from "./asking";
import { typeFindings } from "./checks";
import { findingOf } from "./finding";
import { exported } from "./output";
import { AzapiResource } from "./resource";
import { azureTypeIn } from "./resource-id";
import { AzapiUpdateResource } from "./update-resource";

const UPDATE = "azapi_update_resource";
const ACTION = "azapi_resource_action";

/** `azure/azapi`: bodies as Azure has them, sent as they are written. */
export class AzapiDouble implements ProviderDouble {
  public readonly isLegacy = false;
  private caller: Caller;
  private settings: Settings = { ignoresNoOps: true, exportsByDefault: true };

  constructor(
    private readonly azure: Azure,
    deployer: Deployer,
  ) {
    this.caller = callerOf(deployer);
  }

  public configure(config: Values): void {
    this.caller = {
      ...this.caller,
      subscriptionId: text(config, "subscription_id"),
      tenantId: text(config, "tenant_id") || this.caller.tenantId,
    };
    this.settings = {
      ignoresNoOps: config.ignore_no_op_changes !== false,
      exportsByDefault: config.disable_default_output !== true,
    };
  }

  public validate(schema: TypeSchema, config: Values): Finding[] {
    return schema === AZAPI.dataSources.azapi_resource ? typeFindings(config) : this.type(schema.name).validate(config);
  }

  public plan(type: string, wanted: Wanted): Planned {
    return this.type(type).plan(wanted);
  }

  public secondsFor(type: string, action: "create" | "delete", values: Values): number | undefined {
    const { name = "" } = azureTypeIn(text(values, "type")) ?? {};
    return type === "azapi_resource" ? KINDS[kindCalled(name) ?? ""]?.takes?.[action] : undefined;
  }

  public create(type: string, change: Change): Remembered {
    return type === UPDATE
      ? this.updating.apply(change)
      : type === ACTION
        ? this.acting.create(change)
        : this.resource.create(change);
  }

  public update(type: string, change: Change & { readonly prior: Values }): Remembered {
    return type === UPDATE
      ? this.updating.apply(change)
      : type === ACTION
        ? this.acting.update(change)
        : this.resource.update(change);
  }

  public delete(type: string, prior: Values): void {
    if (type === ACTION) {
      this.acting.delete(prior);
    } else if (type !== UPDATE) {
      this.resource.delete(prior);
    }
  }

  public read(type: string, state: Values, kept: Kept): Remembered {
    return type === ACTION
      ? { state, kept }
      : type === UPDATE
        ? this.updating.read(state, kept)
        : this.resource.read(state, kept);
  }

  public import(type: string, id: string): Values | Finding {
    return type === "azapi_resource"
      ? this.resource.import(id)
      : { summary: "Resource Import Not Implemented", detail: `${type} cannot be imported.` };
  }

  /** Of `azapi_resource` alone, by its ID. */
  public lookUp(_: string, config: Values): Values {
    const [type, id] = [text(config, "type"), text(config, "resource_id")];
    const answer = get(this.asking("azapi_resource"), type, id);
    if (answer === undefined) {
      throw new AzapiError("Resource not found", `Retrieving resource ${id}: 404 Not Found`);
    }
    const otherwise = this.settings.exportsByDefault ? answer : {};
    return { ...config, id, output: exported(answer, config.response_export_values ?? null, otherwise) };
  }

  public open(_: string, config: Values): Values {
    return this.acting.open(config);
  }

  public findingOf(error: unknown): Finding | undefined {
    return error instanceof AzapiError
      ? { summary: error.summary, detail: error.detail }
      : error instanceof AzureError
        ? findingOf(error)
        : undefined;
  }

  private type(name: string): AzapiResource | AzapiUpdateResource | AzapiResourceAction {
    return name === UPDATE ? this.updating : name === ACTION ? this.acting : this.resource;
  }

  private get resource(): AzapiResource {
    return new AzapiResource(AZAPI.resources.azapi_resource, this.asking("azapi_resource"));
  }

  private get updating(): AzapiUpdateResource {
    return new AzapiUpdateResource(this.asking(UPDATE));
  }

  private get acting(): AzapiResourceAction {
    return new AzapiResourceAction(this.asking(ACTION));
  }

  private asking(through: string): Asking {
    return { azure: this.azure, caller: this.caller, settings: this.settings, through };
  }
}
