/** Names of the kernel's helper functions that the judge speaks of, by id (`enum bpf_func_id`). */
export const HELPER_NAMES: ReadonlyMap<number, string> = new Map([
  [4, 'bpf_probe_read'],
  [5, 'bpf_ktime_get_ns'],
  [45, 'bpf_probe_read_str'],
  [64, 'bpf_jiffies64'],
  [112, 'bpf_probe_read_user'],
  [113, 'bpf_probe_read_kernel'],
  [114, 'bpf_probe_read_user_str'],
  [115, 'bpf_probe_read_kernel_str'],
  [125, 'bpf_ktime_get_boot_ns'],
  [160, 'bpf_ktime_get_coarse_ns'],
  [208, 'bpf_ktime_get_tai_ns'],
]);

export function helperName(id: number): string {
  return HELPER_NAMES.get(id) ?? `helper ${id}`;
}
