import { PLACE, Supplements, all } from "./supplement";

const azurestack = (module: string): string => `@cdktf/provider-azurestack/lib/${module}`;

/** Networks and machines on an Azure Stack Hub. Source: azurestack 1.0.0. */
export const AZURE_STACK: Supplements = {
  azurestack_resource_group: {
    module: azurestack("resource-group"),
    className: "ResourceGroup",
    forceNew: ["location", "name"],
  },
  azurestack_virtual_network: {
    module: azurestack("virtual-network"),
    className: "VirtualNetwork",
    forceNew: PLACE,
  },
  azurestack_subnet: {
    module: azurestack("subnet"),
    className: "Subnet",
    forceNew: ["name", "resource_group_name", "virtual_network_name"],
  },
  azurestack_network_security_group: {
    module: azurestack("network-security-group"),
    className: "NetworkSecurityGroup",
    forceNew: PLACE,
  },
  azurestack_network_interface: {
    module: azurestack("network-interface"),
    className: "NetworkInterface",
    forceNew: PLACE,
    defaults: { enable_ip_forwarding: false, "ip_configuration.private_ip_address_version": "IPv4" },
  },
  azurestack_availability_set: {
    module: azurestack("availability-set"),
    className: "AvailabilitySet",
    changeable: ["tags"],
    defaults: { managed: true, platform_fault_domain_count: 3, platform_update_domain_count: 5 },
  },
  azurestack_linux_virtual_machine: {
    module: azurestack("linux-virtual-machine"),
    className: "LinuxVirtualMachine",
    forceNew: [
      ...PLACE,
      "admin_password",
      "admin_ssh_key",
      "admin_ssh_key.public_key",
      "admin_ssh_key.username",
      "admin_username",
      "availability_set_id",
      "computer_name",
      "custom_data",
      "disable_password_authentication",
      "eviction_policy",
      "os_disk.name",
      "os_disk.storage_account_type",
      "priority",
      "provision_vm_agent",
      "source_image_id",
      "source_image_reference",
      "source_image_reference.offer",
      "source_image_reference.publisher",
      "source_image_reference.sku",
      "source_image_reference.version",
      "virtual_machine_scale_set_id",
      "zone",
    ],
    sensitive: ["admin_password", "custom_data"],
    defaults: {
      ...all(true, ["allow_extension_operations", "disable_password_authentication", "provision_vm_agent"]),
      extensions_time_budget: "PT1H30M",
      max_bid_price: -1,
      "os_disk.write_accelerator_enabled": false,
      priority: "Regular",
    },
  },
};
