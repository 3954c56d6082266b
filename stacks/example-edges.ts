import { Azbridge } from "../lib";
import { EdgeSettings } from "./edge-stack";

/** The sites of the example holding that listen on an Azure Stack Hub of their own, by name of their stack. */
export const exampleEdges: Readonly<Record<string, EdgeSettings>> = {
  "edge-retail-munich": {
    metadataHost: "management.munich.azurestack.contoso.example",
    subscriptionId: "1a2b3c4d-0000-4000-8000-000000000009",
    tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
    location: "munich",
    addressSpace: "10.60.0.0/28",
    operatorAddresses: ["10.61.0.0/24"],
    // its private half was thrown away
    operatorSshKey:
      "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDRNKBAlqEtvIvs8BroWiLZGPBVbNLj2sk7bh3V+pjuV+hCbRkvjJv6jU7QKCFhxbDCc1Qix1nysM+80L5q7cFfMK+V3WAqoTQfelGZPx8JkpdfeHzdBaI5CVh8gblscH9p4YdUV8jE5+mOHHlRV/wHMqLzY5j4+EOaLTuCqP2q+O2SIOXGWrlqbsT7Mv7latop8HgcphObk+xcmO5/an5ZYUaVQKjd210ZCIWXcLOXRXlCS6nExnZlBBOEHom3kz7nDXbp37K4FkOKRQS3SBHV/5yem6PnaiucclvwnYWqIIxRpWP4eRZVjL0/lQ2IbqfSvVgk4NtghqSwpR0DNRtP nobody@contoso.example",
    azbridgePackage: {
      location: `https://packages.contoso.example/azbridge.${Azbridge.VERSION}-rtm.x64.deb`,
      sha256: "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    },
    machineSize: "Standard_DS1_v2",
  },
};
