import { TerraformStack } from "cdktf";
import { Coordination, DbtCommand, DbtJobProps, FileShare, StorageAccount } from "../../../lib";
import { Container, groupOf } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const VARIABLE = "ENV_DEPLOY_FINGERPRINT";

function onShare(stack: TerraformStack): Coordination {
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const storageAccount = new StorageAccount(stack, "Storage", { ...place, accountName: "contosoretail" });
  return Coordination.azureFileShare(new FileShare(stack, "Share", { storageAccount, shareName: "dbt-runs" }));
}

/** The containers of a job that deploys do not run. */
function armed(props: Partial<DbtJobProps> = {}): Container[] {
  const stack = stackUnderTest();
  return groupOf(stack, { coordination: onShare(stack), runOnDeploy: false, ...props }).container;
}

const fingerprint = (props: Partial<DbtJobProps> = {}) => armed(props)[0].secure_environment_variables?.[VARIABLE];

describe("runOnDeploy", () => {
  test("is true, and then no container knows of deploys", () => {
    const stack = stackUnderTest();
    expect(JSON.stringify(groupOf(stack, { coordination: onShare(stack) }))).not.toContain(VARIABLE);
  });

  test("false tells the dbt container alone, in secret, a fingerprint that Terraform computes", () => {
    const [dbt, bridge] = armed();
    expect(dbt.secure_environment_variables?.[VARIABLE]).toMatch(/^\$\{sha256\(jsonencode\(.+\)\)\}$/s);
    expect(dbt.environment_variables).not.toHaveProperty(VARIABLE);
    expect(JSON.stringify(bridge)).not.toContain(VARIABLE);
  });

  test("takes into the fingerprint what is known only after apply: password, share's key, identity", () => {
    const expression = fingerprint();
    expect(expression).toMatch(/data\.azurerm_key_vault_secret\.[\w-]+\.value/);
    expect(expression).toMatch(/azurerm_storage_account\.\w+\.primary_access_key/);
    expect(expression).toMatch(/azurerm_user_assigned_identity\.\w+\.client_id/);
  });

  test("gives one fingerprint to one definition, and another to every other", () => {
    const changes: Partial<DbtJobProps>[] = [
      {},
      { command: DbtCommand.run({ select: "other" }) },
      { environment: { STAGE: "blue" } },
      { projectDirectory: "/project" },
      { groupName: "another" },
      { dbtSize: { cpuCores: 2, memoryGib: 4 } },
    ];
    const all = changes.map((change) => fingerprint(change));
    expect(new Set(all).size).toBe(changes.length);
    expect(fingerprint()).toBe(all[0]);
  });

  test("false is refused without a share to remember the deploy", () => {
    expect(() => groupOf(stackUnderTest(), { runOnDeploy: false })).toThrow(
      "Stack/Transform: [dbt/run-on-deploy] given runOnDeploy false without a share.",
    );
  });

  test("leaves its variable to nobody else", () => {
    expect(() => armed({ environment: { [VARIABLE]: "mine" } })).toThrow("[dbt/variable-taken]");
  });
});
