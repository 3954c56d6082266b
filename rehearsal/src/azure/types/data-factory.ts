import { Values, isValues } from "../../provider/value";
import { keyOf } from "../ids";
import { text } from "../operation";
import type { Resource } from "../world";
import { Action, BodyKind, BodyKinds, DELETE_SECONDS, Making, TypedKinds, identity, topLevel } from "./kind";

export const FACTORY = "azurerm_data_factory";

/** Factories. */
export const DATA_FACTORY: TypedKinds = {
  [FACTORY]: {
    ...topLevel("Microsoft.DataFactory", "factories"),
    globalName: "Microsoft.DataFactory/factories",
    computed: (values, making) => ({ identity: identity(values, making) }),
  },
};

const part = (name: string): string => `Microsoft.DataFactory/factories/${name}`;

export const PIPELINE = part("pipelines");
export const DATASET = part("datasets");
export const LINKED_SERVICE = part("linkedservices");
export const CREDENTIAL = part("credentials");
export const RUNTIME = part("integrationRuntimes");
export const TRIGGER = part("triggers");

/** Parts of a factory's ID, the empty one before its first slash included. */
const FACTORY_SEGMENTS = 9;

/** The factory in which something lies. */
export const factoryOf = (id: string): string => id.split("/").slice(0, FACTORY_SEGMENTS).join("/");

const PART: BodyKind = { parent: factoryOf, versions: ["2018-06-01"] };

/** What is in a factory. */
export const FACTORY_PARTS: BodyKinds = {
  [PIPELINE]: PART,
  [DATASET]: PART,
  [LINKED_SERVICE]: PART,
  [CREDENTIAL]: PART,
  [RUNTIME]: {
    ...PART,
    takes: { delete: DELETE_SECONDS },
    // A linked runtime has none [assumed A11].
    secrets: (body, { id, seed }): Values =>
      linkedInfoOf(body) === undefined
        ? { authKey1: `IR@${keyOf(`${id} 1 ${seed}`)}`, authKey2: `IR@${keyOf(`${id} 2 ${seed}`)}` }
        : {},
    actions: { listAuthKeys: ({ hidden = {} }) => hidden, regenerateAuthKey },
  },
  [TRIGGER]: {
    ...PART,
    settled: (body, before = {}) => ({
      ...body,
      properties: { ...propertiesOf(body), runtimeState: propertiesOf(before).runtimeState ?? "Stopped" },
    }),
    actions: { start: becoming("Started"), stop: becoming("Stopped") },
  },
};

/** Properties of something in a factory. */
export const propertiesOf = ({ properties }: Values): Values => (isValues(properties) ? properties : {});

/** What is particular to the type of something in a factory. */
export function typePropertiesOf(body: Values): Values {
  const { typeProperties } = propertiesOf(body);
  return isValues(typeProperties) ? typeProperties : {};
}

/** To what a runtime is linked, where it is. */
export function linkedInfoOf(body: Values): Values | undefined {
  const { linkedInfo } = typePropertiesOf(body);
  return isValues(linkedInfo) ? linkedInfo : undefined;
}

export const isStarted = (trigger: Values): boolean => propertiesOf(trigger).runtimeState === "Started";

function regenerateAuthKey(runtime: Resource, asked: Values, { id, seed }: Making): Values {
  const name = text(asked, "keyName");
  runtime.hidden = { ...runtime.hidden, [name]: `IR@${keyOf(`${id} ${name} ${seed}`)}` };
  return runtime.hidden;
}

function becoming(runtimeState: string): Action {
  return (trigger) => {
    trigger.values = { ...trigger.values, properties: { ...propertiesOf(trigger.values), runtimeState } };
    return {};
  };
}
