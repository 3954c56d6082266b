import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gatewayUnits } from "../../lib/gateway/gateway-units";
import { filesOfGateway } from "../support/gateway";
import { stackUnderTest } from "../support/stack";

const files = filesOfGateway(stackUnderTest());

/** As needrestart 3.6 reads its settings and decides, in `needrestart.conf` and `needrestart`. */
const NEEDRESTART = `
use strict; use warnings;
our %nrconf = (override_rc => { qr(^dbus) => 0, qr(^systemd-logind) => 0 });
eval do { local $/; <STDIN> };
die "Error parsing: $@" if ($@);
foreach my $rc (@ARGV) {
  my $restart = 1;
  foreach my $re (keys %{$nrconf{override_rc}}) {
    next unless ($rc =~ /$re/);
    $restart = $nrconf{override_rc}->{$re};
    last;
  }
  print "$rc\\n" if ($restart);
}`;

test("needrestart restarts others, and nothing of the gateway's", () => {
  const services = Object.keys(gatewayUnits()).filter((unit) => unit.endsWith(".service"));
  expect(services).toContain("gateway-front.service");
  const settings = files["/etc/needrestart/conf.d/gateway.conf"];
  const asked = ["-e", NEEDRESTART, ...services, "ssh.service", "my-gateway-front.service"];
  const restarted = execFileSync("perl", asked, { input: settings, encoding: "utf8" });
  expect(restarted).toBe("ssh.service\nmy-gateway-front.service\n");
});

test("unattended upgrades boot no machine again, whatever was said earlier", () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "apt-"));
  const write = (name: string, text: string) => fs.writeFileSync(path.join(directory, name), text);
  write("50unattended-upgrades", 'Unattended-Upgrade::Automatic-Reboot "true";\n');
  write("52gateway", files["/etc/apt/apt.conf.d/52gateway"]);
  write("apt.conf", `Dir::Etc::parts "${directory}";\n`);
  const env = { ...process.env, APT_CONFIG: path.join(directory, "apt.conf") };
  const said = execFileSync("apt-config", ["dump", "Unattended-Upgrade::Automatic-Reboot"], { encoding: "utf8", env });
  expect(said).toBe('Unattended-Upgrade::Automatic-Reboot "false";\n');
  fs.rmSync(directory, { recursive: true });
});
