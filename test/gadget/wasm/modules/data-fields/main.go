// Gets and sets fields of every kind and logs what comes back, the errors as well.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"unsafe"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

// What the API hides: the numbers that the host gives.

//go:wasmimport ig fieldGetScalar
func fieldGetScalar(field uint32, data uint32, kind uint32, failed uint32) uint64

//go:wasmimport ig fieldGetBuffer
func fieldGetBuffer(field uint32, data uint32, kind uint32, target uint64) int32

//go:wasmimport ig fieldSet
func fieldSet(field uint32, data uint32, kind uint32, value uint64) uint32

//go:wasmimport ig fieldAddTag
func fieldAddTag(field uint32, tag uint64) uint32

var (
	open   api.DataSource
	fields = map[string]api.Field{}
	kept   api.Data
	calls  int
)

func say(what string, values ...any) {
	api.Info(what + ": " + strings.TrimSpace(fmt.Sprintln(values...)))
}

func field(name string) api.Field {
	if found, ok := fields[name]; ok {
		return found
	}
	found, err := open.GetField(name)
	if err != nil {
		say("no field", name)
	}
	fields[name] = found
	return found
}

func add(name string, kind api.FieldKind) {
	added, err := open.AddField(name, kind)
	if err != nil {
		say("not added", name)
	}
	fields[name] = added
}

// scalar gives the value and whether the host said that it failed.
func scalar(f api.Field, data api.Data, kind api.FieldKind) (uint64, bool) {
	var failed uint32
	value := fieldGetScalar(uint32(f), uint32(data), uint32(kind), uint32(uintptr(unsafe.Pointer(&failed))))
	return value, failed == 1
}

func buffer(f api.Field, data api.Data, kind api.FieldKind, size int) (int32, string) {
	room := make([]byte, size+1)
	pointer := uint64(uintptr(unsafe.Pointer(&room[0])))
	n := fieldGetBuffer(uint32(f), uint32(data), uint32(kind), uint64(size)<<32|pointer)
	runtime.KeepAlive(room)
	return n, strings.TrimRight(string(room[:size]), "\x00")
}

func numbers(event api.Data) {
	i8, e8 := field("i8").Int8(event)
	i16, e16 := field("i16").Int16(event)
	i32, e32 := field("i32").Int32(event)
	i64, e64 := field("i64").Int64(event)
	say("signed", i8, e8, i16, e16, i32, e32, i64, e64)
	u8, e8 := field("i8").Uint8(event)
	u16, e16 := field("i16").Uint16(event)
	u32, e32 := field("i32").Uint32(event)
	u64, e64 := field("i64").Uint64(event)
	say("the same unsigned", u8, e8, u16, e16, u32, e32, u64, e64)
	yes, e1 := field("yes").Bool(event)
	f32, e2 := field("f32").Float32(event)
	f64, e3 := field("f64").Float64(event)
	say("others", yes, e1, f32, e2, f64, e3)
	wide, failed := scalar(field("i8"), event, api.Kind_Int8)
	say("extended", int64(wide), failed)
	_, failed = scalar(field("i32"), event, api.Kind_Int64)
	say("64 of 32 bits fails", failed)
	_, failed = scalar(field("name"), event, api.Kind_Uint32)
	say("a number of text fails", failed)
	for _, kind := range []api.FieldKind{0, 12, 13, 14, 15, 0x10000004} {
		if _, failed = scalar(field("i32"), event, kind); !failed {
			say("a number of kind", kind)
		}
	}
}

func texts(event api.Data) {
	text, err := field("name").String(event, 8)
	say("text", text, err)
	n, all := buffer(field("name"), event, api.Kind_Bytes, 8)
	say("whole", n, len(all), all[4:] == "rest")
	n, _ = buffer(field("name"), event, api.Kind_String, 7)
	say("no room", n)
	n, raw := buffer(field("i32"), event, api.Kind_Bytes, 4)
	say("bytes of a number", n, []byte(raw))
	n, _ = buffer(field("name"), event, api.Kind_CString, 8)
	say("as C string", n)
	n, _ = buffer(field("inner"), event, api.Kind_Bytes, 2)
	say("a struct", n)
}

