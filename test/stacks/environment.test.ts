import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { REDIS_IMAGES } from "../../constructs/redis";
import { defineEnvironment, minikube, VERSIONS } from "../../stacks";

test("families take by themselves the images that systems are given", () => {
  expect(VERSIONS).toMatchObject(REDIS_IMAGES);
});

test("an environment is refused with everything that is wrong", () => {
  const broken = () =>
    defineEnvironment({
      ...minikube,
      name: "Staging",
      namespacePrefix: "staging",
      sampling: 2,
      capacity: { nodes: 0, cpu: Cpu.units(1), memory: Size.gibibytes(1), pods: 10 },
      network: { cluster: ["10.0.0.0"] },
      versions: { ...minikube.versions, valkey: "valkey/valkey" },
    });
  expect(broken).toThrow(
    [
      "6 problems:",
      "  environment Staging: 'capacity.nodes' must be an integer from 1 to 5000, got 0",
      `  environment Staging: 'name' must be at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit, got "Staging"`,
      `  environment Staging: 'namespacePrefix' must be a name that ends with '-', got "staging"`,
      `  environment Staging: 'network.cluster' must be address ranges like "10.0.0.0/16", got "10.0.0.0"`,
      "  environment Staging: 'sampling' must be from 0 to 1, got 2",
      `  environment Staging: 'versions.valkey' must be an image with a tag other than 'latest' or a digest, got "valkey/valkey"`,
    ].join("\n"),
  );
});
