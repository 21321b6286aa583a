/**
 * The package that a module talks to Inspektor Gadget by, as v0.46.0 has it (wasmapi/go): what a learner may have
 * meant.
 */
export const API_PATH = 'github.com/inspektor-gadget/inspektor-gadget/wasmapi/go';

const NUMBERS = ['Int8', 'Int16', 'Int32', 'Int64', 'Uint8', 'Uint16', 'Uint32', 'Uint64'];
const KINDS = [...NUMBERS, 'Float32', 'Float64', 'String', 'Bytes', 'Bool'];
const LEVELS = ['Error', 'Warn', 'Info', 'Debug', 'Trace'];

/** Methods by the type that has them. */
export const API_METHODS: Readonly<Record<string, readonly string[]>> = {
  DataSource: [
    ...['GetField', 'AddField', 'Subscribe', 'SubscribeArray', 'SubscribePacket', 'NewPacketSingle'],
    ...['NewPacketArray', 'EmitAndRelease', 'Release', 'Unreference', 'IsReferenced'],
  ],
  Field: [...KINDS, ...KINDS.map((kind) => `Set${kind}`), 'AddTag'],
  Data: [],
  DataArray: ['New', 'Append', 'Release', 'Len', 'Get'],
};

/** Functions, types and constants of the package itself. */
export const API_NAMES: readonly string[] = [
  ...['GetDataSource', 'NewDataSource', 'DataSource', 'Data', 'DataArray', 'Field', 'FieldKind', 'Packet'],
  ...['DataFunc', 'ArrayFunc', 'PacketFunc', 'DataSourceTypeSingle', 'DataSourceTypeArray'],
  ...['Invalid', 'CString', ...KINDS].map((kind) => `Kind_${kind}`),
  ...LEVELS.flatMap((level) => [level, `${level}f`]),
  ...['GetParamValue', 'SetConfig', 'GetMap', 'NewMap', 'GetSyscallName', 'ShouldDiscardMntnsID'],
];

/** Bytes of what a method such as `Int32` reads or `SetInt32` writes; undefined for text and bytes. */
export function methodSize(method: string): number | undefined {
  const kind = method.replace(/^Set/, '');
  if (kind === 'Bool') return 1;
  const [, bits] = /^(?:Int|Uint|Float)(\d+)$/.exec(kind) ?? [];
  return bits === undefined ? undefined : Number(bits) / 8;
}
