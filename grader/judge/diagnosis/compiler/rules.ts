import type { Rule } from '../rule.ts';
import { argumentCount } from './argument-count.ts';
import { arrayAssigned } from './array-assigned.ts';
import { compileError } from './compile-error.ts';
import { compileTimeout } from './compile-timeout.ts';
import { duplicateDefinition } from './duplicate-definition.ts';
import { extraBrace } from './extra-brace.ts';
import { extraSemicolon } from './extra-semicolon.ts';
import { foreignInclude } from './foreign-include.ts';
import { macroArguments } from './macro-arguments.ts';
import { misplacedCode } from './misplaced-code.ts';
import { missingBrace } from './missing-brace.ts';
import { missingComma } from './missing-comma.ts';
import { missingInclude } from './missing-include.ts';
import { missingParenthesis } from './missing-parenthesis.ts';
import { missingReturnValue } from './missing-return-value.ts';
import { missingSemicolon } from './missing-semicolon.ts';
import { misspeltInclude } from './misspelt-include.ts';
import { pointOrArrow } from './point-or-arrow.ts';
import { stackTooLarge } from './stack-too-large.ts';
import { typeInCall } from './type-in-call.ts';
import { unclosedText } from './unclosed-text.ts';
import { undeclaredName } from './undeclared-name.ts';
import { unknownMember } from './unknown-member.ts';
import { unknownType } from './unknown-type.ts';
import { unsupportedBuiltin } from './unsupported-builtin.ts';
import { wrongType } from './wrong-type.ts';

/**
 * Why the program does not compile. A mistake has echoes; what makes the most of them comes first, and of two rules that
 * know something, the first one is heard.
 */
export const COMPILER_RULES: readonly Rule[] = [
  compileTimeout,
  unclosedText,
  foreignInclude,
  misspeltInclude,
  missingBrace,
  extraBrace,
  missingInclude,
  macroArguments,
  typeInCall,
  missingComma,
  missingParenthesis,
  extraSemicolon,
  pointOrArrow,
  missingSemicolon,
  misplacedCode,
  duplicateDefinition,
  unknownType,
  arrayAssigned,
  argumentCount,
  unknownMember,
  undeclaredName,
  wrongType,
  missingReturnValue,
  stackTooLarge,
  unsupportedBuiltin,
  compileError,
];
