import { TerraformStack, Testing } from "cdktf";
import {
  BlobContainer,
  ContainerAppEnvironment,
  ContainerRegistry,
  DataFactory,
  DbtContainerAppJob,
  DbtJob,
  FileShare,
  HybridConnection,
  KeyVault,
  RelayNamespace,
  StorageAccount,
  UserAssignedIdentity,
} from "../../lib";
import { jobProps } from "../support/job";
import { rulesOf } from "../support/plan";
import { stackUnderTest } from "../support/stack";

const TENANT_ID = "1a2b3c4d-0000-4000-8000-000000000009";
const place = (resourceGroupName = "retail-rg") => ({ resourceGroupName, location: "westeurope" });

/** A stack with an account and a namespace, and what makes a thing of a name in it, in a place of its own or the same. */
type Make = (stack: TerraformStack, id: string, name: string, elsewhere: boolean) => unknown;

const account = (stack: TerraformStack, elsewhere: boolean) => {
  const accountName = elsewhere ? "contosoother" : "contosoretail";
  return (stack.node.tryFindChild(accountName) as StorageAccount | undefined) ?? new StorageAccount(stack, accountName, { ...place(), accountName }); // prettier-ignore
};
const namespace = (stack: TerraformStack, elsewhere: boolean) => {
  const namespaceName = elsewhere ? "contoso-other" : "contoso-relay";
  return (stack.node.tryFindChild(namespaceName) as RelayNamespace | undefined) ?? new RelayNamespace(stack, namespaceName, { ...place(), namespaceName }); // prettier-ignore
};
const group = (elsewhere: boolean) => (elsewhere ? "other-rg" : "retail-rg");

/** What is the only one of its name in a place. */
const IN_A_PLACE: readonly [string, Make][] = [
  ["share", (stack, id, shareName, elsewhere) => new FileShare(stack, id, { storageAccount: account(stack, elsewhere), shareName })], // prettier-ignore
  ["blob container", (stack, id, containerName, elsewhere) => new BlobContainer(stack, id, { storageAccount: account(stack, elsewhere), containerName })], // prettier-ignore
  ["hybrid connection", (stack, id, hybridConnectionName, elsewhere) => new HybridConnection(stack, id, { relayNamespace: namespace(stack, elsewhere), hybridConnectionName })], // prettier-ignore
  ["identity", (stack, id, identityName, elsewhere) => new UserAssignedIdentity(stack, id, { ...place(group(elsewhere)), identityName })], // prettier-ignore
  ["environment", (stack, id, environmentName, elsewhere) => new ContainerAppEnvironment(stack, id, { ...place(group(elsewhere)), environmentName })], // prettier-ignore
  ["container group", (stack, id, groupName, elsewhere) => new DbtJob(stack, id, { ...jobProps(stack), ...place(group(elsewhere)), groupName, identityName: `${id}-id` })], // prettier-ignore
  ["app job", (stack, id, jobName, elsewhere) => new DbtContainerAppJob(stack, id, { ...jobProps(stack), containerAppEnvironment: environmentIn(stack), ...place(group(elsewhere)), jobName, identityName: `${id}-id` })], // prettier-ignore
];

/** What is the only one of its name in all of Azure. */
const ANYWHERE: readonly [string, Make][] = [
  ["account", (stack, id, name) => new StorageAccount(stack, id, { ...place(), accountName: name.replace(/-/g, "") })],
  ["namespace", (stack, id, namespaceName) => new RelayNamespace(stack, id, { ...place(), namespaceName })],
  ["vault", (stack, id, vaultName) => new KeyVault(stack, id, { ...place(), vaultName, tenantId: TENANT_ID })],
  ["registry", (stack, id, name) => new ContainerRegistry(stack, id, { ...place(), registryName: name.replace(/-/g, "") })], // prettier-ignore
  ["factory", (stack, id, factoryName) => new DataFactory(stack, id, { ...place(), factoryName })],
];

function environmentIn(stack: TerraformStack) {
  const id = "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.App/managedEnvironments/apps"; // prettier-ignore
  return ContainerAppEnvironment.fromResourceId(stack, `Apps${stack.node.children.length}`, id);
}

describe("a name that two constructs of a stack have", () => {
  test.each([...IN_A_PLACE, ...ANYWHERE])("is refused of a %s, and said by their paths", (_, make) => {
    const stack = stackUnderTest();
    make(stack, "first", "contoso-one", false);
    const again = () => make(stack, "second", "contoso-one", false);
    expect(rulesOf(again)).toEqual(["core/one-name"]);
    expect(() => make(stack, "third", "contoso-one", false)).toThrow(/^Stack\/third: .* "contoso-?one", which Stack\/first is already\./); // prettier-ignore
  });

  test.each(IN_A_PLACE)("may be that of a %s in another place", (_, make) => {
    const stack = stackUnderTest();
    make(stack, "first", "contoso-one", false);
    make(stack, "second", "contoso-one", true);
    make(stack, "third", "contoso-two", false);
  });

  test.each([...IN_A_PLACE, ...ANYWHERE])("may be that of a %s in another stack", (_, make) => {
    const app = Testing.app();
    make(stackUnderTest("One", app), "first", "contoso-one", false);
    make(stackUnderTest("Other", app), "second", "contoso-one", false);
  });
});
