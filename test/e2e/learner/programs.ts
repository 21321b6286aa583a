import { edit, type Programs } from '../../support/workspace.ts';

/** What a learner saves on the way from 00 to 02, right and wrong. */
export interface Stages {
  readonly typo: string;
  readonly openTraced: string;
  readonly solution00: string;
  /** The member and the arguments of 01; nothing is copied yet. */
  readonly memberOnly: string;
  readonly solution01: string;
  /** The third argument of open, which is its mode. */
  readonly modeAsFlags: string;
  /** The fourth, which open has not. */
  readonly beyondArguments: string;
  readonly solution02: string;
}

const OPEN_ENTRY = `SEC("tracepoint/syscalls/sys_enter_open")
int open_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx);
}

`;

export async function loadStages(programs: Programs): Promise<Stages> {
  const [template, solution00, solution01, solution02] = await Promise.all([
    programs.start('00'),
    programs.solution('00'),
    programs.solution('01'),
    programs.solution('02'),
  ]);
  return {
    ...{ solution00, solution01, solution02 },
    typo: edit(template, ['bpf_ktime_get_boot_ns', 'bpf_ktime_get_bot_ns']),
    openTraced: edit(template, ['// The kernel lends', `${OPEN_ENTRY}// The kernel lends`]),
    memberOnly: edit(solution01, [/^.*bpf_probe_read_user_str.*\n/m, '']),
    modeAsFlags: edit(solution02, ['(int)ctx->args[1]', '(int)ctx->args[2]']),
    beyondArguments: edit(solution02, ['(int)ctx->args[1]', '(int)ctx->args[3]']),
  };
}
