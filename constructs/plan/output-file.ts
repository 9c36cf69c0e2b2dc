/** A file of an output, relative to the directory that the user names. */
export interface OutputFile {
  /** With "/" between its parts on every system. */
  readonly path: string;
  readonly content: string;
}
