import { AvailabilitySet } from "@cdktf/provider-azurestack/lib/availability-set";
import { LinuxVirtualMachine } from "@cdktf/provider-azurestack/lib/linux-virtual-machine";
import { NetworkInterface } from "@cdktf/provider-azurestack/lib/network-interface";
import { NetworkSecurityGroup } from "@cdktf/provider-azurestack/lib/network-security-group";
import { AzurestackProvider } from "@cdktf/provider-azurestack/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurestack/lib/resource-group";
import { VirtualNetwork } from "@cdktf/provider-azurestack/lib/virtual-network";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AzbridgePackage, Site, SiteKit } from "../lib";

/** What a site's Azure Stack Hub is, which the plan of the holding does not know. */
export interface EdgeSettings {
  /** Host of its Resource Manager, for example `management.munich.azurestack.contoso.example`. */
  readonly metadataHost: string;
  /** Subscription on Azure Stack Hub, which has nothing to do with those in Azure. */
  readonly subscriptionId: string;
  /** Entra tenant by which people sign in there. */
  readonly tenantId: string;
  /** Its region, as it calls itself. */
  readonly location: string;
  /** Network of the listeners, as CIDR. */
  readonly addressSpace: string;
  /** Networks from which operators may sign in by SSH, as CIDR; nobody else gets in. */
  readonly operatorAddresses: readonly string[];
  /** Public half of the operators' key, `ssh-rsa …`: Azure Stack Hub takes no other kind. */
  readonly operatorSshKey: string;
  /** azbridge's package, where the site reaches it. */
  readonly azbridgePackage: AzbridgePackage;
  /** Size of a machine; a listener needs little. */
  readonly machineSize: string;
}

/** What operators sign in as. */
const OPERATOR = "operator";

const SUBNET = "listeners";

/**
 * The listeners of one site as machines on its Azure Stack Hub: `edge-retail-munich`. They boot the cloud-init of the
 * site's kit, which installs everything but the keys: these machines have no managed identity, and user data can be read
 * back by whoever may read the machine. So an operator signs in on each machine once, and the last line of its console
 * says with which command.
 */
export class EdgeStack extends TerraformStack {
  /** Name of the stack of a site. */
  public static nameFor(site: Site): string {
    return `edge-${site.subsidiaryName}-${site.name}`;
  }

  constructor(
    scope: Construct,
    public readonly site: Site,
    private readonly settings: EdgeSettings,
  ) {
    super(scope, EdgeStack.nameFor(site));
    const { metadataHost, subscriptionId, tenantId, location } = settings;
    new AzurestackProvider(this, "azurestack", { features: {}, metadataHost, subscriptionId, tenantId });
    const userData = new SiteKit(site, { azbridgePackage: settings.azbridgePackage }).cloudInit;
    if (userData === undefined) {
      throw new Error(`${this.node.id}: ${site.path} has no forwards, or more than fit into user data.`);
    }
    const group = new ResourceGroup(this, "ResourceGroup", { name: this.name("rg"), location });
    const place = { resourceGroupName: group.name, location };
    const subnetId = this.addNetwork(place);
    const availability = new AvailabilitySet(this, "Availability", {
      ...place,
      name: this.name("avail"),
      managed: true,
      platformFaultDomainCount: 2,
      platformUpdateDomainCount: 5,
    });
    for (let number = 1; number <= site.listeners; number += 1) {
      this.addMachine(number, { ...place, subnetId, availabilitySetId: availability.id, userData });
    }
  }

  private name(...parts: string[]): string {
    return [this.site.subsidiaryName, this.site.name, ...parts].join("-");
  }

  private addNetwork(place: { resourceGroupName: string; location: string }): string {
    const { addressSpace, operatorAddresses } = this.settings;
    const inbound = { direction: "Inbound", sourcePortRange: "*", destinationAddressPrefix: "*" };
    const security = new NetworkSecurityGroup(this, "Security", {
      ...place,
      name: this.name("nsg"),
      securityRule: [
        ...operatorAddresses.map((sourceAddressPrefix, index) => ({
          ...inbound,
          name: `AllowOperators${index + 1}`,
          priority: 100 + index,
          access: "Allow",
          protocol: "Tcp",
          sourceAddressPrefix,
          destinationPortRange: "22",
        })),
        {
          ...inbound,
          name: "DenyEverythingElse", // listeners only dial out
          priority: 4096,
          access: "Deny",
          protocol: "*",
          sourceAddressPrefix: "*",
          destinationPortRange: "*",
        },
      ],
    });
    const network = new VirtualNetwork(this, "Network", {
      ...place,
      name: this.name("vnet"),
      addressSpace: [addressSpace],
      // Within the network: the provider has no other way to give a subnet its security group.
      subnet: [{ name: SUBNET, addressPrefix: addressSpace, securityGroup: security.id }],
    });
    return `${network.id}/subnets/${SUBNET}`;
  }

  private addMachine(
    number: number,
    props: {
      resourceGroupName: string;
      location: string;
      subnetId: string;
      availabilitySetId: string;
      userData: string;
    },
  ): void {
    const { subnetId, userData, availabilitySetId, ...place } = props;
    const nic = new NetworkInterface(this, `Interface-${number}`, {
      ...place,
      name: this.name(`listener-${number}`, "nic"),
      ipConfiguration: [{ name: "internal", subnetId, privateIpAddressAllocation: "Dynamic" }],
    });
    new LinuxVirtualMachine(this, `Listener-${number}`, {
      ...place,
      name: this.name(`listener-${number}`),
      computerName: `listener-${number}`,
      size: this.settings.machineSize,
      availabilitySetId,
      networkInterfaceIds: [nic.id],
      adminUsername: OPERATOR,
      adminSshKey: [{ username: OPERATOR, publicKey: this.settings.operatorSshKey }],
      disablePasswordAuthentication: true,
      customData: Buffer.from(userData).toString("base64"),
      osDisk: { caching: "ReadWrite", storageAccountType: "Premium_LRS" },
      sourceImageReference: {
        publisher: "Canonical",
        offer: "0001-com-ubuntu-server-jammy",
        sku: "22_04-lts",
        version: "latest",
      },
      // It counts at first boot alone; another kit must not replace every listener at once. Operators run that by hand.
      lifecycle: { ignoreChanges: ["custom_data"] },
    });
  }
}
