import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, type LogRequest, LogSeverity, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { type RegisterResourceRequest, RegisterResourceResponse, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { aws, type Values } from "./aws";

/** What the program did, seen by Pulumi's engine. */
export interface ProgramRun {
  readonly code: number | null;
  /** What the user sees as an error. */
  readonly errors: readonly string[];
  readonly registered: readonly string[];
  readonly outputs: Values;
}

const FEATURES = new Set(["secrets", "resourceReferences", "deletedWith", "aliasSpecs"]);

type Request = Pick<RegisterResourceRequest, "getType" | "getName" | "getObject" | "getParent" | "getCustom">;
type Call = (request: never) => unknown;

/** Runs `main` of Pulumi.yaml as Pulumi's language host does, against an engine that deploys nothing. */
export async function runProgram(main: string, configuration: Readonly<Record<string, string>>): Promise<ProgramRun> {
  const [errors, registered]: [string[], string[]] = [[], []];
  const cloud = aws([]);
  let root = "";
  let outputs: Values = {};
  const engine: Record<string, Call> = {
    log: (request: LogRequest) => {
      if (request.getSeverity() === LogSeverity.ERROR) errors.push(request.getMessage());
      return new Empty();
    },
    getRootResource: () => new GetRootResourceResponse().setUrn(root),
    setRootResource: (request: { getUrn: () => string }) => {
      root = request.getUrn();
      return new SetRootResourceResponse();
    },
  };
  const monitor: Record<string, Call> = {
    supportsFeature: (request: { getId: () => string }) => new SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
    invoke: (request: { getTok: () => string; getArgs: () => Struct | undefined }) => {
      const answer = cloud.answer(request.getTok(), request.getArgs()?.toJavaScript() ?? {});
      return new InvokeResponse().setReturn(Struct.fromJavaScript(answer as never));
    },
    registerResource: (request: Request) => {
      const [type, name] = [request.getType(), request.getName()];
      registered.push(`${type} ${name}`);
      const urn = `urn:pulumi:eks::tagenal-eks-cluster::${type}::${name}`;
      const { id, state } = cloud.make(type, name, request.getObject()?.toJavaScript() ?? {});
      const response = new RegisterResourceResponse().setUrn(urn).setObject(Struct.fromJavaScript(state as never));
      return request.getCustom() ? response.setId(id) : response;
    },
    registerResourceOutputs: (request: { getUrn: () => string; getOutputs: () => Struct | undefined }) => {
      if (request.getUrn() === root) outputs = request.getOutputs()?.toJavaScript() ?? {};
      return new Empty();
    },
    signalAndWaitForShutdown: () => new Empty(),
  };
  const server = new Server();
  serve(server, EngineService, engine);
  serve(server, ResourceMonitorService, monitor);
  try {
    const address = await listen(server);
    const code = await runNode(main, address, configuration);
    return { code, errors, registered, outputs };
  } finally {
    server.forceShutdown();
  }
}

function serve(server: Server, service: ServiceDefinition, calls: Readonly<Record<string, Call>>): void {
  const handler = (call: Call | undefined) => (request: ServerUnaryCall<never, unknown>, answer: sendUnaryData<unknown>) =>
    call ? answer(null, call(request.request)) : answer({ code: status.UNIMPLEMENTED });
  server.addService(
    service,
    Object.fromEntries(Object.keys(service).map((name) => [name, handler(calls[name])])) as UntypedServiceImplementation,
  );
}

function listen(server: Server): Promise<string> {
  return new Promise((done, fail) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => (error ? fail(error) : done(`127.0.0.1:${port}`)));
  });
}

function runNode(main: string, address: string, configuration: Readonly<Record<string, string>>): Promise<number | null> {
  const runner = resolve(require.resolve("@pulumi/pulumi/package.json"), "../cmd/run");
  const names = ["--organization", "organization", "--project", "tagenal-eks-cluster", "--stack", "eks"];
  const words = [
    runner,
    "--monitor",
    address,
    "--engine",
    address,
    ...names,
    "--pwd",
    process.cwd(),
    "--parallel",
    "16",
    join(process.cwd(), main),
  ];
  // As the language host writes the keys.
  const keys = Object.entries(configuration).map(([key, value]) => [`tagenal-eks-cluster:config:${key}`, value]);
  const env = { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "false", PULUMI_CONFIG: JSON.stringify(Object.fromEntries(keys)) };
  const child = spawn(process.execPath, words, { env, stdio: "inherit" });
  return new Promise((done, fail) => child.on("error", fail).on("close", done));
}
