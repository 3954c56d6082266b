import { Azure } from "../../src/azure/azure";
import { FACTORY_ID } from "./sketches";
import { SUBSCRIPTION, Sketch } from "./workshop";

type Resources = ReturnType<Sketch["resources"]>;

/** What the library says in every block of azapi. */
const ALWAYS = { ignore_missing_property: false, response_export_values: [] };

/** Something in the sketched factory, by its body's properties. */
export const part = (kind: string, name: string, properties: object, more: object = {}): Record<string, unknown> => ({
  type: `Microsoft.DataFactory/factories/${kind}@2018-06-01`,
  parent_id: FACTORY_ID,
  name,
  body: { properties },
  ...ALWAYS,
  ...more,
});

/** Before what it stood for goes, what stands for it is there. */
export const FIRST_THE_NEW = { lifecycle: { create_before_destroy: true } };

/** Both providers, azapi as the library configures it, and more. */
export const providers = (azapi: object = {}): Sketch["provider"] => ({
  azurerm: [{ features: {}, subscription_id: SUBSCRIPTION }],
  azapi: [{ subscription_id: SUBSCRIPTION, ignore_no_op_changes: false, ...azapi }],
});

/** A factory that is there, in which a sketch makes things. */
export function inFactory(
  name: string,
  resources: () => Resources,
  { azapi, given, ...more }: { azapi?: object; given?: (azure: Azure) => void; ephemeral?: Resources } = {},
): Sketch {
  return {
    name,
    provider: providers(azapi),
    given: (azure) => {
      azure.world.put("azurerm_data_factory", FACTORY_ID, { name: "sketch-adf" });
      given?.(azure);
    },
    resources,
    ...more,
  };
}
