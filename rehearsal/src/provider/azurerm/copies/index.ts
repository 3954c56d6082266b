import { propertiesOf } from "../../../azure/types/data-factory";
import { Values, isValues } from "../../value";
import type { Copy } from "./copy";
import { DATASETS } from "./datasets";
import { inFactory, ofType, properties } from "./factory";
import { LINKED_SERVICES } from "./linked-services";
import { PIPELINE } from "./pipeline";
import { at, blockAt } from "./place";
import { RELAY } from "./relay";
import { TRIGGER_SCHEDULE } from "./trigger";

const listsKeys = (runtime: Values): boolean => propertiesOf(runtime).typeProperties === undefined;

/** Types of azurerm that are copies of what lives as Azure's bodies, with where each argument stands in them. */
export const COPIES: Readonly<Record<string, Copy>> = {
  ...RELAY,
  ...DATASETS,
  ...LINKED_SERVICES,
  azurerm_data_factory_trigger_schedule: TRIGGER_SCHEDULE,
  azurerm_data_factory_pipeline: PIPELINE,
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
    // Keys are read into the state, and listed for that on every read: who may not list them cannot even plan. Where
    // the runtime has properties of its type, the provider is done before it comes to them.
    computed: ({ type, values, hidden = {} }, world): Values => {
      const withheld = world.withheldFrom(type);
      const key = (name: string) => (withheld.includes(name) ? "" : (hidden[name] ?? ""));
      const keys = { primary_authorization_key: key("authKey1"), secondary_authorization_key: key("authKey2") };
      return listsKeys(values) ? keys : {};
    },
    reading: (azure, asked) => {
      if (listsKeys(azure.world.find(asked.id)!.values)) {
        azure.act(asked, "listAuthKeys");
      }
    },
  }),
};
