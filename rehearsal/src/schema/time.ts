import type { ProviderSchema } from "./provider-schema";
import { Attribute, PLAIN_ATTRIBUTE } from "./schema";

const optional = (type: Attribute["type"]): Attribute => ({ ...PLAIN_ATTRIBUTE, type, optional: true });

/**
 * `hashicorp/time`: the one type of it that the stacks use.
 *
 * Source: terraform-provider-time 0.13.1, `internal/provider/resource_time_sleep.go`.
 */
export const TIME: ProviderSchema = {
  name: "time",
  configuration: { attributes: {}, blocks: {} },
  resources: {
    time_sleep: {
      name: "time_sleep",
      block: {
        attributes: {
          create_duration: optional("string"),
          destroy_duration: optional("string"),
          id: { ...PLAIN_ATTRIBUTE, computed: true },
          triggers: { ...optional(["map", "string"]), forceNew: true },
        },
        blocks: {},
      },
      groups: { exactlyOneOf: [], conflicts: [], requiredWith: [] },
    },
  },
  dataSources: {},
};
