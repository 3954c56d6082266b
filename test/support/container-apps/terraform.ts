import { type References, evaluated } from "../aci/terraform";
import { type Template } from "../stack";

/** A secret of a job, as Terraform sends it: a value, or where it is in a vault and who reads it there. */
export interface AppSecret {
  readonly name: string;
  readonly value?: string;
  readonly key_vault_secret_id?: string;
  readonly identity?: string;
}

export interface AppVolume {
  readonly name: string;
  readonly storage_type: "EmptyDir" | "AzureFile" | "Secret";
  readonly storage_name?: string;
}

/** One container of a job, as Terraform sends it. */
export interface AppContainer {
  readonly name: string;
  readonly image: string;
  readonly cpu: number;
  readonly memory: string;
  readonly command: string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly secret_name?: string }[];
  readonly volume_mounts: readonly { readonly name: string; readonly path: string; readonly sub_path?: string }[];
}

/** A Container Apps job, as Terraform sends it. */
export interface AppJobBlock {
  readonly name: string;
  readonly replica_retry_limit: number;
  readonly replica_timeout_in_seconds: number;
  readonly identity: { readonly identity_ids: string[] };
  readonly secret: AppSecret[];
  readonly template: { readonly container: AppContainer[]; readonly volume: AppVolume[] };
}

/** A storage of the job's environment. */
export interface AppStorage {
  readonly name: string;
  readonly share_name: string;
}

/** A job and the storages of its environment. */
export interface AppJobBlocks {
  readonly job: AppJobBlock;
  readonly storages: AppStorage[];
}

/** The only job of a synthesized template, evaluated by Terraform itself: what is sent to Azure. */
export function evaluatedAppJob(template: Template, references: References): AppJobBlocks {
  const jobs = Object.values(template.resource?.azurerm_container_app_job ?? {});
  if (jobs.length !== 1) throw new Error(`${jobs.length} Container Apps jobs in the template`);
  const { name, replica_retry_limit, replica_timeout_in_seconds, identity, secret, template: content } = jobs[0];
  const storages = Object.values(template.resource?.azurerm_container_app_environment_storage ?? {});
  return evaluated<AppJobBlocks>(template, references, {
    job: { name, replica_retry_limit, replica_timeout_in_seconds, identity, secret, template: content },
    storages: storages.map(({ name, share_name }) => ({ name, share_name })),
  });
}
