import { keyOf } from "../ids";
import { text } from "../operation";
import { TypedKinds, given, identity, topLevel } from "./kind";

/** Registries, and what runs their images. */
export const CONTAINER: TypedKinds = {
  azurerm_container_registry: {
    ...topLevel("Microsoft.ContainerRegistry", "registries"),
    globalName: "Microsoft.ContainerRegistry/registries",
    computed: (values, making) => ({
      login_server: `${text(values, "name").toLowerCase()}.azurecr.io`,
      admin_username: values.admin_enabled === true ? text(values, "name") : "",
      admin_password: values.admin_enabled === true ? keyOf(`${making.id} ${making.seed}`) : "",
      data_endpoint_host_names: [],
      encryption: [],
      network_rule_set: [],
      identity: identity(values, making),
    }),
  },
  azurerm_container_group: {
    ...topLevel("Microsoft.ContainerInstance", "containerGroups"),
    refersTo: (values) => given(values, "subnet_ids"),
    computed: (values, making) => ({
      exposed_port: [],
      fqdn: "",
      ip_address: values.ip_address_type === "None" ? "" : "203.0.113.200",
      identity: identity(values, making),
    }),
  },
};
