import { isScalar, type Kind, type ScalarKind } from '../decode/kind.ts';

export type Alignment = 'left' | 'right';

/** Where a value that is too long gets its `…`; `none` cuts it silently. */
export type Ellipsis = 'none' | 'start' | 'middle' | 'end';

/** How a field looks as a column. Widths are terminal cells; 0 as a limit means none. */
export interface ColumnStyle {
  readonly width: number;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly alignment: Alignment;
  readonly ellipsis: Ellipsis;
  /** Never scaled. */
  readonly fixed: boolean;
  /** Short heading in place of the full name. */
  readonly alias?: string;
  /** Integers as `0x1F`. */
  readonly hex?: boolean;
  /** Decimals of floating point numbers; {@link DEFAULT_PRECISION} where it is not said. */
  readonly precision?: number;
}

/** pkg/columns/columns.go */
export const DEFAULT_PRECISION = 2;

/** A struct member's style, and that of fields which are added without one of their own. */
export const DEFAULT_STYLE: ColumnStyle = {
  width: 16,
  minWidth: 0,
  maxWidth: 0,
  alignment: 'left',
  ellipsis: 'end',
  fixed: false,
};

/** Fields that an operator adds with a style of its own start from this: upstream, they lose the default ellipsis. */
export const BARE_STYLE: ColumnStyle = { ...DEFAULT_STYLE, ellipsis: 'none' };

/** The most characters that a number of this kind takes. */
const TYPE_WIDTHS: Partial<Record<ScalarKind, number>> = {
  bool: 5,
  uint8: 3,
  int8: 4,
  uint16: 5,
  int16: 6,
  uint32: 10,
  int32: 11,
  uint64: 20,
  int64: 20,
};

/** The width that a column may grow to: its own limit, else what a number of its kind can fill; 0 for none. */
export function widthLimit(style: ColumnStyle, kind: Kind): number {
  return style.maxWidth > 0 ? style.maxWidth : (typeWidth(kind) ?? 0);
}

/** The most characters that a value of this kind takes; undefined for what is neither an integer nor a truth value. */
export function typeWidth(kind: Kind): number | undefined {
  return isScalar(kind) ? TYPE_WIDTHS[kind] : undefined;
}
