import { resourceGroupId, uuidOf } from "../ids";
import { blocks, text } from "../operation";
import { TypedKinds, given, ownId, topLevel, whereOpen } from "./kind";
import { NETWORK } from "./network";

const PRIVATE_ADDRESS = "10.0.0.5";

/** Networks and machines on an Azure Stack Hub, whose subscriptions are its own. */
export const AZURE_STACK: TypedKinds = {
  azurestack_resource_group: {
    id: (values, { subscriptionId }) => resourceGroupId(subscriptionId, text(values, "name")),
    idOf: ownId,
  },
  azurestack_virtual_network: {
    ...NETWORK.azurerm_virtual_network,
    holds: (values) => blocks(values, "subnet").map((subnet) => `subnets/${text(subnet, "name")}`),
    refersTo: (values) => blocks(values, "subnet").flatMap((subnet) => given(subnet, "security_group")),
  },
  azurestack_subnet: { ...NETWORK.azurerm_subnet, spelling: undefined },
  azurestack_network_security_group: NETWORK.azurerm_network_security_group,
  azurestack_network_interface: {
    ...topLevel("Microsoft.Network", "networkInterfaces"),
    refersTo: (values) =>
      blocks(values, "ip_configuration").flatMap((address) => given(address, "subnet_id", "public_ip_address_id")),
    computed: (values) => ({
      applied_dns_servers: [],
      dns_servers: [],
      internal_domain_name_suffix: "",
      mac_address: "",
      private_ip_address: PRIVATE_ADDRESS,
      private_ip_addresses: [PRIVATE_ADDRESS],
      virtual_machine_id: "",
      ip_configuration: blocks(values, "ip_configuration").map((address) =>
        whereOpen(address, { primary: true, private_ip_address: PRIVATE_ADDRESS }),
      ),
    }),
  },
  azurestack_availability_set: topLevel("Microsoft.Compute", "availabilitySets"),
  azurestack_linux_virtual_machine: {
    ...topLevel("Microsoft.Compute", "virtualMachines"),
    refersTo: (values) => given(values, "network_interface_ids", "availability_set_id"),
    computed: (values, { id, seed }) => ({
      computer_name: text(values, "name"),
      private_ip_address: PRIVATE_ADDRESS,
      private_ip_addresses: [PRIVATE_ADDRESS],
      public_ip_address: "",
      public_ip_addresses: [],
      virtual_machine_id: uuidOf(`${id} ${seed}`),
    }),
  },
};
