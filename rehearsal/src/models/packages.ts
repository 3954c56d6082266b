import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { kindCalled } from "../azure/types";
import { CREDENTIAL, DATASET, LINKED_SERVICE, PIPELINE, RUNTIME, TRIGGER } from "../azure/types/data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE } from "../azure/types/relay";
import { isInstalled } from "../installed";
import { Declarations } from "./declared";
import { Mapper, Mappers } from "./mapper";

/** Microsoft's own description of what one of its services takes: the package of its client. */
interface Package {
  readonly name: string;
  /** The client's class. */
  readonly client: string;
  /** How it is asked to put what is of a type: a group of operations, and one of them. */
  readonly puts: Readonly<Record<string, readonly [group: string, operation: string]>>;
}

const PACKAGES: readonly Package[] = [
  {
    name: "@azure/arm-datafactory",
    client: "DataFactoryManagementClient",
    puts: {
      [PIPELINE]: ["pipelines", "createOrUpdate"],
      [DATASET]: ["datasets", "createOrUpdate"],
      [LINKED_SERVICE]: ["linkedServices", "createOrUpdate"],
      [CREDENTIAL]: ["credentialOperations", "createOrUpdate"],
      [RUNTIME]: ["integrationRuntimes", "createOrUpdate"],
      [TRIGGER]: ["triggers", "createOrUpdate"],
    },
  },
  {
    name: "@azure/arm-relay",
    client: "RelayAPI",
    puts: {
      [NAMESPACE]: ["namespaces", "beginCreateOrUpdate"],
      [HYBRID_CONNECTION]: ["hybridConnections", "createOrUpdate"],
      [CONNECTION_RULE]: ["hybridConnections", "createOrUpdateAuthorizationRule"],
    },
  },
];

/** What a client would send: it tells how to write it. */
interface Specification {
  readonly requestBody: { readonly mapper: Mapper };
  readonly serializer: { readonly modelMappers: Mappers };
}

type Operation = (...names: readonly (string | object)[]) => unknown;

interface Client {
  sendOperationRequest: (values: object, specification: Specification) => Promise<object>;
}

/** How a body of one type is written, with all that it may refer to. */
export interface Model {
  readonly mapper: Mapper;
  readonly mappers: Mappers;
  readonly declared: Declarations;
}

const known = new Map<string, Model | undefined>();

/** How Microsoft's package writes a body of this type; nothing where the package is not installed, or knows no such type. */
export function modelOf(type: string): Model | undefined {
  const kind = kindCalled(type) ?? type;
  if (!known.has(kind)) {
    const owner = PACKAGES.find(({ puts }) => kind in puts);
    known.set(kind, owner && isInstalled(owner.name) ? modelIn(owner, kind) : undefined);
  }
  return known.get(kind);
}

/** Texts that a package knows for its properties, by the name of their list: `KnownParameterType`. */
export function knownTexts(list: string): string[] {
  const found = PACKAGES.filter(({ name }) => isInstalled(name)).flatMap(({ name }) => load(name)[list] ?? []);
  return found.flatMap((texts) => Object.values(texts as Record<string, string>));
}

/** The client is asked to put something, and what it would send is taken from it. */
function modelIn({ name, client, puts }: Package, kind: string): Model {
  const Client = load(name)[client] as new (credential: object, subscriptionId: string) => Client;
  const made = new Client({ getToken: () => Promise.resolve(null) }, "subscription");
  let sent: Specification | undefined;
  made.sendOperationRequest = (_, specification) => {
    sent = specification;
    return Promise.resolve({});
  };
  const [group, operation] = puts[kind];
  const operations = (made as unknown as Record<string, Record<string, Operation>>)[group];
  const names = ["group", "parent", "name", {}, {}];
  Promise.resolve(operations[operation](...names)).catch(() => undefined); // there is no answer
  const { requestBody, serializer } = sent!;
  return { mapper: requestBody.mapper, mappers: serializer.modelMappers, declared: declaredIn(name) };
}

const declarations = new Map<string, Declarations>();

function declaredIn(name: string): Declarations {
  const folder = dirname(require.resolve(`${name}/package.json`));
  const known = declarations.get(name) ?? new Declarations(readFileSync(join(folder, typesOf(folder)), "utf8"));
  declarations.set(name, known);
  return known;
}

const typesOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { types: string }).types;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- a peer that need not be there
const load = (name: string): Record<string, unknown> => require(name) as Record<string, unknown>;
