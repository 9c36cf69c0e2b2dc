import { RefusedError } from "../../../constructs/core";
import { type Configuration, readConfiguration } from "../../../infra/pulumi/configuration";
import { eks, minikube, VERSIONS } from "../../../stacks";

const read = (config: Readonly<Record<string, string>>, stack = "test"): Configuration => readConfiguration(config, stack);
const refusal = (config: Readonly<Record<string, string>>, stack?: string): readonly string[] => {
  try {
    read(config, stack);
  } catch (error) {
    if (error instanceof RefusedError) return error.problems.map(({ message }) => message).toSorted();
    throw error;
  }
  throw new Error("it was not refused");
};
const MINIKUBE = { "tagenal:environment": "minikube" };

describe("the configuration of a stack", () => {
  test("is short where everything is as usual", () => {
    expect(read(MINIKUBE)).toEqual({
      system: "lecture",
      environment: minikube,
      hasKubeconfig: false,
      protect: true,
      wait: true,
      awaitLoadBalancers: false,
      definitions: [],
      generation: {},
      credentials: [],
    });
  });

  test("takes the environment from the stack's name where that is one", () => {
    expect(read({}, "minikube").environment).toBe(minikube);
    expect(refusal({}, "mine")).toEqual([
      "tagenal:environment is missing; set it: pulumi config set tagenal:environment minikube (or eks, lab)",
    ]);
  });

  test("lets several stacks share one environment", () => {
    const overrides = JSON.stringify({
      namespacePrefix: "blue-",
      capacity: { nodes: 3, cpu: "1500m", memory: "8Gi" },
      versions: { lectureWeb: "registry.example/lecture-web:2.0.0" },
      network: { kubernetesApi: { cidrs: ["10.9.0.1/32"], ports: [6443] } },
    });
    const { environment, ...rest } = read({
      ...MINIKUBE,
      "tagenal:overrides": overrides,
      "tagenal:system": "greeter",
      "tagenal:protect": "false",
    });
    expect(rest).toMatchObject({ system: "greeter", protect: false });
    expect(environment).toMatchObject({
      name: "minikube",
      namespacePrefix: "blue-",
      domain: minikube.domain,
      capacity: { nodes: 3, pods: minikube.capacity.pods },
      network: { cluster: minikube.network.cluster, kubernetesApi: { cidrs: ["10.9.0.1/32"], ports: [6443] } },
      versions: { ...minikube.versions, lectureWeb: "registry.example/lecture-web:2.0.0" },
    });
    expect(environment.capacity.cpu.amount).toBe("1500m");
    expect(environment.capacity.memory.toGibibytes()).toBe(8);
  });

  test("says where secrets are, and holds none", () => {
    const config = { "tagenal:environment": "eks", "tagenal:kubeconfig": "s3cret", "credentials:shop/mysql/password": "s3cret too" };
    const found = read(config);
    expect(found).toMatchObject({ hasKubeconfig: true, credentials: ["shop/mysql/password"], awaitLoadBalancers: true });
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  test("of other programs and providers is theirs", () => {
    expect(read({ ...MINIKUBE, "aws:region": "eu-central-1", "pulumi:tags": "{}" }).environment).toBe(minikube);
  });
});

describe("refused with a line each, all together:", () => {
  test("what is missing, mistyped, contradictory and unknown", () => {
    const config = {
      "tagenal:environment": "eks",
      "tagenal:sytem": "lecture",
      "tagenal:system": "lectur",
      "tagenal:protect": "yes",
      "tagenal:clusterStack": "tagenal-eks",
      "tagenal:context": "prod",
      "tagenal:kubeconfig": "apiVersion: v1",
      "tagenal:secretStore": '{"kind":"Vault"}',
      "tagenal:definitions": '[{"name":"vitess"}]',
      "tagenal:definitionsFolder": "mirror",
      "kubernetes:context": "prod",
    };
    expect(refusal(config)).toEqual(
      [
        "tagenal:sytem is not known, did you mean system?; there are environment, system, overrides, context, kubeconfig, clusterIdentifier, clusterStack, protect, wait, awaitLoadBalancers, secretStore, definitions, definitionsFolder, generation",
        'tagenal:system must be one of lecture, lecture-usual-day, lecture-stress, greeter, cache, got "lectur", did you mean lecture?',
        'tagenal:protect must be true or false, got "yes"',
        'tagenal:clusterStack must be "<organization>/<project>/<stack>", got "tagenal-eks"; without Pulumi Cloud the organization is "organization"',
        "tagenal:clusterStack and tagenal:context exclude each other: the stack of the cluster says which context it is",
        "tagenal:clusterStack and tagenal:kubeconfig exclude each other: the stack of the cluster has its kubeconfig",
        "tagenal:secretStore.name is missing",
        "tagenal:definitions[0].version is missing",
        "tagenal:definitions[0].url is missing",
        "tagenal:definitions[0].sha256 is missing",
        'tagenal:definitionsFolder must be an absolute path, got "mirror"; Pulumi runs programs in their own folder',
        'tagenal:secretStore.kind must be one of ClusterSecretStore, SecretStore, got "Vault"',
        "kubernetes:context has no effect: the provider is made for the environment's cluster; set tagenal:context or tagenal:kubeconfig",
      ].toSorted(),
    );
  });

  test("overrides that are not known, of another type, or make no environment", () => {
    const overrides = {
      domian: "x",
      sampling: "much",
      capacity: { cpu: "lots", nodes: 3 },
      modes: { vitess: "manual" },
      registry: { pullSecrets: "mirror" },
      versions: { lectureweb: "x" },
    };
    const known =
      "namespacePrefix, domain, sampling, storageClasses, modes, capacity, stressScale, registry, loadBalancers, network, versions";
    expect(refusal({ ...MINIKUBE, "tagenal:overrides": JSON.stringify(overrides) })).toEqual(
      [
        `tagenal:overrides.domian is not known, did you mean domain?; there are ${known}`,
        'tagenal:overrides.sampling must be a number, got "much"',
        'tagenal:overrides.capacity.cpu must be an amount like "1500m", got "lots"',
        'tagenal:overrides.modes.vitess must be one of operator, standalone, got "manual"',
        'tagenal:overrides.registry.pullSecrets must be a list, got "mirror"',
        `tagenal:overrides.versions.lectureweb is not known, did you mean lectureWeb?; there are ${Object.keys(VERSIONS).join(", ")}`,
      ].toSorted(),
    );
    expect(refusal({ ...MINIKUBE, "tagenal:overrides": '{"sampling":2,"versions":{"lectureWeb":"nginx"}}' })).toEqual([
      `tagenal:overrides: 'sampling' must be from 0 to 1, got 2`,
      `tagenal:overrides: 'versions.lectureWeb' must be an image with a tag other than 'latest' or a digest, got "nginx"`,
    ]);
    expect(refusal({ ...MINIKUBE, "tagenal:overrides": "[]" })).toEqual(["tagenal:overrides must be a map, got []"]);
  });

  test("an EKS cluster that nothing leads to, and an empty kubeconfig without showing it", () => {
    expect(refusal({ "tagenal:environment": "eks", "tagenal:kubeconfig": "" })).toEqual([
      `environment eks is the EKS cluster ${eks.cluster.kind === "eks" ? eks.cluster.name : ""}: say how it is reached, by tagenal:clusterStack (the stack that made it), tagenal:kubeconfig (a secret) or tagenal:context`,
      "tagenal:kubeconfig must be a text that is not empty",
    ]);
  });

  test("credentials beside a store that has all of them", () => {
    const config = { ...MINIKUBE, "tagenal:secretStore": '{"name":"vault"}', "credentials:mail": "x" };
    expect(refusal(config)).toEqual([
      "credentials:mail is given, but all values come from the store tagenal:secretStore names; leave one of the two out",
    ]);
  });
});