func changes(event api.Data) {
	say("set signed",
		field("i8").SetInt8(event, -2), field("i16").SetUint16(event, 0xfffd),
		field("i32").SetInt32(event, -4), field("i64").SetInt64(event, -5))
	say("set others",
		field("yes").SetBool(event, false), field("f32").SetFloat32(event, 0.5), field("f64").SetFloat64(event, -0.25))
	say("set another size", field("i64").SetInt32(event, 1) != nil, field("i32").SetUint64(event, 1) != nil)
	say("set text", field("name").SetString(event, "abc"))
	n, all := buffer(field("name"), event, api.Kind_Bytes, 8)
	say("zeros after it", n, all)
	say("set full text", field("name").SetString(event, "12345678"))
	say("set longer text", field("name").SetString(event, "123456789") != nil)
	say("set four letters", field("u32").SetString(event, "ABCD"), field("u32").SetString(event, "ABC") != nil)
	letters, _ := field("u32").Uint32(event)
	say("as a number", fmt.Sprintf("%#x", letters))
	for _, kind := range []uint32{0, 13, 15, 0x10000004} {
		if fieldSet(uint32(field("u32")), uint32(event), kind, 0) != 1 {
			say("set by kind", kind)
		}
	}
}

func added(event api.Data) {
	old, _ := field("new_i32").Int32(event)
	say("a new number is", old)
	oldText, err := field("new_text").String(event, 16)
	say("a new text is", len(oldText), err)
	say("set new",
		field("new_i32").SetInt32(event, 7), field("new_bool").SetBool(event, true),
		field("new_u64").SetUint64(event, 1<<63), field("new_f64").SetFloat64(event, 1.5),
		field("new_text").SetString(event, "fi\xffne"), field("new_c").SetString(event, "cut\x00here"))
	bytes := []byte{1, 2, 255}
	say("set bytes", field("new_bytes").SetBytes(event, bytes))
	bytes[0] = 9
	n, raw := buffer(field("new_bytes"), event, api.Kind_Bytes, 3)
	say("a copy", n, []byte(raw))
	say("a number into no room", field("new_unset").SetInt32(event, 1) != nil)
	_, failed := scalar(field("new_i32"), event, api.Kind_Int64)
	say("another size fails", failed)
}

func wrong(event api.Data) {
	_, failed := scalar(api.Field(4000), event, api.Kind_Int32)
	say("no field fails", failed)
	_, failed = scalar(field("i32"), api.Data(4000), api.Kind_Int32)
	say("no event fails", failed)
	_, failed = scalar(api.Field(open), event, api.Kind_Int32)
	say("a data source is no field", failed)
	_, failed = scalar(field("i32"), api.Data(1<<31|4000), api.Kind_Int32)
	say("an element of nothing fails", failed)
	n, _ := buffer(api.Field(4000), event, api.Kind_Bytes, 4)
	m, _ := buffer(field("i32"), api.Data(4000), api.Kind_Bytes, 4)
	say("no buffer", n, m)
	say("not set", fieldSet(4000, uint32(event), 4, 0), fieldSet(uint32(field("i32")), 4000, 4, 0))
	_, failed = scalar(field("i32"), kept, api.Kind_Int32)
	say("an event that is over fails", failed)
	say("no address for the error", fieldGetScalar(4000, uint32(event), 4, 0))
}

func onEvent(source api.DataSource, event api.Data) {
	calls++
	if calls == 1 {
		kept = event
		return
	}
	numbers(event)
	texts(event)
	changes(event)
	added(event)
	wrong(event)
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	open, _ = api.GetDataSource("open")
	add("new_i32", api.Kind_Int32)
	add("new_bool", api.Kind_Bool)
	add("new_u64", api.Kind_Uint64)
	add("new_f64", api.Kind_Float64)
	add("new_text", api.Kind_String)
	add("new_c", api.Kind_CString)
	add("new_bytes", api.Kind_Bytes)
	add("new_unset", api.Kind_Invalid)
	add("i32", api.Kind_Int32)
	add("strange", 15)
	delete(fields, "i32")
	tag, _ := open.AddField("reason_raw", api.Kind_Uint32)
	say("tagged", tag.AddTag("type:gadget_errno"), tag.AddTag("mine"), fieldAddTag(4000, 0))
	open.Subscribe(func(source api.DataSource, event api.Data) { tag.SetUint32(event, 13) }, 0)
	open.Subscribe(onEvent, 0)
	return 0
}

func main() {}
