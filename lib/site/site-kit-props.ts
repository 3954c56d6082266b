import { AzbridgePackage } from "./azbridge-package";

/** What the kit of a site cannot know from the plan. */
export interface SiteKitProps {
  /**
   * azbridge's package for Linux listeners, with which cloud-init installs without anybody's help.
   *
   * @default - whoever installs gives it
   */
  readonly azbridgePackage?: AzbridgePackage;
  /**
   * Whether listeners have an identity in Entra, by Azure Arc or as machines in Azure, that is planned as an operator of
   * the site (`OperatorKind.MACHINE`). They then read their keys at first boot. Machines on Azure Stack Hub have none by
   * themselves.
   *
   * @default false: a person signs in once on every machine
   */
  readonly machinesHaveIdentity?: boolean;
  /**
   * Whether the site reaches the Relay namespaces over private link, which takes more ports.
   *
   * @default false
   */
  readonly privateLink?: boolean;
}
