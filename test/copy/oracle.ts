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

interface Runtime {
  readonly typeProperties?: { readonly linkedInfo: { readonly resourceId: string } };
}

interface Activity {
  readonly type: string;
  readonly inputs?: Reference[];
  readonly outputs?: Reference[];
}

const PARTS = "azapi_resource";

/** Per copy of all stacks: whether one physical runtime, or Azure's own on one side or both, can do it. */
export function verdicts(stacks: readonly Synthesized[]): boolean[] {
  return stacks.flatMap((stack) =>
    parts(stack, "pipelines").flatMap((pipeline) =>
      (properties(pipeline).activities as Activity[])
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
  const { linkedServiceName } = named(stack, "datasets", factoryName, datasetName);
  const service = named(stack, "linkedservices", factoryName, (linkedServiceName as Reference).referenceName);
  const runtimeName = (service.connectVia as Reference | undefined)?.referenceName;
  if (runtimeName === undefined) {
    return undefined;
  }
  const { typeProperties } = named(stack, "integrationRuntimes", factoryName, runtimeName) as Runtime;
  return typeProperties === undefined
    ? key(factoryName, runtimeName)
    : target(stacks, stack, typeProperties.linkedInfo.resourceId);
}

/** The runtime behind a link: its ID, or a reference to it in this stack or another one's output. */
function target(stacks: readonly Synthesized[], stack: Synthesized, id: string): string {
  const [, factoryName, runtimeName] = /\/factories\/([^/]+)\/integrationRuntimes\/([^/]+)$/i.exec(id) ?? [];
  if (factoryName !== undefined) {
    return key(factoryName, runtimeName);
  }
  const [, logicalId = ""] = new RegExp(`${PARTS}\\.?_?([\\w-]+?)\\.?id\\}$`).exec(id) ?? [];
  const owner = [stack, ...stacks].find(({ resource }) => resource?.[PARTS]?.[logicalId] !== undefined);
  const runtime = owner?.resource?.[PARTS][logicalId];
  if (owner === undefined || runtime === undefined) {
    throw new Error(`No runtime for ${id}`);
  }
  return key(factory(owner, runtime), String(runtime.name));
}

function named(stack: Synthesized, kind: string, factoryName: string, name: string): Block {
  const found = parts(stack, kind).filter((part) => part.name === name && factory(stack, part) === factoryName);
  if (found.length !== 1) {
    throw new Error(`${found.length} ${kind} called ${name} in ${factoryName}`);
  }
  return properties(found[0]);
}

function factory(stack: Synthesized, { parent_id: id }: Block): string {
  const [, logicalId = ""] = /^\$\{azurerm_data_factory\.([\w-]+)\.id\}$/.exec(String(id)) ?? [];
  return String(stack.resource?.azurerm_data_factory[logicalId].name);
}

function parts(stack: Synthesized, kind: string): Block[] {
  const all = Object.values(stack.resource?.[PARTS] ?? {});
  return all.filter(({ type }) => type === `Microsoft.DataFactory/factories/${kind}@2018-06-01`);
}

function properties({ body }: Block): Block {
  return (body as { readonly properties: Block }).properties;
}

function key(factoryName: string, runtimeName: string): string {
  return `${factoryName}/${runtimeName}`.toLowerCase();
}
