import type { Finding } from "../finding";
import type { Subject } from "../subject";
import { retiredApi } from "./api-versions";

/** Objects are written in versions of the API that Kubernetes 1.34 to 1.36 serves and keeps. */
export function apiVersionIsCurrent({ plan }: Subject): Finding[] {
  return plan.objects.flatMap(({ id, manifest: { apiVersion, kind } }) => {
    const retired = retiredApi(apiVersion, kind);
    return retired
      ? { rule: "api-version-is-current", object: id, message: `${apiVersion} ${kind} ${retired.state}; use ${retired.use}` }
      : [];
  });
}
