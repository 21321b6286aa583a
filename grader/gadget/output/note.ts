/** One sentence for the user, and what it is about. `cut` comes once per stream. */
export interface Note {
  readonly kind: 'cut' | 'unknownField' | 'unknownMode' | 'leftOut' | 'metadata';
  readonly message: string;
}
