import { Syntax, aroundOf, nodesOf } from "../support/powershell";
import { Call, PowerShellKit, valueOf } from "../support/powershell-kit";
import {
  conditionBody,
  flowOf,
  hits,
  isFollowedBy,
  isGivenBack,
  isJudged,
  isLoose,
  isPreceded,
  isSid,
} from "./powershell-flow";

/** What Windows and PowerShell do that a script must be written for: seen when a real PowerShell ran one, or documented. */
export interface PowerShellRule {
  readonly why: string;
  /** Where the scripts break it. */
  readonly broken: (kit: PowerShellKit) => string[];
}

const at = ({ row, text }: Syntax) => `${row}: ${text.split("\n")[0]}`;
const where = (calls: readonly Call[]) => calls.map(({ node, script }) => `${script}:${at(node)}`);

/** Functions of modules, by what their nouns begin with. */
const MODULES = [
  "ScheduledTask",
  "NetFirewall",
  "NetConnection",
  "NetTCP",
  "NetIP",
  "Dns",
  "Disk",
  "Volume",
  "Partition",
];
const MODULE_FUNCTION = new RegExp(`^\\w+-(?:${MODULES.join("|")})`, "i");

/** Source: `icacls /?` of Windows Server 2022. */
const ICACLS =
  /^\/(?:setowner|grant(?::r)?|deny|remove(?::[gd])?|inheritance:[edr]|reset|verify|findsid|save|restore|t|c|l|q)$/;

const TAKE_LITERAL_PATH =
  /^(?:(?:Get|Set|Add|Clear)-Content|Test-Path|Resolve-Path|Unblock-File|(?:Get|Set)-Acl|Get-FileHash|Get-AuthenticodeSignature|Get-ChildItem|(?:Get|Set|Copy|Move|Remove|Rename|Clear)-Item(?:Property)?)$/i;

/** Cmdlets that -WhatIf silences, with what they clean up or only prepare. */
const SILENCED =
  /^(?:(?:New|Set|Copy|Move|Remove|Rename|Clear)-(?:Item|ItemProperty|Content|Variable)|Add-Content|Out-File)$/i;

const NATIVE = /\.(?:exe|cmd)$|^(?:az|icacls|schtasks|msiexec|dmgcmd)$/i;

/** What leaves this machine another one. Folders and files of a run's own are not among it. */
const CHANGES =
  /^(?:(?:Register|Unregister|Disable|Enable|Start|Stop)-ScheduledTask|(?:Set|Stop|Start|New)-Service|(?:New|Set|Remove)-NetFirewallRule|Set-(?:Acl|Content)|Start-Process|\[IO\.File\]::(?:WriteAllText|Replace|Move|Delete)|\[IO\.Directory\]::(?:Move|Delete))$/i;

/** What may turn out to be missing or wrong: the program az, a package, a signature, a hash. */
const PREREQUISITES = /^(?:Invoke-Az|az|Invoke-WebRequest|Get-FileHash|Copy-Given|Get-AuthenticodeSignature)$/i;

const isNative = ({ name, node }: Call) => (name === undefined ? node.children[0].text === "&" : NATIVE.test(name));

