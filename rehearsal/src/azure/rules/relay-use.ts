import { parse } from "yaml";
import { Value, Values, isValues } from "../../provider/value";
import { identitiesIn } from "../attached";
import { sameId, segment } from "../ids";
import { Operation, text } from "../operation";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE_RULE, rightsOf } from "../types/relay";
import type { World } from "../world";
import { first } from "./first";
import { rightMissing } from "./image-use";

/** What azbridge reads: it sends through `LocalForward`s. */
export interface Profile {
  readonly AzureRelayEndpoint?: string;
  readonly LocalForward?: readonly { readonly RelayName: string; readonly ConnectionString?: string }[];
}

/** A sender's profile, where a text is one. */
export function profileIn(text: string): Profile[] {
  if (!text.includes("LocalForward")) {
    return [];
  }
  try {
    const profile = parse(text) as Value;
    return isValues(profile) && Array.isArray(profile.LocalForward) ? [profile] : [];
  } catch {
    return []; // some other file that speaks of one
  }
}

/** Why a bridge that starts now could not send; `identity` is that which it uses, where it uses one. */
export function sendingRefused(
  { world }: Operation,
  { AzureRelayEndpoint: endpoint = "", LocalForward: forwards = [] }: Profile,
  identity: () => Values | string,
): string | undefined {
  return first(forwards, ({ RelayName: name, ConnectionString: connection }) => {
    if (connection !== undefined) {
      return keyRefused(world, connection, name, "send");
    }
    const namespace = /^sb:\/\/([^./]+)/.exec(endpoint)?.[1] ?? "";
    const id = connectionId(world, namespace, name);
    if (id === undefined) {
      return `There is no hybrid connection '${name}' in the Relay namespace '${namespace}'.`;
    }
    const sender = identity();
    return typeof sender === "string"
      ? sender
      : rightMissing(
          world.pending("send", text(sender, "principal_id"), id),
          `The identity ${text(sender, "client_id")}`,
          id,
        );
  });
}

/** The attached identity with this client ID, or what is wrong with it. */
export function identityWith(operation: Operation, clientId: string): Values | string {
  const found = identitiesIn(operation).find(({ values }) => text(values, "client_id") === clientId);
  return found?.values ?? `AZURE_CLIENT_ID '${clientId}' is no identity that is attached to it.`;
}

function connectionId(world: World, namespace: string, name: string): string | undefined {
  return world
    .ofType(HYBRID_CONNECTION)
    .find(({ id, values }) => sameId(segment(id, "namespaces") ?? "", namespace) && text(values, "name") === name)?.id;
}

/** Why a connection string does not let its holder do this with a hybrid connection. */
export function keyRefused(
  world: World,
  connection: string,
  name: string,
  right: "send" | "listen",
): string | undefined {
  const fields = Object.fromEntries(
    connection.split(";").map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)]),
  );
  const rule = [CONNECTION_RULE, NAMESPACE_RULE]
    .flatMap((type) => world.ofType(type))
    .find(({ hidden = {} }) => [hidden.primaryKey, hidden.secondaryKey].includes(fields.SharedAccessKey ?? null));
  const rights = rightsOf(rule?.values ?? {});
  const connectionName = segment(rule?.id ?? "", "hybridConnections") ?? name; // a rule of the namespace is for all
  const does = connectionName === name && rights.includes(right === "send" ? "Send" : "Listen");
  const what = right === "send" ? "send through" : "listen on";
  return does ? undefined : `The connection string of '${name}' does not let its holder ${what} it.`;
}
