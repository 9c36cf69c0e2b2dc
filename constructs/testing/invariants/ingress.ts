import { type ObjectId, objectId } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";
import type { ServiceSpec } from "./service-ports";

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
}

interface IngressSpec {
  readonly defaultBackend?: Backend;
  readonly rules?: readonly { readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend?: Backend }[] } }[];
}

/** The Services behind an Ingress are there, with the ports it wants. */
export function ingressBackendExists(subject: Subject): Finding[] {
  return ofKind(subject, "Ingress.networking.k8s.io").flatMap((ingress) => {
    const { defaultBackend, rules = [] } = specOf<IngressSpec>(ingress);
    const { namespace } = ingress.manifest.metadata;
    const backends = [
      ...(defaultBackend ? [{ backend: defaultBackend, path: "spec.defaultBackend" }] : []),
      ...rules.flatMap(({ http }, rule) =>
        (http?.paths ?? []).map(({ backend = {} }, index) => ({ backend, path: `spec.rules[${rule}].http.paths[${index}].backend` })),
      ),
    ];
    return backends.flatMap(({ backend: { service }, path }) => {
      if (!service) return [];
      const message = problem(subject, objectId("Service", namespace, service.name), service.port ?? {});
      return message === undefined ? [] : { rule: "ingress-backend-exists", object: ingress.id, message: `${path} ${message}` };
    });
  });
}

function problem(
  { byId }: Subject,
  id: ObjectId,
  { name, number }: { readonly name?: string; readonly number?: number },
): string | undefined {
  const service = byId.get(id);
  if (!service) return `is ${id}, which is not in the Plan; name a Service of the same namespace`;
  const { ports = [] } = specOf<ServiceSpec>(service);
  if (ports.some((port) => (name === undefined ? port.port === number : port.name === name))) return undefined;
  const all = ports.map((port) => (port.name === undefined ? port.port : `${port.port} '${port.name}'`)).join(", ");
  return `wants port ${name === undefined ? number : `'${name}'`} of ${id}, which has only ${all || "none"}`;
}
