import type { MarkerProblem } from '../../gadget/markers.ts';

/** What is wrong with a GADGET_TRACER, in one sentence that names the part to mend. */
export function markerMessage(problem: MarkerProblem): string {
  switch (problem.kind) {
    case 'noTracer':
      return 'The program has no GADGET_TRACER, so nothing would ever read its events.';
    case 'malformedName':
      return `\`${problem.variable}\` does not name a data source, a map and a struct: none of them may contain \`___\`.`;
    case 'unknownMap':
      return `GADGET_TRACER(${problem.dataSource}, …) names the map \`${problem.map}\`, which the program does not define.`;
    case 'wrongMapType':
      return `The map \`${problem.map}\` is neither a ring buffer nor a perf event array, so it cannot carry events.`;
    case 'unknownStruct':
      return `GADGET_TRACER(${problem.dataSource}, …) names \`struct ${problem.struct}\`, which the program does not define.`;
    case 'sharedStruct':
      return `The data sources ${problem.dataSources.join(' and ')} share \`struct ${problem.struct}\`; each needs a struct of its own.`;
  }
}
