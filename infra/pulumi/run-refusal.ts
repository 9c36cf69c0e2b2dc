import { RunError } from "@pulumi/pulumi";

/**
 * An error that Pulumi shows as what it says, without a stack. It has none at all: Pulumi inspects every error in colour, and Node 20.20
 * spends ten seconds on the frames of Pulumi's own stack.
 */
export function runRefusal(message: string): RunError {
  const error = new RunError(message);
  error.stack = message;
  return error;
}
