import { Construct } from "constructs";
import { Checks } from "./checks";
import { record } from "./facts";
import { nameOf } from "./names";
import { slotToken } from "./slot-token";

/** The types of values that a slot can take. */
export interface SlotTypes {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
}

/** What the Plan knows of a slot. */
export interface SlotDeclaration {
  readonly name: string;
  readonly type: keyof SlotTypes;
  readonly description: string;
}

/** The props of a slot. */
export interface SlotProps<T extends keyof SlotTypes> {
  readonly type: T;
  /** What the value is, for the one who has to give it. */
  readonly description: string;
  /** @default - the id in kebab-case */
  readonly name?: string;
}

/**
 * A value that is known only when the Plan is deployed: the address of a database made in the same
 * `pulumi up`, say. Its `value` stands for it anywhere in a manifest, also within a longer text. Not for
 * secrets: those are credentials and never enter a manifest.
 */
export class Slot<T extends keyof SlotTypes = "string"> extends Construct {
  readonly name: string;
  /** Stands for the value; of the slot's type for the compiler, a placeholder until it is filled. */
  readonly value: SlotTypes[T];

  constructor(scope: Construct, id: string, { type, description, name }: SlotProps<T>) {
    super(scope, id);
    this.name = nameOf(this, name);
    this.value = slotToken(this.name) as unknown as SlotTypes[T];
    const check = new Checks(this);
    check.name("name", this.name);
    check.text("description", description);
    record(this, "slot", { name: this.name, type, description });
  }
}
