import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup";
import { Eip } from "@pulumi/aws/ec2/eip";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { PRIVATE_CIDRS, PUBLIC_CIDRS, VPC_CIDR } from "./addresses";

/** The props of the network. */
export interface NetworkProps {
  readonly region: string;
  /** Three. */
  readonly zones: readonly string[];
  readonly natGateways: "one" | "zonal";
}

const EVERYWHERE = "0.0.0.0/0";

/** A VPC over three zones: nodes in private subnets, load balancers in public ones, and a way out. */
export class Network extends ComponentResource {
  readonly vpcId: Output<string>;
  /** One for each zone. */
  readonly privateSubnetIds: readonly Output<string>[];
  readonly #name: string;
  readonly #zones: readonly string[];

  constructor(name: string, { region, zones, natGateways }: NetworkProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Network", name, {}, options);
    this.#name = name;
    this.#zones = zones;
    const vpc = new Vpc(
      name,
      { cidrBlock: VPC_CIDR, enableDnsHostnames: true, enableDnsSupport: true, tags: { Name: name } },
      { parent: this },
    );
    this.vpcId = vpc.id;
    // Whoever forgets to name a security group gets this one: it lets nothing through.
    new DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${name}-default` } }, { parent: this });

    const publicSubnets = this.#subnets("public", PUBLIC_CIDRS, "kubernetes.io/role/elb");
    const privateSubnets = this.#subnets("private", PRIVATE_CIDRS, "kubernetes.io/role/internal-elb");
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);

    const internet = new InternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, { parent: this });
    const publicTable = this.#routeTable("public", publicSubnets);
    const out = new Route(
      `${name}-public`,
      { routeTableId: publicTable.id, destinationCidrBlock: EVERYWHERE, gatewayId: internet.id },
      { parent: this },
    );

    const gateways = publicSubnets.slice(0, natGateways === "one" ? 1 : undefined).map((subnet, index) => {
      const tags = { Name: `${name}-nat-${index + 1}` };
      const address = new Eip(`${name}-nat-${index + 1}`, { domain: "vpc", tags }, { parent: this });
      // It is of no use before its subnet has a way out.
      return new NatGateway(
        `${name}-${index + 1}`,
        { subnetId: subnet.id, allocationId: address.id, tags },
        { parent: this, dependsOn: out },
      );
    });
    const privateTables = privateSubnets.map((subnet, index) => {
      const table = this.#routeTable(`private-${index + 1}`, [subnet]);
      const gateway = gateways[index] ?? gateways[0];
      const route = { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId: gateway?.id };
      new Route(`${name}-private-${index + 1}`, route, { parent: this });
      return table;
    });
    // What goes to these two costs nothing on its way, and passes no NAT gateway.
    for (const service of ["s3", "dynamodb"]) {
      const routeTableIds = privateTables.map(({ id }) => id);
      const tags = { Name: `${name}-${service}` };
      const endpoint = {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds,
        tags,
      };
      new VpcEndpoint(`${name}-${service}`, endpoint, { parent: this });
    }
    this.registerOutputs();
  }

  /** One for each zone. The load balancers of EKS find them by the tag. */
  #subnets(kind: string, cidrs: readonly string[], role: string): Subnet[] {
    return cidrs.map((cidrBlock, index) => {
      const name = `${this.#name}-${kind}-${index + 1}`;
      const tags = { Name: name, [role]: "1" };
      return new Subnet(name, { vpcId: this.vpcId, cidrBlock, availabilityZone: this.#zones[index], tags }, { parent: this });
    });
  }

  #routeTable(kind: string, subnets: readonly Subnet[]): RouteTable {
    const name = `${this.#name}-${kind}`;
    const table = new RouteTable(name, { vpcId: this.vpcId, tags: { Name: name } }, { parent: this });
    for (const [index, subnet] of subnets.entries())
      new RouteTableAssociation(
        `${name}${subnets.length > 1 ? `-${index + 1}` : ""}`,
        { routeTableId: table.id, subnetId: subnet.id },
        { parent: this },
      );
    return table;
  }
}
