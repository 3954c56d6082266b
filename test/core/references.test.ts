import { Fn, TerraformLocal, TerraformVariable, Token, propertyAccess } from "cdktf";
import { terraformText } from "../../lib/core/references";
import { stackUnderTest } from "../support/stack";

function stackWithLocals() {
  const stack = stackUnderTest();
  const password = new TerraformVariable(stack, "password", { sensitive: true });
  const local = (id: string, expression: unknown) => new TerraformLocal(stack, id, expression);
  return { stack, password, local, read: (text: string) => terraformText(stack, text) };
}

describe("a text, as Terraform will read it", () => {
  test("says what its tokens refer to", () => {
    const { password, read } = stackWithLocals();
    expect(read(`Bearer ${password.stringValue}`)).toBe("Bearer ${var.password}");
    expect(read("nothing but text at local.host")).toBe("nothing but text at local.host");
  });

  test("has in place of a local what that holds, through others and functions", () => {
    const { password, local, read } = stackWithLocals();
    const inner = local("inner", Fn.base64encode(password.stringValue));
    const outer = local("outer", `Basic ${inner.asString}`);
    expect(read(`x ${outer.asString}`)).toBe("x ${Basic ${${base64encode(var.password)}}}");
    expect(read(local("fixed", "hunter2").asString)).toBe('${"hunter2"}');
    expect(read(local("number", 5).asString)).toBe("${}");
  });

  test("has of an object what it asks for, and all that it holds where it asks by something else", () => {
    const { password, local, read } = stackWithLocals();
    const both = local("both", { user: "dbt", secrets: [password.stringValue], host: { name: "sql01" } });
    expect(read(Token.asString(propertyAccess(both.expression, ["user"])))).toBe('${"dbt"}');
    expect(read(Token.asString(propertyAccess(both.expression, ["host", "name"])))).toBe('${"sql01"}');
    expect(read(Fn.jsonencode(both.asAnyMap))).toBe('${jsonencode("dbt" ${var.password} "sql01")}');
  });

  test("keeps the attribute of what a local refers to", () => {
    const { local, read } = stackWithLocals();
    const account = local("account", "${azurerm_storage_account.main}");
    expect(read(Token.asString(propertyAccess(account.expression, ["primary_access_key"])))).toBe(
      "${azurerm_storage_account.main.primary_access_key}",
    );
  });

  test("ends where locals lead back to each other, which Terraform refuses", () => {
    const { local, read } = stackWithLocals();
    const [one, other] = [local("one", ""), local("other", "")];
    one.expression = other.asString;
    other.expression = one.asString;
    expect(read(one.asString)).toBe("${${${local.one}}}");
  });
});
