import { Configuration } from "../../src/terraform";
import { block } from "../support/stage";
import { EDGE } from "../support/sketches";
import { Sketch } from "../support/workshop";
import { Wrong } from "../support/wrong";

const machine = (configuration: Configuration) => block(configuration, "azurestack_linux_virtual_machine");

/** Machines on an Azure Stack Hub made wrong. */
export const WRONG_EDGES: readonly Wrong<Sketch>[] = [
  {
    rule: "machine/custom-data",
    what: "user data on an Azure Stack Hub that is not base64",
    stack: EDGE,
    edit: (configuration) => (machine(configuration).custom_data = "#cloud-config"),
    says: /Custom data in OSProfile must be in Base64 encoding/,
  },
  {
    rule: "machine/login",
    what: "a machine on an Azure Stack Hub to which nobody has a key",
    stack: EDGE,
    edit: (configuration) => delete machine(configuration).admin_ssh_key,
    says: /at least one `admin_ssh_key` must be specified/,
  },
  {
    rule: "existence/reference",
    what: "a network interface in a subnet that its network does not hold",
    stack: EDGE,
    edit: (configuration) => {
      const [address] = block(configuration, "azurestack_network_interface").ip_configuration as Record<
        string,
        string
      >[];
      address.subnet_id = "${azurestack_virtual_network.edge.id}/subnets/other";
    },
    says: /InvalidResourceReference: Resource .*edge-vnet\/subnets\/other referenced by resource .*edge-nic was not found/,
  },
  {
    rule: "rights/write",
    what: "a subscription on an Azure Stack Hub in which the deployer is nobody",
    stack: EDGE,
    edit: ({ provider }) => {
      const [azurestack] = (provider as { azurestack: { subscription_id: string }[] }).azurestack;
      azurestack.subscription_id = "5a5a5a5a-0000-4000-8000-000000000002";
    },
    says: /403 with error: AuthorizationFailed/,
  },
];
