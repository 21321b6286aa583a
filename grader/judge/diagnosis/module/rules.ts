import type { Rule } from '../rule.ts';
import { goArgumentCount, goUnusedResult } from './compile/argument-count.ts';
import { goDuplicate } from './compile/duplicate.ts';
import { goMissingReturn } from './compile/missing-return.ts';
import { moduleBuild } from './compile/module-build.ts';
import { noModule, unusedVariables } from './compile/no-module.ts';
import { goMissingImport, goUnusedImport } from './compile/packages.ts';
import { goSyntax } from './compile/syntax.ts';
import { goUndefined } from './compile/undefined.ts';
import { goWrongType } from './compile/wrong-type.ts';
import { accessModeMissing, accessModeWrong } from './decode/access-mode.ts';
import { wordsAccumulate } from './decode/accumulate.ts';
import { flagMissing } from './decode/flag-missing.ts';
import { flagNamesWrong, flagOrder } from './decode/flag-names.ts';
import { decodedConstant, decodedFromOther, decodedNumber } from './decode/origin.ts';
import { superfluousWord, wrongSeparator } from './decode/separator.ts';
import { flagNamesShifted } from './decode/shifted.ts';
import { fieldSometimesSet } from './decode/sometimes-set.ts';
import { fieldMisnamed, fieldNotAdded, fieldWrongKind } from './run/added-field.ts';
import { missingExport, moduleUnusable } from './run/export.ts';
import { moduleDied, moduleMemory, moduleOutput, modulePointer, moduleTimeout } from './run/limits.ts';
import { fieldNeverSet } from './run/never-set.ts';
import { modulePanic } from './run/panic.ts';
import { moduleRefused } from './run/refused.ts';
import { notSubscribed } from './run/subscription.ts';
import { unknownDataSource, unknownField } from './run/unknown.ts';
import { eventsAdded, fieldOverwritten } from './run/untouched.ts';
import { hostRefused, wrongKind } from './run/wrong-kind.ts';

/** What is wrong with the module, and with what it makes of the events. */
export const MODULE_RULES: readonly Rule[] = [
  noModule,
  goSyntax,
  goMissingImport,
  goUndefined,
  goUnusedImport,
  goWrongType,
  goArgumentCount,
  goUnusedResult,
  goMissingReturn,
  goDuplicate,
  moduleBuild,
  unusedVariables,
  missingExport,
  moduleUnusable,
  unknownDataSource,
  fieldNotAdded,
  unknownField,
  modulePanic,
  moduleTimeout,
  moduleMemory,
  modulePointer,
  moduleOutput,
  moduleDied,
  moduleRefused,
  wrongKind,
  fieldMisnamed,
  fieldWrongKind,
  notSubscribed,
  fieldOverwritten,
  eventsAdded,
  fieldNeverSet,
  fieldSometimesSet,
  wordsAccumulate,
  superfluousWord,
  decodedConstant,
  decodedNumber,
  decodedFromOther,
  flagMissing,
  accessModeMissing,
  accessModeWrong,
  flagNamesShifted,
  flagNamesWrong,
  flagOrder,
  wrongSeparator,
  hostRefused,
];
