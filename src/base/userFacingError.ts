/**
 * The only error whose text may reach a notification. `message` is one sentence that says what happened and where;
 * `action` names what to press, as a command id with its button title.
 */
export class UserFacingError extends Error {
  readonly action: UserAction | undefined;

  constructor(message: string, options: { readonly action?: UserAction; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserFacingError';
    this.action = options.action;
  }

  static is(error: unknown): error is UserFacingError {
    return error instanceof UserFacingError;
  }
}

/** A button under a message: its title and the VS Code command it runs. */
export interface UserAction {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}
