/** Whatever is sent to and fro. */
export type Values = Readonly<Record<string, unknown>>;

/** What AWS was asked, in order. */
export type Calls = { readonly token: string; readonly inputs: Values }[];

const ACCOUNT = "123456789012";

/** What AWS would answer, as far as the program asks: the account is 123456789012, whoever works there has the role "deployer". */
export function aws(calls: Calls): {
  readonly answer: (token: string, inputs: Values) => Record<string, unknown>;
  readonly make: (type: string, name: string, inputs: Values) => { readonly id: string; readonly state: Record<string, unknown> };
} {
  return {
    answer: (token, inputs) => {
      calls.push({ token, inputs });
      return ANSWERS[token]?.(inputs) ?? fail(`nobody answers ${token}`);
    },
    make: (type, name, inputs) => {
      const kind = type.split(":").at(-1) ?? type;
      const arn = ARNS[kind]?.(name) ?? `arn:aws:${kind.toLowerCase()}:eu-central-1:${ACCOUNT}:${name}`;
      return { id: `${kind}-${name}`, state: { ...inputs, name: inputs["name"] ?? name, ...STATES[kind]?.(name), arn } };
    },
  };
}

const ANSWERS: Readonly<Record<string, (inputs: Values) => Record<string, unknown>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/somebody`,
  }),
  "aws:iam/getSessionContext:getSessionContext": () => ({ issuerArn: `arn:aws:iam::${ACCOUNT}:role/deployer` }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: ["d", "b", "a", "c"].map((zone) => `eu-central-1${zone}`) }),
  "aws:eks/getAddonVersion:getAddonVersion": ({ addonName, kubernetesVersion }) => ({
    version: [addonName, "for", kubernetesVersion].join("-"),
  }),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({ userName: "AWS", password: "the password of the registry" }),
};

const ARNS: Readonly<Record<string, (name: string) => string>> = {
  Cluster: (name) => `arn:aws:eks:eu-central-1:${ACCOUNT}:cluster/${name}`,
  Bucket: (name) => `arn:aws:s3:::${name}-1234567`,
  Role: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
};

const STATES: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  Cluster: (name) => ({
    endpoint: `https://${name}.gr7.eu-central-1.eks.amazonaws.com`,
    certificateAuthority: { data: "Q0E=" },
    vpcConfig: { clusterSecurityGroupId: "sg-cluster" },
  }),
  Bucket: (name) => ({ bucket: `${name}-1234567` }),
  Repository: (name) => ({ repositoryUrl: `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/tagenal/${name}`, registryId: ACCOUNT }),
  LaunchTemplate: () => ({ latestVersion: 1 }),
  Image: () => ({ digest: `sha256:${"0".repeat(64)}` }),
};

function fail(message: string): never {
  throw new Error(message);
}
