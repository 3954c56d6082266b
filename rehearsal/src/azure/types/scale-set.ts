import { uuidOf } from "../ids";
import { blocks, text } from "../operation";
import { TypedKinds, attachedIdentities, given, identity, inside, topLevel } from "./kind";

/** Scale sets of virtual machines, and when they grow. */
export const SCALE_SET: TypedKinds = {
  azurerm_linux_virtual_machine_scale_set: {
    ...topLevel("Microsoft.Compute", "virtualMachineScaleSets"),
    refersTo: (values) => [
      ...attachedIdentities(values),
      ...given(values, "health_probe_id"),
      ...blocks(values, "network_interface").flatMap((card) => [
        ...given(card, "network_security_group_id"),
        ...blocks(card, "ip_configuration").flatMap((address) =>
          given(address, "subnet_id", "load_balancer_backend_address_pool_ids"),
        ),
      ]),
    ],
    computed: (values, making) => ({
      computer_name_prefix: text(values, "name"),
      platform_fault_domain_count: 5,
      unique_id: uuidOf(`${making.id} ${making.seed}`),
      identity: identity(values, making),
    }),
  },
  azurerm_virtual_machine_scale_set_extension: inside("virtual_machine_scale_set_id", "extensions"),
  azurerm_monitor_autoscale_setting: {
    ...topLevel("Microsoft.Insights", "autoScaleSettings"),
    refersTo: (values) => [
      ...given(values, "target_resource_id"),
      ...blocks(values, "profile")
        .flatMap((profile) => blocks(profile, "rule"))
        .flatMap((rule) => blocks(rule, "metric_trigger"))
        .flatMap((trigger) => given(trigger, "metric_resource_id")),
    ],
  },
};
