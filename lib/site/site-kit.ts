import { mkdirSync, writeFileSync } from "fs";
import { dirname, join } from "path";
import { refuse } from "../core/rule";
import { Holding } from "../holding/holding";
import type { Site } from "../holding/site";
import { packageViolations } from "./azbridge-package";
import { cloudInit } from "./cloud-init";
import { containerListener } from "./container-files";
import { egressFiles } from "./egress-files";
import { FilesByPath, within } from "./files";
import { FILE_MODE, SCRIPT_MODE } from "./limits";
import { linuxListener } from "./listener-files";
import { runtimeNodes } from "./node-files";
import { readme } from "./readme";
import { SiteKitProps } from "./site-kit-props";
import { listenerNameViolations, siteName } from "./site-listener";
import { windowsListener } from "./windows-files";

/**
 * What the operators of a site install: listeners for Linux, for Windows and, where that is planned, for containers,
 * runtime nodes, and the list for its firewall. Plain data from the plan; nothing in it is secret.
 */
export class SiteKit {
  /**
   * Writes the kit of every site of a holding, each into a folder of its own. Call it after synth, or without any.
   *
   * @param directory where the folders go; it is made if need be.
   * @returns the kits, in the order of the plan.
   * @throws what a kit refuses, before anything is written
   */
  public static writeAll(holding: Holding, directory: string, props: SiteKitProps = {}): SiteKit[] {
    const sites = holding.subsidiaries.flatMap((subsidiary) => subsidiary.sites);
    const kits = sites.map((site) => new SiteKit(site, props));
    kits.forEach((kit) => kit.write(directory));
    return kits;
  }

  private readonly texts: FilesByPath;

  /** @throws `site/package-location`, `site/package-sha256`, `site/listener-name` */
  constructor(
    /** The place on premises that it is for. */
    public readonly site: Site,
    props: SiteKitProps = {},
  ) {
    refuse(`kit of ${site.path}`, packageViolations(props.azbridgePackage), listenerNameViolations(site));
    this.texts = textsOf(site, props);
  }

  /**
   * Name of its folder, for example `retail-munich`: two legal entities may each have a site of one name, and the name of
   * a subsidiary has no hyphen.
   */
  public get folderName(): string {
    return siteName(this.site);
  }

  /** Its texts, by their path within its folder. */
  public get files(): Record<string, string> {
    return { ...this.texts };
  }

  /**
   * User data of a Linux listener; undefined where the site has no forwards, or so many that it would have more than the
   * 65,535 bytes that a machine takes.
   */
  public get cloudInit(): string | undefined {
    return this.texts["cloud-init.yaml"];
  }

  /**
   * Writes it into its folder. Other files there stay, such as profiles that somebody fetched.
   *
   * @param directory where its folder goes; it is made if need be.
   * @returns path of its folder.
   */
  public write(directory: string): string {
    const folder = join(directory, this.folderName);
    Object.entries(this.texts).forEach(([path, text]) => {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text, { mode: path.endsWith(".sh") ? SCRIPT_MODE : FILE_MODE });
    });
    return folder;
  }
}

function textsOf(site: Site, props: SiteKitProps): FilesByPath {
  const userData = site.forwards.length === 0 ? undefined : cloudInit(site, props);
  const listener =
    site.forwards.length === 0
      ? {}
      : {
          ...within("linux", linuxListener(site, props.azbridgePackage)),
          ...within("windows", windowsListener(site)),
          ...(site.listensInContainers ? within("container", containerListener(site)) : {}),
        };
  return {
    "README.md": readme(site, props, userData !== undefined),
    ...egressFiles(site, props),
    ...listener,
    ...(userData === undefined ? {} : { "cloud-init.yaml": userData }),
    ...(site.runtimes.length === 0 ? {} : within("runtime-nodes", runtimeNodes(site))),
  };
}
