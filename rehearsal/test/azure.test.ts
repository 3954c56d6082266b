import { addressWithin } from "../src/azure/addresses";
import { VirtualClock, secondsOf } from "../src/azure/clock";
import { conditionAllows } from "../src/azure/roles";
import { roleAdministrationCondition } from "../../lib/identity/role-administration";
import { Role } from "../../lib";

it.each([
  ["203.0.113.11", "203.0.113.11", true],
  ["203.0.113.11", "203.0.113.12", false],
  ["198.51.100.15", "198.51.100.0/28", true],
  ["198.51.100.16", "198.51.100.0/28", false],
  ["10.1.2.3", "0.0.0.0/0", true],
])("%s in %s: %s", (address, range, expected) => {
  expect(addressWithin(address, range)).toBe(expected);
});

it.each([
  ["600s", 600],
  ["10m", 600],
  ["1h30m", 5400],
  ["500ms", 0.5],
  ["", 0],
])("%s is %d s", (duration, seconds) => {
  expect(secondsOf(duration)).toBe(seconds);
});

it("reads the condition that the library writes, for giving and for taking", () => {
  const condition = roleAdministrationCondition(Role.ACR_PULL);
  const { roleDefinitionId: pull } = Role.ACR_PULL;
  const { roleDefinitionId: owner } = Role.CONTRIBUTOR;
  for (const action of ["write", "delete"] as const) {
    expect(conditionAllows(condition, action, pull, "ServicePrincipal")).toBe(true);
    expect(conditionAllows(condition, action, owner, "ServicePrincipal")).toBe(false);
    expect(conditionAllows(condition, action, pull, "User")).toBe(false);
    expect(conditionAllows(undefined, action, owner, "User")).toBe(true);
  }
});

it("lets a condition on giving say nothing about taking", () => {
  const [onWriting] = roleAdministrationCondition(Role.ACR_PULL).split("\nAND\n(");
  expect(conditionAllows(onWriting, "write", "another", "ServicePrincipal")).toBe(false);
  expect(conditionAllows(onWriting, "delete", "another", "ServicePrincipal")).toBe(true);
});

it("lets time pass in order, and only when there is nothing else to do", async () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const sleeper = (seconds: number) => clock.sleep(seconds).then(() => log.push(`woke at ${clock.now}`));
  const sleeping = [sleeper(600), sleeper(20)];
  await clock.during(() => new Promise((resolve) => setTimeout(resolve, 200)));
  log.push(`worked until ${clock.now}`);
  await Promise.all(sleeping);
  expect(log).toEqual(["worked until 0", "woke at 20", "woke at 600"]);
});