export const POWERSHELL_RULES: Readonly<Record<string, PowerShellRule>> = {
  "module functions end the script": {
    why: "A function of a module does not see the preferences of a script that was started at a prompt: its failure would be reported as success.",
    broken: (kit) => {
      const defaults = kit
        .nodes("hash_entry")
        .filter((entry) => aroundOf(entry).some(({ text }) => /^\$PSDefaultParameterValues = @\{/.test(text)))
        .map(({ text }) => /^'([\w*-]+):ErrorAction' = 'Stop'$/.exec(text)?.[1])
        .flatMap((wildcard) => (wildcard === undefined ? [] : [new RegExp(`^${wildcard.replace(/\*/g, ".*")}$`, "i")]));
      return where(
        kit.calls.filter(
          (call) =>
            MODULE_FUNCTION.test(call.name ?? "") &&
            valueOf(call, "ErrorAction") === undefined &&
            !defaults.some((wildcard) => wildcard.test(call.name!)),
        ),
      );
    },
  },
  "icacls knows its switches": {
    why: "An unknown switch is an invalid parameter, and nothing is done.",
    broken: (kit) => {
      const given = [
        ...kit.callsOf("icacls.exe", "Invoke-Icacls").map(({ node }) => node),
        ...kit
          .callsOf("Invoke-Program")
          .flatMap(({ node }) => (/^Invoke-Program 'icacls/.test(node.text) ? [node] : [])),
      ];
      const switches = given.flatMap((node) =>
        nodesOf(node, "generic_token", "verbatim_string_characters", "path_command_name_token")
          .map(({ text }) => text.replace(/^'|'$/g, ""))
          .filter((text) => text.startsWith("/")),
      );
      return switches.filter((text) => !ICACLS.test(text));
    },
  },
  "paths are literal": {
    why: "A positional path and -Path are wildcards: a folder named kit[1] would not be found.",
    broken: (kit) =>
      where(
        kit.calls.filter(
          (call) => TAKE_LITERAL_PATH.test(call.name ?? "") && valueOf(call, "LiteralPath") === undefined,
        ),
      ),
  },
  "exit codes are judged": {
    why: "A program never throws: what its exit code says is read at once, or is lost.",
    broken: (kit) => [
      ...where(kit.calls.filter((call) => isNative(call) && !isFollowedBy(call.node, "$LASTEXITCODE"))),
      ...where(kit.callsOf("Invoke-Program", "Invoke-DmgCmd").filter((call) => !isJudged(kit, call))),
    ],
  },
  "a program's output is no result by accident": {
    why: "Whatever a command prints is part of what its function returns: words of az would become part of a key.",
    broken: (kit) => {
      const loose = kit.calls.filter(
        (call) => (isNative(call) || /^Invoke-(?:Az|Program|DmgCmd)$/.test(call.name ?? "")) && isLoose(call.node),
      );
      return where(loose);
    },
  },
  "the environment is given back": {
    why: "At a prompt the script runs in the process of whoever started it, whose session of az and whose settings these are.",
    broken: (kit) =>
      kit
        .nodes("left_assignment_expression")
        .filter(({ text }) => /^\$env:|^\[Net\.ServicePointManager\]/i.test(text))
        .filter((target) => !isGivenBack(kit, target))
        .map(at),
  },
  "a task is disabled before it is stopped, and enabled before it is started": {
    why: "The minute trigger starts a task again at once; a disabled one cannot be started.",
    broken: (kit) => [
      ...where(kit.callsOf("Stop-ScheduledTask").filter((call) => !isPreceded(call.node, "Disable-ScheduledTask"))),
      ...where(kit.callsOf("Start-ScheduledTask").filter((call) => !isPreceded(call.node, "Enable-ScheduledTask"))),
    ],
  },
  "no restart is decided from memory": {
    why: "A run that is cut off forgets its variables: what waits for a restart stands on the disk before the first change.",
    broken: (kit) => {
      if (kit.callsOf("Start-ScheduledTask").length === 0) return [];
      const main = kit.main.map((statement) => ({ statement, reached: kit.reached(statement) }));
      const flow = main.flatMap(({ statement }) => flowOf(statement));
      const first = (name: string) => flow.findIndex((statement) => kit.reached(statement).has(name));
      const marked = flow.findIndex((statement) => /\bSet-Mark\b/.test(statement.text));
      const carried = kit
        .nodes("variable")
        .filter(({ text }) => /^\$script:/i.test(text))
        .filter((variable) => kit.reached(conditionBody(variable)).has("start-scheduledtask"));
      return [
        ...(marked < 0 ? ["nothing is marked"] : []),
        ...["register-scheduledtask", "stop-scheduledtask", "start-process", "set-service"]
          .filter((name) => first(name) >= 0 && first(name) < marked)
          .map((name) => `${name} before the mark`),
        ...carried.map(at),
      ];
    },
  },
  "3010 is said": {
    why: "msiexec has then installed what is in force only after Windows was started again.",
    broken: (kit) => {
      const named = kit.nodes("integer_literal").filter(({ text }) => text === "3010");
      const said = named.filter((literal) => {
        const around = aroundOf(literal).find(({ type }) => type === "if_statement");
        const block = around?.children.find(({ type }) => type === "statement_block");
        return (
          block !== undefined &&
          /\bWrite-Warning\b/.test(block.text) &&
          !/-not\w*\s+[^{]*3010/.test(around!.text.split("{")[0])
        );
      });
      const installs = kit.calls.some(
        ({ node }) => node.text.includes("msiexec.exe") && /^Start-Process/.test(node.text),
      );
      return installs && said.length === 0 ? ["nothing is said of 3010", ...named.map(at)] : [];
    },
  },
  "a principal is a SID": {
    why: "The names of accounts differ with the language of Windows.",
    broken: (kit) =>
      kit
        .callsOf("New-ScheduledTaskPrincipal")
        .filter((call) => !isSid(kit, valueOf(call, "UserId") ?? ""))
        .map(({ node }) => at(node)),
  },
  "a task is no background work": {
    why: "By default a task ends after 72 hours, not on batteries, and has less than normal priority.",
    broken: (kit) =>
      where(
        kit
          .callsOf("New-ScheduledTaskSettingsSet")
          .filter(
            (call) =>
              valueOf(call, "Priority") !== "4" ||
              valueOf(call, "ExecutionTimeLimit") !== "([TimeSpan]::Zero)" ||
              ["AllowStartIfOnBatteries", "DontStopIfGoingOnBatteries"].some(
                (flag) => valueOf(call, flag) === undefined,
              ),
          ),
      ),
  },
  "all is checked before anything is changed": {
    why: "What is missing would be found when the runtime is installed, the firewall open and rights given.",
    broken: (kit) => {
      const flow = kit.main.flatMap(flowOf);
      const last = (pattern: RegExp) => flow.map((each) => hits(kit, each, pattern)).lastIndexOf(true);
      const own = /^\$work\b/;
      const first = flow.findIndex((statement) => !own.test(statement.text) && hits(kit, statement, CHANGES));
      return first >= 0 && first < last(PREREQUISITES)
        ? [`${at(flow[first])} comes before ${at(flow[last(PREREQUISITES)])}`]
        : [];
    },
  },
  "a file that may be empty has no members": {
    why: "Get-Content -Raw of an empty file is nothing at all, and what asks it for anything ends.",
    broken: (kit) =>
      [...kit.nodes("member_access", "invokation_expression")]
        .filter(({ text }) => /^\(Get-Content\b/.test(text))
        .map(at),
  },
  "a list may come as one word": {
    why: "powershell -File x.ps1 -Only a,b passes one string.",
    broken: (kit) => {
      const lists = nodesOf(kit.trees.get(kit.started)!, "script_parameter").filter(
        (parameter) => parameter.text.startsWith("[string[]]") && kit.around(parameter) === undefined,
      );
      const split = kit.callsOf("Split-List").flatMap(({ words }) => words.map(({ value }) => value?.text));
      return lists
        .map((parameter) => nodesOf(parameter, "variable")[0].text)
        .filter((variable) => !split.includes(variable));
    },
  },
  "-WhatIf leaves clean-up alone": {
    why: "Cmdlets that take part in it would say what they do not do, and leave what they should remove.",
    broken: (kit) =>
      where(kit.calls.filter((call) => SILENCED.test(call.name ?? "") && valueOf(call, "WhatIf") !== "$false")),
  },
  "a download shows no progress": {
    why: "With its bar, Windows PowerShell 5.1 fetches 10 to 100 times slower.",
    broken: (kit) =>
      kit.nodes("assignment_expression").some(({ text }) => /^\$ProgressPreference = 'SilentlyContinue'/.test(text))
        ? []
        : where(kit.callsOf("Invoke-WebRequest")),
  },
  "a publisher is compared whole": {
    why: "O=Microsoft Corporation is also the beginning of other organizations' names.",
    broken: (kit) =>
      kit
        .nodes("verbatim_string_characters")
        .filter(
          ({ text }) =>
            text.includes("O=Microsoft Corporation") && !/O=Microsoft Corporation \*\(\?:,\|\$\)/.test(text),
        )
        .map(at),
  },
  "errors of programs are text": {
    why: "Windows PowerShell takes a redirected line on stderr for an error, which Stop ends the script at.",
    broken: (kit) =>
      where(
        kit.calls.filter((call) => {
          const around = kit.around(call.node) ?? kit.trees.get(call.script)!;
          return isNative(call) && !/\$ErrorActionPreference = 'Continue'/.test(around.text);
        }),
      ),
  },
};
