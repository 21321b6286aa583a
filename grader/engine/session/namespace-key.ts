/** A mount namespace as the key of a BPF map: u64, little endian. */
export function namespaceKey(mntns: bigint): Uint8Array {
  const key = Buffer.alloc(8);
  key.writeBigUInt64LE(mntns);
  return key;
}
