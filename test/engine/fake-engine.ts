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
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Read, type Registered, readable, registeredFrom, secretOnTheWire, UNKNOWN_ON_THE_WIRE } from "./registered";

/** How the engine behaves. */
export interface FakeEngineOptions {
  readonly preview: boolean;
  readonly project: string;
  readonly stack: string;
  /**
   * What resources that are read hold, by "<type> <id>": others are not found.
   * @default - nothing is found
   */
  readonly existing?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * The status that a made object gets, by its name.
   * @default - none
   */
  readonly statusOf?: (name: string, type: string) => unknown;
}

const FEATURES = new Set(["secrets", "resourceReferences", "outputValues", "deletedWith", "aliasSpecs"]);

type Handler<Request, Response> = (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>) => void;

/**
 * Pulumi's engine as far as a program sees it: it takes registrations over gRPC, notes them, and answers what a provider would. Nothing
 * is deployed.
 */
export class FakeEngine {
  readonly registered: Registered[] = [];
  readonly read: Read[] = [];
  readonly logged: { readonly severity: string; readonly text: string }[] = [];
  /** What the stack answers in the end. */
  outputs: Readonly<Record<string, unknown>> = {};
  readonly #options: FakeEngineOptions;
  readonly #server: Server;
  #root = "";

  private constructor(options: FakeEngineOptions) {
    this.#options = options;
    this.#server = new Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  }

  /** Starts it on the loopback interface. */
  static async start(options: FakeEngineOptions): Promise<{ readonly engine: FakeEngine; readonly address: string }> {
    const engine = new FakeEngine(options);
    engine.#serve(EngineService, engine.#engineCalls());
    engine.#serve(ResourceMonitorService, engine.#monitorCalls());
    const port = await new Promise<number>((done, fail) => {
      engine.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error ? fail(error) : done(bound)));
    });
    return { engine, address: `127.0.0.1:${port}` };
  }

  /** Ends it. */
  stop(): void {
    this.#server.forceShutdown();
  }

  #serve(service: ServiceDefinition, calls: Readonly<Record<string, Handler<never, never>>>): void {
    const missing: Handler<never, never> = (_call, answer) => answer({ code: status.UNIMPLEMENTED });
    const all = Object.fromEntries(Object.keys(service).map((name) => [name, calls[name] ?? missing]));
    this.#server.addService(service, all as UntypedServiceImplementation);
  }

  #engineCalls(): Readonly<Record<string, Handler<never, never>>> {
    const log: Handler<LogRequest, Empty> = ({ request }, answer) => {
      const severity = { [LogSeverity.ERROR]: "error", [LogSeverity.WARNING]: "warning", [LogSeverity.INFO]: "info" }[
        request.getSeverity() as number
      ];
      if (severity !== undefined) this.logged.push({ severity, text: request.getMessage() });
      answer(null, new Empty());
    };
    const getRootResource: Handler<never, GetRootResourceResponse> = (_call, answer) =>
      answer(null, new GetRootResourceResponse().setUrn(this.#root));
    const setRootResource: Handler<{ getUrn: () => string }, SetRootResourceResponse> = ({ request }, answer) => {
      this.#root = request.getUrn();
      answer(null, new SetRootResourceResponse());
    };
    return { log, getRootResource, setRootResource } as unknown as Readonly<Record<string, Handler<never, never>>>;
  }

  #monitorCalls(): Readonly<Record<string, Handler<never, never>>> {
    const supportsFeature: Handler<SupportsFeatureRequest, SupportsFeatureResponse> = ({ request }, answer) =>
      answer(null, new SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())));
    const registerResource: Handler<RegisterResourceRequest, RegisterResourceResponse> = ({ request }, answer) =>
      answer(null, this.#register(request));
    const readResource: Handler<ReadResourceRequest, ReadResourceResponse> = ({ request }, answer) => {
      const urn = this.#urn(request.getParent(), request.getType(), request.getName());
      this.read.push({ urn, type: request.getType(), name: request.getName(), id: request.getId() });
      const found = this.#options.existing?.[`${request.getType()} ${request.getId()}`];
      if (!found) return answer({ code: status.UNKNOWN, details: `resource '${request.getId()}' does not exist` });
      return answer(null, new ReadResourceResponse().setUrn(urn).setProperties(Struct.fromJavaScript(found as never)));
    };
    const registerResourceOutputs: Handler<RegisterResourceOutputsRequest, Empty> = ({ request }, answer) => {
      if (request.getUrn().endsWith(`::pulumi:pulumi:Stack::${this.#options.project}-${this.#options.stack}`))
        this.outputs = readable(request.getOutputs()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
      answer(null, new Empty());
    };
    const signalAndWaitForShutdown: Handler<never, Empty> = (_call, answer) => answer(null, new Empty());
    const calls = { supportsFeature, registerResource, readResource, registerResourceOutputs, signalAndWaitForShutdown };
    return calls as unknown as Readonly<Record<string, Handler<never, never>>>;
  }

  #register(request: RegisterResourceRequest): RegisterResourceResponse {
    const [type, name, custom] = [request.getType(), request.getName(), request.getCustom()];
    const urn = this.#urn(request.getParent(), type, name);
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
    this.registered.push(registeredFrom(request, urn));
    const response = new RegisterResourceResponse().setUrn(urn);
    if (!custom) return response;
    const isProvider = type.startsWith("pulumi:providers:");
    response.setId(this.#options.preview && !isProvider ? "" : name);
    return response.setObject(Struct.fromJavaScript({ ...inputs, ...this.#outputsOf(type, name, inputs) } as never));
  }

  /** What a provider would add to the inputs. */
  #outputsOf(type: string, name: string, inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { preview, statusOf } = this.#options;
    if (type === "random:index/randomPassword:RandomPassword") {
      const result = `${name.replaceAll(/[^a-z0-9]/g, "")}${"x".repeat(200)}`.slice(0, inputs["length"] as number);
      return { result: secretOnTheWire(preview ? UNKNOWN_ON_THE_WIRE : result) };
    }
    if (!type.startsWith("kubernetes:")) return {};
    return { status: preview ? UNKNOWN_ON_THE_WIRE : (statusOf?.(name, type) ?? {}) };
  }

  #urn(parent: string, type: string, name: string): string {
    const { stack, project } = this.#options;
    const parentType = parent.split("::")[2];
    const isTop = parentType === undefined || parentType === "pulumi:pulumi:Stack";
    return `urn:pulumi:${stack}::${project}::${isTop ? type : `${parentType}$${type}`}::${name}`;
  }
}
