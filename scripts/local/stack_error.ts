/**
 * The error for what the person who starts the stack can put right: the message is all they need.
 *
 * `start.ts` prints it without a stack and exits with 1; anything else is a fault of the stack.
 *
 * @example
 * ```ts
 * throw new StackError(`Port ${port} is taken by another program. Pass --port with a free one.`);
 * ```
 */
export class StackError extends Error {
  override readonly name = "StackError";
}
