import { Duration, HubPlan, LogicalType, SiteKit, SubsidiaryProps, Tier } from "../../lib";
import { holdingUnderTest, inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { waysIn } from "./egress-rows";

/** A site whose runtime takes from a domain of another legal entity, and listens for two hubs. */
function takingSite(props: SubsidiaryProps = {}) {
  const contoso = holdingUnderTest();
  const energy = subsidiaryUnderTest({}, contoso, "energy");
  const retail = subsidiaryUnderTest(props, contoso);
  const munich = retail.addSite("munich", { listensInContainers: true });
  munich.addForward("warehouse", inBothTiers());
  munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  munich.addRuntimeNode("MUC-IR-2", { tier: Tier.PRODUCTION });
  contoso.addHandoff("stock-levels", {
    provider: energy.addDomain("grid"),
    consumer: retail.addDomain("salesforce"),
    owner: "grid-data@energy.example",
    columns: [{ name: "Article", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  });
  return { munich, energy, retail };
}

/** By hand, and not by the library: what each feature dials, who does, and when. */
function dials(hub: HubPlan): Record<string, [from: string, to: string, when: string][]> {
  const production = hub.tier === Tier.PRODUCTION;
  const blobs = [hub.storageAccountName, ...hub.domains.map(({ storageAccountName }) => storageAccountName)];
  const all: Record<string, [string, string, string][]> = {
    "a listener": [
      ["listener", `${hub.relayHostName}:443`, "always"],
      ["listener", "*.servicebus.windows.net:443", "always"], // the gateway of each connection
    ],
    "the keys of a listener": [
      ["listener", "login.microsoftonline.com:443", "installation, rotation"],
      ["listener", "management.azure.com:443", "installation, rotation"], // az login
      ["listener", `${hub.keyVaultName}.vault.azure.net:443`, "installation, rotation"],
    ],
    "azbridge's package": [
      ["listener", "github.com:443", "installation"],
      ["listener", "release-assets.githubusercontent.com:443", "installation"],
    ],
    "the Azure CLI on Linux": [
      ["listener", "packages.microsoft.com:443", "installation"],
      ["listener", "<package servers of its distribution>:80, 443", "installation"],
    ],
    "the Azure CLI on Windows": ["listener", "runtime node"]
      .filter((from) => production || from === "listener")
      .flatMap((from): [string, string, string][] => [
        [from, "aka.ms:443", "installation"],
        [from, "azcliprod.blob.core.windows.net:443", "installation"],
      ]),
    "a listener in a container": [
      ["listener", `${hub.registry.registryName}.azurecr.io:443`, "installation, in containers"],
      ["listener", "azurecr.io:443", "installation, in containers"],
      ["listener", "*.blob.core.windows.net:443", "installation, in containers"],
    ],
    "a forward": [["listener", `${hub.tier === Tier.PRODUCTION ? "" : "test-"}sql01.retail.example:1433`, "always"]],
  };
  const nodes: Record<string, [string, string, string][]> = {
    "work of a runtime node": [
      ["runtime node", `${hub.dataFactoryName}.westeurope.datafactory.azure.net:443`, "always"],
      ["runtime node", "*.frontend.clouddatahub.net:443", "always"],
      ["runtime node", "login.microsoftonline.com:443", "always"],
    ],
    "interactive authoring": hub.runtime.selfContainedInteractiveAuthoringEnabled
      ? []
      : [["runtime node", "*.servicebus.windows.net:443", "interactive authoring"]],
    "a copy from or to blobs": blobs.map((account) => [
      "runtime node",
      `${account}.blob.core.windows.net:443`,
      "always",
    ]),
    // It reads them itself, whenever it copies: not only when it is installed.
    "credentials in the vault": [["runtime node", `${hub.keyVaultName}.vault.azure.net:443`, "always"]],
    "the key of a runtime": [["runtime node", "management.azure.com:443", "installation, rotation"]],
    "the runtime's installer": [
      ["runtime node", "download.microsoft.com:443", "always"],
      ["runtime node", "go.microsoft.com:443", "installation"],
    ],
    "several nodes of a runtime": [1, 2].map((number) => [
      `runtime node of ${hub.runtime.runtimeName}`,
      `MUC-IR-${number}:8060`,
      "always",
    ]),
  };
  return production ? { ...all, ...nodes } : all;
}

const sorted = (ways: readonly (readonly string[])[]) => [...new Set(ways.map((way) => way.join(" | ")))].sort();

test.each([false, true])(
  "the list is what features dial, no more and no less, self-contained authoring: %p",
  (enabled) => {
    const { munich, energy } = takingSite({ selfContainedInteractiveAuthoringEnabled: enabled });
    const features = munich.listenerPlans.flatMap(({ hub }) => Object.values(dials(hub)).flat());
    // A handoff lies in the giver's hub, and the taker's runtime copies it from there.
    const giver = energy.hubFor(Tier.PRODUCTION).storageAccountName;
    features.push(["runtime node", `${giver}.blob.core.windows.net:443`, "always"]);
    const listed = waysIn(new SiteKit(munich))
      .filter(({ purpose }) => !purpose.startsWith("revocation"))
      .map(({ from, to, port, when }) => [from, `${to}:${port}`, when]);
    expect(sorted(listed)).toEqual(sorted(features));
  },
);

test("a site that gives dials no storage of those who take", () => {
  const { energy, retail } = takingSite();
  const hamburg = energy.addSite("hamburg");
  hamburg.addRuntimeNode("HAM-IR-1", { tier: Tier.PRODUCTION });
  const accounts = waysIn(new SiteKit(hamburg)).map(({ to }) => to);
  const takers = retail.hubPlans.flatMap((hub) => [hub, ...hub.domains]).map((each) => each.storageAccountName);
  expect(accounts.filter((to) => takers.some((account) => to.startsWith(`${account}.`)))).toEqual([]);
});
