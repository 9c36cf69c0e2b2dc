import { Output, output, runtime } from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { type ClusterOutputs, makeCluster } from "../eks-cluster";
import { aws, type Calls } from "./aws";

/** A resource as it was registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  /** The names of what it belongs to and waits for, with their types. */
  readonly parent: string;
  readonly dependencies: readonly string[];
  readonly inputs: Inputs;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly provider: string;
}

/** What a resource was given, as deep as one likes. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it at will
export type Inputs = any;

/** What a program made. */
export interface Made {
  readonly resources: readonly Registered[];
  readonly calls: Calls;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Which outputs are secret. */
  readonly secrets: readonly string[];
  /** The only resource of a type (its last word), or that of a name. */
  one(type: string, name?: string): Registered;
  all(type: string): readonly Registered[];
}

/** "eks/cluster:Cluster tagenal" of a URN. */
function short(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)?.split(":").at(-1)} ${name}`;
}

// oxlint-disable-next-line typescript/unbound-method -- it is called with the monitor that calls ours
const { registerResource } = MockMonitor.prototype;

/** Runs the program with this configuration, in a cloud that says yes to everything. */
export async function made(values: Readonly<Record<string, unknown>>): Promise<Made> {
  const resources: Registered[] = [];
  const calls: Calls = [];
  const cloud = aws(calls);
  // Mocks are not told of parents, order and protection; the monitor is.
  MockMonitor.prototype.registerResource = async function (request, callback) {
    await registerResource.call(this, request, (error, response) => {
      resources.push({
        type: request.getType(),
        name: request.getName(),
        urn: response?.getUrn(),
        custom: request.getCustom(),
        parent: short(request.getParent()),
        dependencies: request.getDependenciesList().map(short).toSorted(),
        inputs: request.getObject().toJavaScript(),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        provider: short(request.getProvider()),
      });
      callback(error, response);
    });
  };
  try {
    await runtime.setMocks(
      { newResource: ({ type, name, inputs }) => cloud.make(type, name, inputs), call: ({ token, inputs }) => cloud.answer(token, inputs) },
      "tagenal-eks-cluster",
      "eks",
    );
    const outputs = await makeCluster(values, "stack eks", "../../apps");
    const found = await settled(outputs);
    await runtime.disconnect();
    const all = (type: string): Registered[] => resources.filter((resource) => resource.custom && resource.type.split(":").at(-1) === type);
    const one = (type: string, name?: string): Registered => {
      const [first, ...others] = all(type).filter((resource) => name === undefined || resource.name === name);
      if (!first || others.length > 0) throw new Error(`${type} ${name ?? ""}: there is not one but ${others.length + (first ? 1 : 0)}`);
      return first;
    };
    return { resources, calls, ...found, one, all };
  } finally {
    MockMonitor.prototype.registerResource = registerResource;
  }
}

async function settled(outputs: ClusterOutputs): Promise<Pick<Made, "outputs" | "secrets">> {
  const values = await new Promise<Record<string, unknown>>((done) => output({ ...outputs }).apply(done));
  const secrets: string[] = [];
  for (const [key, value] of Object.entries(outputs))
    if (Output.isInstance(value) && (await (value as unknown as { isSecret: Promise<boolean> }).isSecret)) secrets.push(key);
  return { outputs: values, secrets };
}
