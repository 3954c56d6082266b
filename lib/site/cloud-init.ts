import { CUSTOM_DATA_BYTES } from "../gateway/limits";
import type { Site } from "../holding/site";
import { json } from "./files";
import { FILE_MODE, OCTAL, SCRIPT_MODE } from "./limits";
import { linuxListener } from "./listener-files";
import { listensByKey } from "./site-listener";
import { SiteKitProps } from "./site-kit-props";

/** Where cloud-init puts the kit. */
const KIT = "/opt/azbridge-site";

/**
 * User data that makes a fresh Debian or Ubuntu machine a listener; nothing in it is secret. Undefined where it would be
 * more than a machine takes.
 */
export function cloudInit(site: Site, props: SiteKitProps): string | undefined {
  const text = userData(site, props);
  return Buffer.byteLength(text) > CUSTOM_DATA_BYTES ? undefined : text;
}

function userData(site: Site, props: SiteKitProps): string {
  const files = linuxListener(site, props.azbridgePackage);
  return `#cloud-config\n${json({
    package_update: true,
    packages: ["ca-certificates", "curl"],
    write_files: Object.entries(files).map(([path, content]) => ({
      path: `${KIT}/${path}`,
      permissions: `0${(path.endsWith(".sh") ? SCRIPT_MODE : FILE_MODE).toString(OCTAL)}`,
      content,
    })),
    ...(commands(site, props).length === 0 ? {} : { runcmd: commands(site, props) }), // empty it is against the schema
    final_message: lastWords(site, props),
  })}`;
}

function commands(site: Site, props: SiteKitProps): string[][] {
  const needsNobody = !listensByKey(site) || props.machinesHaveIdentity === true;
  const az = listensByKey(site) ? [[`${KIT}/install-az.sh`]] : [];
  if (props.azbridgePackage === undefined) {
    return az;
  }
  const identity = listensByKey(site) ? ["--login", "identity"] : [];
  return [...az, [`${KIT}/install.sh`, ...(needsNobody ? identity : ["--prepare"])]];
}

function lastWords(site: Site, props: SiteKitProps): string {
  const pack = props.azbridgePackage === undefined ? " --package <file or https URL> --sha256 <its SHA-256>" : "";
  const login = listensByKey(site) && props.machinesHaveIdentity !== true ? " --login device" : "";
  const who = login === "" ? "" : ", by an operator of the site";
  return `${pack}${login}` === ""
    ? "azbridge listens; see: systemctl list-units 'azbridge-listener@*'"
    : `One step is left${who}: sudo ${KIT}/install.sh${pack}${login}`;
}
