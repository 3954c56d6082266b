/** `tsx test/support/run/in-namespaces.ts <command…>`: where another suite has the same addresses at the same time. */
import { runInNamespaces } from "../aci/namespaces";

void runInNamespaces(process.argv.slice(1 + 1), {}).then((code) => process.exit(code));
