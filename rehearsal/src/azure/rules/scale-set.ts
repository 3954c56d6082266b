import { Values } from "../../provider/value";
import { parentOf, sameId } from "../ids";
import { Refusal, blocks, figure, text } from "../operation";
import { given } from "../types/kind";
import { RULES_PER_CARD, rulesOf } from "./balancer";
import { first } from "./first";

const SCALE_SET = "azurerm_linux_virtual_machine_scale_set";
const MACHINES = [SCALE_SET, "azurestack_linux_virtual_machine"];
const CUSTOM_DATA_CHARACTERS = 87_380;
const HEALTH_EXTENSIONS = ["ApplicationHealthLinux", "ApplicationHealthWindows"];

type Partly = Omit<Refusal, "types" | "kinds"> & Partial<Pick<Refusal, "types" | "kinds">>;

function onScaleSet(refusal: Partly): Refusal {
  return { types: [SCALE_SET], kinds: ["create", "update"], ...refusal };
}

/** Addresses of the machines' network interfaces. */
export const addressesOf = (values: Values): Values[] =>
  blocks(values, "network_interface").flatMap((card) => blocks(card, "ip_configuration"));

/** Pools in which the machines are. */
export const poolsOf = (values: Values): string[] =>
  addressesOf(values).flatMap((address) => given(address, "load_balancer_backend_address_pool_ids"));

const knowsHealth = (values: Values): boolean =>
  text(values, "health_probe_id") !== "" ||
  blocks(values, "extension").some((extension) => HEALTH_EXTENSIONS.includes(text(extension, "type")));

/** Scale sets of virtual machines: what their definition must be. */
export const SCALE_SET_DEFINITION: readonly Refusal[] = [
  onScaleSet({
    id: "machine/custom-data",
    refuses: `Custom data is base64, at most ${CUSTOM_DATA_CHARACTERS} characters of it.`,
    source: "azurerm: linux_virtual_machine_scale_set, custom_data; Microsoft: custom data, limits",
    status: 400,
    code: "InvalidParameter",
    types: MACHINES,
    kinds: ["plan", "create", "update"],
    says: ({ values }) => {
      const data = text(values, "custom_data");
      const valid = Buffer.from(data, "base64").toString("base64") === data;
      return valid && data.length <= CUSTOM_DATA_CHARACTERS
        ? undefined
        : `Custom data in OSProfile must be in Base64 encoding and with a maximum length of ${CUSTOM_DATA_CHARACTERS} characters.`;
    },
  }),
  onScaleSet({
    id: "machine/login",
    refuses: "A machine without password has the key of its administrator.",
    source: "azurerm: linux_virtual_machine_scale_set, admin_ssh_key",
    status: 400,
    code: "InvalidParameter",
    types: MACHINES,
    says: ({ values }) =>
      values.disable_password_authentication !== false && blocks(values, "admin_ssh_key").length === 0
        ? "at least one `admin_ssh_key` must be specified when `disable_password_authentication` is set to `true`"
        : undefined,
  }),
  onScaleSet({
    id: "scale-set/rolling-policy",
    refuses: "Rolling upgrades have a policy, manual ones have none.",
    source: "azurerm: linux_virtual_machine_scale_set, rolling_upgrade_policy",
    status: 400,
    code: "InvalidParameter",
    says: ({ values }) => {
      const [mode, policies] = [text(values, "upgrade_mode"), blocks(values, "rolling_upgrade_policy").length];
      return (mode === "Rolling" && policies === 0) || (mode === "Manual" && policies > 0)
        ? `a \`rolling_upgrade_policy\` block ${policies === 0 ? "must" : "cannot"} be specified when \`upgrade_mode\` is set to ${mode}`
        : undefined;
    },
  }),
  onScaleSet({
    id: "scale-set/health",
    refuses: "Rolling upgrades and repairs ask how a machine is: by a probe, or by the application health extension.",
    source: "azurerm: linux_virtual_machine_scale_set, upgrade_mode and automatic_instance_repair",
    status: 400,
    code: "InvalidParameter",
    says: ({ values }) => {
      const asks = [
        ...(text(values, "upgrade_mode") === "Rolling" ? ["upgrade_mode"] : []),
        ...(blocks(values, "automatic_instance_repair").length > 0 ? ["automatic_instance_repair"] : []),
      ];
      return asks.length === 0 || knowsHealth(values)
        ? undefined
        : `\`health_probe_id\` must be set or a health extension must be specified for \`${asks.join("`, `")}\``;
    },
  }),
  onScaleSet({
    id: "scale-set/active-probe",
    refuses: "A scale set takes a probe only if a rule that leads to its machines uses it.",
    source: "Microsoft: automatic instance repairs, CannotUseInactiveHealthProbe",
    status: 400,
    code: "CannotUseInactiveHealthProbe",
    says: ({ world, values, id }) => {
      const probe = text(values, "health_probe_id");
      const used = rulesOf(world, poolsOf(values)).some((rule) => sameId(text(rule.values, "probe_id"), probe));
      return probe === "" || used
        ? undefined
        : `VM scale set ${id} cannot use probe ${probe} as a HealthProbe because load balancing rules that send traffic to this scale set IPs are not using it.`;
    },
  }),
  onScaleSet({
    id: "scale-set/one-network",
    refuses: "All machines of a scale set are in one network, and so are the pools in which they are.",
    source: "Microsoft: virtual machine scale sets, networking",
    status: 400,
    code: "InvalidParameter",
    says: ({ values }) => {
      const networks = addressesOf(values).map((address) => parentOf(text(address, "subnet_id")).toLowerCase());
      const cards = blocks(values, "network_interface").filter((card) => card.primary === true).length;
      return new Set(networks).size > 1
        ? `The network interfaces are in ${new Set(networks).size} virtual networks.`
        : cards === 1
          ? undefined
          : `${cards} network interfaces are primary.`;
    },
  }),
  onScaleSet({
    id: "scale-set/rules-per-card",
    refuses: `A network interface takes part in at most ${RULES_PER_CARD} rules.`,
    source: "Microsoft: Azure subscription limits, Load Balancer",
    status: 400,
    code: "LoadBalancingRulesPerNicLimitExceeded",
    says: ({ world, values }) => {
      const { length } = rulesOf(world, poolsOf(values));
      return length > RULES_PER_CARD ? `The machines would take part in ${length} rules.` : undefined;
    },
  }),
  {
    id: "autoscale/capacity",
    refuses:
      "Of the machines there are at least as many as the minimum, at most as many as the maximum, the default between.",
    source: "Microsoft: autoscale settings, capacity",
    status: 400,
    code: "InvalidAutoscaleSetting",
    types: ["azurerm_monitor_autoscale_setting"],
    kinds: ["create", "update"],
    says: ({ values }) =>
      first(blocks(values, "profile"), (profile) =>
        first(blocks(profile, "capacity"), (capacity) => {
          const [least, usual, most] = ["minimum", "default", "maximum"].map((name) => figure(capacity, name));
          return least <= usual && usual <= most
            ? undefined
            : `The profile '${text(profile, "name")}' has a minimum of ${least}, a default of ${usual} and a maximum of ${most}.`;
        }),
      ),
  },
];
