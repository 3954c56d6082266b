import { CUSTOM_DATA_BYTES } from "../gateway/limits";
import type { Site } from "../holding/site";
import { json } from "./files";
import { FILE_MODE, OCTAL, SCRIPT_MODE, TCP_RETRIES } from "./limits";
import { linuxListener } from "./listener-files";
import { listensByKey } from "./site-listener";
import { SiteKitProps } from "./site-kit-props";

/** Where cloud-init puts the kit. */
const KIT = "/opt/azbridge-site";

/** A way that a firewall has forgotten is given up after some 100 seconds, where Linux takes 16 minutes: the machine is the kit's. */
const SETTINGS = "/etc/sysctl.d/60-azbridge-listener.conf";
const SETTINGS_TEXT = `net.ipv4.tcp_retries2 = ${TCP_RETRIES}\n`;

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
    write_files: [
      ...Object.entries(files).map(([path, content]) => file(`${KIT}/${path}`, content)),
      file(SETTINGS, SETTINGS_TEXT),
    ],
    runcmd: [["sysctl", `--load=${SETTINGS}`], ...commands(site, props)],
    final_message: lastWords(site, props),
  })}`;
}

function file(path: string, content: string): Record<string, string> {
  const mode = path.endsWith(".sh") ? SCRIPT_MODE : FILE_MODE;
  return { path, permissions: `0${mode.toString(OCTAL)}`, content };
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
