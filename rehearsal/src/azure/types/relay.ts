import { Values, isValues } from "../../provider/value";
import { keyOf, parentOf, segment } from "../ids";
import { text } from "../operation";
import type { Resource } from "../world";
import { BodyKind, BodyKinds, Brought, Making, given, inGroup } from "./kind";

export const NAMESPACE = "Microsoft.Relay/namespaces";
export const HYBRID_CONNECTION = `${NAMESPACE}/hybridConnections`;
export const CONNECTION_RULE = `${HYBRID_CONNECTION}/authorizationRules`;
export const NAMESPACE_RULE = `${NAMESPACE}/authorizationRules`;
const NETWORK_RULES = `${NAMESPACE}/networkRuleSets`;

/** The rule that every namespace has, by which one can do all there is to do. */
export const ROOT_RULE = "authorizationRules/RootManageSharedAccessKey";

/** What a rule lets its holder do: `Listen`, `Manage`, `Send`. */
export const rightsOf = ({ properties }: Values): string[] => (isValues(properties) ? given(properties, "rights") : []);

/** What `listKeys` answers for a rule, of a namespace or of a hybrid connection in it [assumed A11]. */
function keysOf(id: string, primaryKey: string, secondaryKey: string): Values {
  const connection = segment(id, "hybridConnections");
  const string = (key: string): string =>
    [
      `Endpoint=sb://${segment(id, "namespaces")}.servicebus.windows.net/`,
      `SharedAccessKeyName=${id.split("/").pop()}`,
      `SharedAccessKey=${key}`,
      ...(connection === undefined ? [] : [`EntityPath=${connection}`]),
    ].join(";");
  return {
    keyName: id.split("/").pop()!,
    primaryKey,
    secondaryKey,
    primaryConnectionString: string(primaryKey),
    secondaryConnectionString: string(secondaryKey),
  };
}

function regenerateKeys(rule: Resource, asked: Values, { id, seed }: Making): Values {
  const fresh = keyOf(`${id} again ${seed}`);
  const { primaryKey, secondaryKey } = rule.hidden as Record<string, string>;
  rule.hidden =
    text(asked, "keyType") === "SecondaryKey" ? keysOf(id, primaryKey, fresh) : keysOf(id, fresh, secondaryKey);
  return rule.hidden;
}

/** Source: azure-rest-api-specs, relay. */
const VERSIONS = ["2016-07-01", "2017-04-01", "2021-11-01", "2024-01-01"];

const PART: BodyKind = { parent: parentOf, versions: VERSIONS };

const RULE: BodyKind = {
  ...PART,
  secrets: (_, { id, seed }) => keysOf(id, keyOf(`${id} 1 ${seed}`), keyOf(`${id} 2 ${seed}`)),
  actions: { listKeys: ({ hidden = {} }) => hidden, regenerateKeys },
};

/** Relay namespaces, hybrid connections and their keys. */
export const RELAY: BodyKinds = {
  [NAMESPACE]: {
    parent: inGroup,
    versions: VERSIONS,
    globalName: NAMESPACE,
    brings: ({ properties }): Brought[] => [
      { end: ROOT_RULE, type: NAMESPACE_RULE, body: { properties: { rights: ["Listen", "Manage", "Send"] } } },
      {
        end: "networkRuleSets/default",
        type: NETWORK_RULES,
        body: { properties: { defaultAction: "Allow", ipRules: [], ...accessIn(properties as Values | undefined) } },
      },
    ],
  },
  [HYBRID_CONNECTION]: PART,
  [CONNECTION_RULE]: RULE,
  [NAMESPACE_RULE]: RULE,
  [NETWORK_RULES]: PART,
};

const accessIn = ({ publicNetworkAccess = "Enabled" }: Values = {}): Values => ({ publicNetworkAccess });
