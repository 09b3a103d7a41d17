/** One definition a command: the manifest, the registration, the autocomplete and /help are derived from it. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
  readonly subcommands?: readonly SubcommandShape[];
  /** Only admins may use it (checked by the core at every use). */
  readonly admin?: true;
}

export interface SubcommandShape {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
}

export interface CommandOption {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** The option takes one of these words. */
  readonly choices?: readonly string[];
  /** Where a command is typed as text, this option is given only as `name:value`, never by its place. */
  readonly byName?: true;
  /** The option takes all the words that are left. */
  readonly rest?: true;
  /** The core answers SuggestEvents for it. */
  readonly suggests?: true;
  /** The option names a person or a role; platforms with a picker for them use it, and send the mention. */
  readonly mentions?: true;
}
