/** The addresses of the VPC. The library's environment `eks` counts on these, and on those of Services. */
export const VPC_CIDR = "10.0.0.0/16";

/** The addresses of Services; DNS is the tenth. */
export const SERVICE_CIDR = "172.20.0.0/16";

/** Of nodes and pods, a quarter of the VPC for each zone: every pod has an address of its own. */
export const PRIVATE_CIDRS = ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"] as const;

/** Of load balancers and NAT gateways. */
export const PUBLIC_CIDRS = ["10.0.192.0/24", "10.0.193.0/24", "10.0.194.0/24"] as const;
