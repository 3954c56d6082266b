/**
 * Whether the copies in synthesized stacks may be: read from their JSON alone, by names and IDs, as a person would
 * read it who does not know the library.
 */

type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** What Terraform reads of one stack. */
export interface Synthesized {
  readonly resource?: Blocks;
}

interface Reference {
  readonly referenceName: string;
}

interface Activity {
  readonly type: string;
  readonly inputs?: Reference[];
  readonly outputs?: Reference[];
}

const RUNTIME = "azurerm_data_factory_integration_runtime_self_hosted";
const LINKED_SERVICES = [
  "azurerm_data_factory_linked_custom_service",
  "azurerm_data_factory_linked_service_sql_server",
  "azurerm_data_factory_linked_service_azure_blob_storage",
];

/** Per copy of all stacks: whether one physical runtime, or Azure's own on one side or both, can do it. */
export function verdicts(stacks: readonly Synthesized[]): boolean[] {
  return stacks.flatMap((stack) =>
    blocks(stack, "azurerm_data_factory_pipeline").flatMap((pipeline) =>
      (JSON.parse(String(pipeline.activities_json)) as Activity[])
        .filter(({ type }) => type === "Copy")
        .map(({ inputs, outputs }) => {
          const ends = [...(inputs ?? []), ...(outputs ?? [])];
          const runtimes = ends.map(({ referenceName }) =>
            physicalRuntime(stacks, stack, factory(stack, pipeline), referenceName),
          );
          return new Set(runtimes.filter((runtime) => runtime !== undefined)).size <= 1;
        }),
    ),
  );
}

/** `factory/runtime` that does the work for a dataset; undefined where Azure's own runtime does. */
function physicalRuntime(
  stacks: readonly Synthesized[],
  stack: Synthesized,
  factoryName: string,
  datasetName: string,
): string | undefined {
  const dataset = named(stack, ["azurerm_data_factory_custom_dataset"], factoryName, datasetName);
  const service = named(stack, LINKED_SERVICES, factoryName, String((dataset.linked_service as Block).name));
  const runtimeName = (service.integration_runtime_name ?? (service.integration_runtime as Block | undefined)?.name) as
    string | undefined;
  if (runtimeName === undefined) {
    return undefined;
  }
  const runtime = named(stack, [RUNTIME], factoryName, runtimeName);
  const [link] = (runtime.rbac_authorization ?? []) as { readonly resource_id: string }[];
  return link === undefined ? key(factoryName, runtimeName) : target(stacks, stack, link.resource_id);
}

/** The runtime behind a link: its ID, or a reference to it in this stack or another one's output. */
function target(stacks: readonly Synthesized[], stack: Synthesized, id: string): string {
  const [, factoryName, runtimeName] = /\/factories\/([^/]+)\/integrationRuntimes\/([^/]+)$/i.exec(id) ?? [];
  if (factoryName !== undefined) {
    return key(factoryName, runtimeName);
  }
  const [, logicalId] = new RegExp(`${RUNTIME}\\.?_?([\\w-]+?)\\.?id\\}$`).exec(id) ?? [];
  const owner = [stack, ...stacks].find(({ resource }) => resource?.[RUNTIME]?.[logicalId ?? ""] !== undefined);
  const runtime = owner?.resource?.[RUNTIME][logicalId ?? ""];
  if (owner === undefined || runtime === undefined) {
    throw new Error(`No runtime for ${id}`);
  }
  return key(factory(owner, runtime), String(runtime.name));
}

function named(stack: Synthesized, types: readonly string[], factoryName: string, name: string): Block {
  const found = types
    .flatMap((type) => blocks(stack, type))
    .filter((block) => block.name === name && factory(stack, block) === factoryName);
  if (found.length !== 1) {
    throw new Error(`${found.length} of ${types.join(" or ")} called ${name} in ${factoryName}`);
  }
  return found[0];
}

function factory(stack: Synthesized, { data_factory_id: id }: Block): string {
  const [, logicalId = ""] = /^\$\{azurerm_data_factory\.([\w-]+)\.id\}$/.exec(String(id)) ?? [];
  return String(stack.resource?.azurerm_data_factory[logicalId].name);
}

function blocks(stack: Synthesized, type: string): Block[] {
  return Object.values(stack.resource?.[type] ?? {});
}

function key(factoryName: string, runtimeName: string): string {
  return `${factoryName}/${runtimeName}`.toLowerCase();
}
