import { Rule, Violation } from "../core/rule";

const LOCATION = new Rule({
  id: "holding/location",
  why: "Azure knows no such region by name, or this library does not know it yet.",
  fix: "Use the region's short name, for example westeurope; one that is newer than this version is named in unlistedLocations of the holding.",
  source: "Microsoft: Azure regions, az account list-locations",
});

/**
 * Short names of Azure's regions in its public, US government and Chinese clouds, without canaries, stages and geographies.
 * Sources: Azure/terraform-azurerm-avm-utl-regions, which keeps what Azure's locations API answers; Microsoft, list of Azure
 * regions, of September 2026; Microsoft, Azure AI Search regions and HDInsight service tags, for the other clouds.
 */
const LOCATIONS: ReadonlySet<string> = new Set([
  ...["australiacentral", "australiacentral2", "australiaeast", "australiasoutheast", "austriaeast"],
  ...["belgiumcentral", "brazilsouth", "brazilsoutheast", "canadacentral", "canadaeast", "centralindia", "centralus"],
  ...["chilecentral", "denmarkeast", "eastasia", "eastus", "eastus2", "francecentral", "francesouth", "germanynorth"],
  ...["germanywestcentral", "indiasouthcentral", "indonesiacentral", "israelcentral", "italynorth", "japaneast"],
  ...["japanwest", "jioindiacentral", "jioindiawest", "koreacentral", "koreasouth", "malaysiawest", "mexicocentral"],
  ...["newzealandnorth", "northcentralus", "northeurope", "norwayeast", "norwaywest", "polandcentral"],
  ...["qatarcentral", "southafricanorth", "southafricawest", "southcentralus", "southeastasia", "southindia"],
  ...["spaincentral", "swedencentral", "swedensouth", "switzerlandnorth", "switzerlandwest", "uaecentral"],
  ...["uaenorth", "uksouth", "ukwest", "westcentralus", "westeurope", "westindia", "westus", "westus2", "westus3"],
  ...["usdodcentral", "usdodeast", "usgovarizona", "usgovtexas", "usgovvirginia"],
  ...["chinaeast", "chinaeast2", "chinaeast3", "chinanorth", "chinanorth2", "chinanorth3"],
]);

/** By so many first letters a region is guessed that is meant. */
const ALIKE = 4;

/** Violations by a region that Azure does not know, unless it is among `unlisted`. */
export function locationViolations(location: string, unlisted: readonly string[] = []): Violation[] {
  const short = location.toLowerCase().replace(/[^a-z0-9]/g, "");
  const alike = LOCATIONS.has(short)
    ? [short]
    : [...LOCATIONS].filter((known) => known.startsWith(short.slice(0, ALIKE)) && short !== "");
  const known = LOCATIONS.has(location) || (/^[a-z][a-z0-9]+$/.test(location) && unlisted.includes(location));
  const advice = alike.length === 0 ? undefined : `Azure has ${alike.join(", ")}.`;
  return LOCATION.when(!known, `the location "${location}"`, advice);
}
