import { Rule, Violation } from "../core/rule";
import { WINDOWS_TIME_ZONES } from "./windows-time-zones";

const TIME_ZONE = new Rule({
  id: "data-factory/time-zone",
  why: "Data Factory knows time zones by Windows' names, and azurerm takes any text for one.",
  fix: 'Give the name that Windows has for it, for example "W. Europe Standard Time"; or leave it out for UTC.',
  source: "Microsoft: Azure Data Factory, schedule triggers, time zone option; Unicode CLDR: windowsZones",
});

/** What is wrong with a time zone. */
export function timeZoneViolations(timeZone: string): Violation[] {
  const windows = windowsName(timeZone);
  return TIME_ZONE.unless(
    (given) => given in WINDOWS_TIME_ZONES,
    timeZone,
    windows && `${timeZone} is "${windows}" there.`,
  );
}

/** What Windows calls a zone that is written in another case, or by IANA's name. */
function windowsName(timeZone: string): string | undefined {
  const wanted = timeZone.toLowerCase();
  const isMeant = ([windows, iana]: [string, string]): boolean =>
    windows.toLowerCase() === wanted || iana.toLowerCase().split(" ").includes(wanted);
  return wanted === "" ? undefined : Object.entries(WINDOWS_TIME_ZONES).find(isMeant)?.[0];
}
