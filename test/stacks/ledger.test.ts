import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exampleApp } from "../support/example";
import { LEDGER, Ledger, logicalIdsOf, warningAbout } from "../../tools/logical-ids";

const ledger = JSON.parse(readFileSync(join(__dirname, "../..", LEDGER), "utf8")) as Ledger;

test("the logical IDs of the example stacks are those that were agreed on", () => {
  expect(warningAbout(ledger.stacks, logicalIdsOf(exampleApp()))).toBe("");
});

test("each agreement says why, in one line", () => {
  expect(ledger.reasons.length).toBeGreaterThan(0);
  expect(ledger.reasons.filter((reason) => reason.trim() === "" || /\n/.test(reason))).toEqual([]);
});

describe("whoever changes a logical ID", () => {
  const agreed = { hub: ["azurerm_key_vault.Hub_Vault_1"], domain: ["azurerm_data_factory.Domain_2"] };

  test("reads that a resource would be destroyed, which one, and what to do", () => {
    const now = { ...agreed, hub: ["azurerm_key_vault.Hub_Safe_3"] };
    expect(warningAbout(agreed, now).split("\n")).toEqual([
      expect.stringContaining("Terraform destroy the resource"),
      expect.any(String),
      '  npm run ledger -- "why"',
      "- hub: azurerm_key_vault.Hub_Vault_1",
      "+ hub: azurerm_key_vault.Hub_Safe_3",
    ]);
  });

  test("reads of stacks that come and go, too", () => {
    const { hub } = agreed;
    expect(warningAbout(agreed, { hub, other: ["a.b"] })).toMatch(
      /\n- domain: azurerm_data_factory\.Domain_2\n\+ other: a\.b$/,
    );
    expect(warningAbout(agreed, { ...agreed })).toBe("");
  });
});
