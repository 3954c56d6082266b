import { devDependencies as versions } from "../../package.json";

/** What the library is used on: a toolchain and the bindings of azurerm. */
export interface Host {
  readonly name: string;
  /** What a user's package.json says beside the library. */
  readonly manifest: {
    readonly dependencies: Record<string, string>;
    readonly overrides?: Record<string, string>;
  };
  /** The package that `require("cdktf")` is to find. */
  readonly cdktf: string;
}

export const CDKTF: Host = {
  name: "CDKTF",
  manifest: {
    dependencies: {
      "@cdktf/provider-azurerm": versions["@cdktf/provider-azurerm"],
      cdktf: versions.cdktf,
      constructs: versions.constructs,
    },
  },
  cdktf: `cdktf@${versions.cdktf}`,
};

/** CDK Terrain with the bindings made for CDKTF, whose peer is called cdktf. */
export const CDK_TERRAIN: Host = {
  name: "CDK Terrain",
  manifest: {
    dependencies: {
      "@cdktf/provider-azurerm": versions["@cdktf/provider-azurerm"],
      cdktf: "npm:cdktn@0.24.0",
      constructs: "10.7.2",
    },
    overrides: { cdktf: "npm:cdktn@0.24.0" },
  },
  cdktf: "cdktn@0.24.0",
};

/** CDK Terrain with bindings of its own, made for the version before it. */
export const CDK_TERRAIN_BINDINGS: Host = {
  name: "CDK Terrain with its bindings",
  manifest: {
    dependencies: {
      "@cdktf/provider-azurerm": "npm:@cdktn/provider-azurerm@16.1.0",
      cdktf: "npm:cdktn@0.24.0",
      constructs: "10.7.2",
    },
    overrides: { cdktn: "0.24.0" },
  },
  cdktf: "cdktn@0.24.0",
};

export const HOSTS: readonly Host[] = [CDKTF, CDK_TERRAIN, CDK_TERRAIN_BINDINGS];
