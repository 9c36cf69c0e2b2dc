import { runtime } from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { type Registered, registeredFrom } from "../../engine/registered";

type Register = (request: RegisterResourceRequest, answer: (error: unknown, response?: RegisterResourceResponse) => void) => void;

/** What a piece of a program registers, in this process: quick, where no engine is needed. */
export async function registrations(work: () => unknown, { preview = false }: { readonly preview?: boolean } = {}): Promise<Registered[]> {
  await runtime.setMocks(
    {
      newResource: ({ name, inputs, type }) => ({ id: name, state: { ...inputs, ...(preview ? {} : outputsOf(type, name)) } }),
      call: () => ({}),
    },
    "project",
    "stack",
    preview,
  );
  const found: Registered[] = [];
  const prototype = MockMonitor.prototype as unknown as { registerResource: Register };
  const real = prototype.registerResource;
  prototype.registerResource = function record(this: unknown, request, answer) {
    real.call(this, request, (error, response) => {
      if (response) found.push(registeredFrom(request, response.getUrn()));
      answer(error, response);
    });
  };
  try {
    await work();
    await runtime.disconnect();
  } finally {
    prototype.registerResource = real;
  }
  return found;
}

/** Those of Kubernetes, by type and name: "apps/v1:Deployment shop/web". */
export async function objectsOf(work: () => unknown, options?: { readonly preview?: boolean }): Promise<ReadonlyMap<string, Registered>> {
  const all = await registrations(work, options);
  return new Map(all.filter(({ type }) => type.startsWith("kubernetes:")).map((one) => [`${one.type.slice(11)} ${one.name}`, one]));
}

function outputsOf(type: string, name: string): Readonly<Record<string, unknown>> {
  return type === "random:index/randomPassword:RandomPassword" ? { result: `made for ${name}` } : { status: {} };
}
