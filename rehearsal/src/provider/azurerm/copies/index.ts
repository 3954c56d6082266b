import { linkedInfoOf } from "../../../azure/types/data-factory";
import { isValues } from "../../value";
import type { Copy } from "./copy";
import { DATASETS } from "./datasets";
import { defaults, inFactory, ofType, properties } from "./factory";
import { LINKED_SERVICES } from "./linked-services";
import { at, blockAt, json } from "./place";
import { RELAY } from "./relay";
import { TRIGGER_SCHEDULE } from "./trigger";

/** Types of azurerm that are copies of what lives as Azure's bodies, with where each argument stands in them. */
export const COPIES: Readonly<Record<string, Copy>> = {
  ...RELAY,
  ...DATASETS,
  ...LINKED_SERVICES,
  azurerm_data_factory_trigger_schedule: TRIGGER_SCHEDULE,
  azurerm_data_factory_pipeline: inFactory("pipelines", {
    places: [
      json("properties.activities", "activities_json"),
      at("properties.concurrency", "concurrency"),
      at("properties.folder.name", "folder"),
      at("properties.policy.elapsedTimeMetric.duration", "moniter_metrics_after_duration"),
      defaults("properties.parameters", "parameters"),
      defaults("properties.variables", "variables"),
    ],
  }),
  azurerm_data_factory_credential_user_managed_identity: inFactory("credentials", {
    ...ofType("ManagedIdentity"),
    places: [at(properties("resourceId"), "identity_id")],
  }),
  azurerm_data_factory_integration_runtime_self_hosted: inFactory("integrationRuntimes", {
    ...ofType("SelfHosted"),
    places: [
      blockAt(
        properties("linkedInfo"),
        "rbac_authorization",
        ({ resource_id: resourceId }) => ({ authorizationType: "RBAC", resourceId }),
        ({ resourceId }) => ({ resource_id: resourceId }),
        isValues,
      ),
      at(properties("selfContainedInteractiveAuthoringEnabled"), "self_contained_interactive_authoring_enabled"),
    ],
    // Keys are read into the state, and listed for that on every read: who may not list them cannot even plan.
    computed: ({ type, hidden = {} }, world) => {
      const withheld = world.withheldFrom(type);
      const key = (name: string) => (withheld.includes(name) ? "" : (hidden[name] ?? ""));
      return { primary_authorization_key: key("authKey1"), secondary_authorization_key: key("authKey2") };
    },
    reading: (azure, asked) => {
      if (linkedInfoOf(asked.values) === undefined) {
        azure.act(asked, "listAuthKeys");
      }
    },
  }),
};
