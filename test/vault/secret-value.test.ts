import { Fn, TerraformLocal, TerraformStack, TerraformVariable, Token } from "cdktf";
import { KeyVault, SecretValue } from "../../lib";
import { PLACE, principalIn } from "../support/azure";
import { resources, stackUnderTest } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

/** The secret that a stack writes from `value`, as Terraform reads it. */
function written(value: (token: string, stack: TerraformStack) => SecretValue): Record<string, unknown> {
  const stack = stackUnderTest();
  const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
  vault.grantWrite(principalIn(stack));
  vault.addSecret("password", value(sensitiveVariable(stack, "password"), stack));
  return resources(stack, "azurerm_key_vault_secret")[0];
}

describe("SecretValue", () => {
  test("stored is the resource's value", () => {
    const { value, value_wo: writeOnly, value_wo_version: version } = written((token) => SecretValue.stored(token));
    expect([value, writeOnly, version]).toEqual(["${var.password}", undefined, undefined]);
  });

  test.each([1, 2, 17])("write-only in version %d leaves nothing in the state", (given) => {
    const secret = written((token) => SecretValue.writeOnly(token, given));
    const { value, value_wo: writeOnly, value_wo_version: version } = secret;
    expect([value, writeOnly, version]).toEqual([undefined, "${var.password}", given]);
  });

  test("takes a version that is known after apply", () => {
    const version = Token.asNumber("${var.version}");
    expect(written((token) => SecretValue.writeOnly(token, version)).value_wo_version).toBe("${var.version}");
  });

  test("may join a token with text", () => {
    expect(written((token) => SecretValue.stored(`Server=db;Password=${token}`)).value).toBe(
      "Server=db;Password=${var.password}",
    );
  });

  test.each([SecretValue.stored("hunter2"), SecretValue.stored(""), SecretValue.writeOnly("hunter2", 1)])(
    "fails if it is a literal, and does not repeat it",
    (value) => {
      expect(() => written(() => value)).toThrow(
        /^Stack\/Vault\/Secret-password: \[vault\/no-literal-secret\] given a literal\. (?!.*hunter2)/,
      );
    },
  );

  test.each([0, -1, 1.5, Number.NaN])("fails if the version is %d", (version) => {
    expect(() => written((token) => SecretValue.writeOnly(token, version))).toThrow(
      `Stack/Vault/Secret-password: [vault/secret-version] given version ${version}.`,
    );
  });

  test.each([
    ["not sensitive", {}],
    ["sensitive, but has a default", { sensitive: true, default: "hunter2" }],
  ])("fails if its variable is %s, and does not say the value", (_, config) => {
    const program = () =>
      written((_token, stack) => SecretValue.stored(new TerraformVariable(stack, "exposed", config).stringValue));
    expect(program).toThrow("[vault/sensitive-variable] given the variable exposed.");
    expect(program).not.toThrow("hunter2");
    const within = () =>
      written((_token, stack) => {
        const { stringValue } = new TerraformVariable(stack, "exposed", config);
        return SecretValue.stored(new TerraformLocal(stack, "kept", stringValue).asString);
      });
    expect(within).toThrow("[vault/sensitive-variable] given the variable exposed.");
  });

  test("fails if a local hides a literal", () => {
    const kept = (value: string) => (token: string, stack: TerraformStack) =>
      SecretValue.stored(new TerraformLocal(stack, "kept", value === "" ? token : value).asString);
    expect(() => written(kept("hunter2.example"))).toThrow("[vault/no-literal-secret]");
    expect(written(kept("")).value).toMatch(/^\$\{local\.\w+\}$/);
  });

  test("fails if a function hides a literal", () => {
    expect(() => written(() => SecretValue.stored(Fn.trimspace("hunter2.example")))).toThrow(
      "[vault/no-literal-secret]",
    );
    expect(written((token) => SecretValue.stored(Fn.trimspace(token))).value).toBe("${trimspace(var.password)}");
  });
});
