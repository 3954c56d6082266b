import { parentOf } from "../../../azure/ids";
import { text } from "../../../azure/operation";
import { Value, Values, isValues } from "../../value";
import type { Copy } from "./copy";
import { Place, at, blocksAt } from "./place";

/** What every part of a factory has in common for azurerm. */
export function inFactory(segment: string, copy: Omit<Copy, "id" | "named">): Copy {
  return {
    ...copy,
    id: (values) => `${text(values, "data_factory_id")}/${segment}/${text(values, "name")}`,
    named: (id) => ({ name: id.split("/").pop()!, data_factory_id: parentOf(id) }),
    places: [at("properties.description", "description"), at("properties.annotations", "annotations"), ...copy.places],
  };
}

/** A part that is of one type of Data Factory's. */
export const ofType = (type: string): Pick<Copy, "always"> => ({ always: { properties: { type } } });

/** How Data Factory names something else in the same factory. */
export const reference = (type: string, name: Value, parameters?: Value): Values => ({
  referenceName: name,
  type,
  ...(isValues(parameters) ? { parameters } : {}),
});

/** The name of something else in the same factory. */
export function named(path: string, argument: string, type: string): Place {
  return {
    argument,
    path,
    write: (name) => reference(type, name),
    read: (value) => (isValues(value) ? (value.referenceName ?? null) : null),
    none: null,
  };
}

/** The same in a block of its own, with what it is told. */
export function namedInBlock(path: string, argument: string, type: string): Place {
  return blocksAt(
    path,
    argument,
    ([{ name, parameters }]) => reference(type, name, parameters),
    (value) => (isValues(value) ? [{ name: value.referenceName ?? null, parameters: value.parameters ?? null }] : []),
  );
}

/** Names with texts: to Data Factory each is a value of a type, with what it is unless it is told. */
export function defaults(path: string, argument: string): Place {
  return {
    argument,
    path,
    write: (texts) =>
      Object.fromEntries(
        Object.entries(texts as Values).map(([name, defaultValue]) => [name, { type: "String", defaultValue }]),
      ),
    read: (values) =>
      Object.fromEntries(
        Object.entries(values as Values).map(([name, value]) => [
          name,
          isValues(value) ? (value.defaultValue ?? "") : "",
        ]),
      ),
    none: null,
  };
}

/** A secret of a vault that is a linked service. */
export function secret(path: string, argument: string): Place {
  return blocksAt(
    path,
    argument,
    ([block]) => ({
      type: "AzureKeyVaultSecret",
      store: reference("LinkedServiceReference", text(block, "linked_service_name")),
      secretName: text(block, "secret_name"),
    }),
    (value) =>
      isValues(value) && isValues(value.store)
        ? [{ linked_service_name: value.store.referenceName ?? null, secret_name: value.secretName ?? null }]
        : [],
  );
}

export const RUNTIME_OF = "properties.connectVia";
export const properties = (name: string): string => `properties.typeProperties.${name}`;
