// Makes data sources, single and array ones, sends packets through them, and logs what comes back.
package main

import (
	"fmt"
	"strings"
	"unsafe"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

// What the API hides: the numbers that the host gives.

//go:wasmimport ig newDataSource
func newDataSource(name uint64, kind uint32) uint32

//go:wasmimport ig getDataSource
func getDataSource(name uint64) uint32

//go:wasmimport ig dataSourceSubscribe
func dataSourceSubscribe(source uint32, kind uint32, priority uint32, callback uint64) uint32

//go:wasmimport ig dataSourceGetField
func dataSourceGetField(source uint32, name uint64) uint32

//go:wasmimport ig dataSourceAddField
func dataSourceAddField(source uint32, name uint64, kind uint32) uint32

//go:wasmimport ig dataSourceNewPacketSingle
func dataSourceNewPacketSingle(source uint32) uint32

//go:wasmimport ig dataSourceNewPacketArray
func dataSourceNewPacketArray(source uint32) uint32

//go:wasmimport ig dataSourceEmitAndRelease
func dataSourceEmitAndRelease(source uint32, packet uint32) uint32

//go:wasmimport ig dataSourceRelease
func dataSourceRelease(source uint32, packet uint32) uint32

//go:wasmimport ig dataSourceUnreference
func dataSourceUnreference(source uint32) uint32

//go:wasmimport ig dataSourceIsReferenced
func dataSourceIsReferenced(source uint32) uint32

//go:wasmimport ig dataArrayNew
func dataArrayNew(array uint32) uint32

//go:wasmimport ig dataArrayAppend
func dataArrayAppend(array uint32, data uint32) uint32

//go:wasmimport ig dataArrayRelease
func dataArrayRelease(array uint32, data uint32) uint32

//go:wasmimport ig dataArrayLen
func dataArrayLen(array uint32) uint32

//go:wasmimport ig dataArrayGet
func dataArrayGet(array uint32, index uint32) uint32

const nobody = 4000

var (
	open, single, list, hidden, loop api.DataSource
	flags, number, item              api.Field
	events                           int
	deepest                          int
)

func say(what string, values ...any) {
	api.Info(what + ": " + strings.TrimSpace(fmt.Sprintln(values...)))
}

func text(s string) uint64 {
	return uint64(len(s))<<32 | uint64(uintptr(unsafe.Pointer(unsafe.StringData(s))))
}

func prepare() {
	single, _ = api.NewDataSource("single", api.DataSourceTypeSingle)
	list, _ = api.NewDataSource("list", api.DataSourceTypeArray)
	hidden, _ = api.NewDataSource("hidden", api.DataSourceTypeSingle)
	loop, _ = api.NewDataSource("loop", api.DataSourceTypeSingle)
	say("a name twice", newDataSource(text("single"), 1), newDataSource(text("open"), 1))
	say("types that are none", newDataSource(text("x"), 0), newDataSource(text("x"), 3))
	say("unknown", getDataSource(text("nobody")), dataSourceGetField(uint32(open), text("nobody")))
	say("no data source", dataSourceGetField(nobody, text("x")), dataSourceAddField(nobody, text("x"), 4),
		dataSourceNewPacketSingle(nobody), dataSourceNewPacketArray(nobody),
		dataSourceSubscribe(nobody, 1, 0, 0), dataSourceUnreference(nobody), dataSourceIsReferenced(nobody))
	say("a field twice", dataSourceAddField(uint32(open), text("flags"), 4))
	say("a kind too many", dataSourceAddField(uint32(open), text("x"), 15))
	flags, _ = open.GetField("flags")
	number, _ = single.AddField("number", api.Kind_Uint32)
	item, _ = list.AddField("item", api.Kind_String)
	hidden.AddField("secret", api.Kind_Uint8)
	loop.AddField("depth", api.Kind_Uint8)
}

func references() {
	say("referenced", dataSourceIsReferenced(uint32(hidden)))
	say("unreferenced", dataSourceUnreference(uint32(hidden)), dataSourceIsReferenced(uint32(hidden)))
	say("not to be had", getDataSource(text("hidden")))
}

func subscriptions() {
	say("types of subscriptions",
		dataSourceSubscribe(uint32(open), 0, 0, 0), dataSourceSubscribe(uint32(open), 2, 0, 0),
		dataSourceSubscribe(uint32(open), 4, 0, 0))
	open.Subscribe(onOpen, 0)
	list.Subscribe(func(source api.DataSource, data api.Data) {
		value, err := item.String(data, 16)
		say("element", source == list, value, err)
		item.SetString(data, value+"!")
	}, ^uint32(0)) // -1
	list.SubscribeArray(func(source api.DataSource, array api.DataArray) error {
		last, _ := item.String(array.Get(array.Len()-1), 16)
		say("array", array.Len(), last)
		say("outside", dataArrayGet(uint32(array), uint32(array.Len())), dataArrayGet(uint32(array), 1<<31))
		return nil
	}, 0)
	list.SubscribePacket(func(source api.DataSource, packet api.Packet) error {
		say("packet of elements", api.DataArray(packet).Len())
		return nil
	}, 1)
	single.SubscribePacket(func(source api.DataSource, packet api.Packet) error {
		value, err := number.Uint32(api.Data(packet))
		say("packet", value, err)
		return nil
	}, 0)
	loop.Subscribe(onLoop, 0)
}

// onOpen makes a packet of each kind out of an event, while the event is on its way.
func onOpen(source api.DataSource, event api.Data) {
	events++
	value, _ := flags.Uint32(event)
	say("event", getFlags(source, event) == value)
	one, _ := single.NewPacketSingle()
	number.SetUint32(api.Data(one), value)
	say("emitted", dataSourceEmitAndRelease(uint32(single), uint32(one)))
	say("emitted again", dataSourceEmitAndRelease(uint32(single), uint32(one)))
	say("the event itself", dataSourceEmitAndRelease(uint32(source), uint32(event)))
	emitList(value)
	if events == 1 {
		mistakes()
		depth, _ := loop.NewPacketSingle()
		loop.EmitAndRelease(api.Packet(depth))
		say("deepest", deepest)
	}
}

// getFlags reads through the handle that the callback was given.
func getFlags(source api.DataSource, event api.Data) uint32 {
	field, _ := source.GetField("flags")
	value, _ := field.Uint32(event)
	api.ReleaseHandle(field)
	return value
}

func emitList(value uint32) {
	packet, _ := list.NewPacketArray()
	array := api.DataArray(packet)
	for i := range value {
		element := array.New()
		item.SetString(element, fmt.Sprintf("item %d", i))
		array.Append(element)
	}
	list.EmitAndRelease(api.Packet(packet))
}

func mistakes() {
	one, _ := single.NewPacketSingle()
	array, _ := list.NewPacketArray()
	element := api.DataArray(array).New()
	say("the other shape", dataSourceNewPacketArray(uint32(single)), dataSourceNewPacketSingle(uint32(list)))
	say("append", dataArrayAppend(nobody, uint32(element)), dataArrayAppend(uint32(array), nobody),
		dataArrayAppend(uint32(array), uint32(one)), dataArrayAppend(uint32(one), uint32(element)))
	say("an element alone", dataSourceEmitAndRelease(uint32(list), uint32(element)))
	say("gone by that", dataArrayAppend(uint32(array), uint32(element)))
	second := api.DataArray(array).New()
	say("release", dataArrayRelease(uint32(array), uint32(second)), dataArrayRelease(uint32(array), uint32(second)),
		dataArrayRelease(nobody, uint32(second)))
	third := api.DataArray(array).New()
	say("appended", dataArrayAppend(uint32(array), uint32(third)), dataArrayAppend(uint32(array), uint32(third)),
		dataArrayLen(uint32(array)))
	say("its number", dataArrayGet(uint32(array), 0) == 1<<31|uint32(array))
	say("no array", dataArrayNew(nobody), dataArrayLen(nobody), dataArrayGet(nobody, 0))
	say("of another", dataSourceEmitAndRelease(uint32(list), uint32(one)), dataSourceRelease(uint32(single), uint32(one)))
	say("nothing", dataSourceEmitAndRelease(nobody, uint32(array)), dataSourceEmitAndRelease(uint32(list), nobody),
		dataSourceRelease(nobody, uint32(array)), dataSourceRelease(uint32(list), nobody))
	say("released", dataSourceRelease(uint32(list), uint32(array)), dataSourceRelease(uint32(list), uint32(array)))
}

// onLoop emits what makes it emit.
func onLoop(source api.DataSource, event api.Data) {
	deepest++
	next, _ := loop.NewPacketSingle()
	if err := loop.EmitAndRelease(api.Packet(next)); err != nil {
		say("refused at", deepest)
	}
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	open, _ = api.GetDataSource("open")
	prepare()
	references()
	subscriptions()
	return 0
}

//go:wasmexport gadgetPreStart
func gadgetPreStart() int32 {
	late, err := api.NewDataSource("late", api.DataSourceTypeSingle)
	say("in preStart", late != 0, err)
	return 0
}

//go:wasmexport gadgetStart
func gadgetStart() int32 {
	say("too late", newDataSource(text("later"), 1), dataSourceAddField(uint32(single), text("later"), 1))
	packet, _ := single.NewPacketSingle()
	number.SetUint32(api.Data(packet), 1000)
	say("emitted in start", single.EmitAndRelease(api.Packet(packet)))
	return 0
}

//go:wasmexport gadgetStop
func gadgetStop() int32 {
	packet, _ := single.NewPacketSingle()
	number.SetUint32(api.Data(packet), 2000)
	single.EmitAndRelease(api.Packet(packet))
	return 0
}

func main() {}
