// Calls every function of the host that has nothing to do with data, and logs what comes back.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"unsafe"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

// What the API hides: the numbers that the host gives.

//go:wasmimport ig gadgetShouldLog
func gadgetShouldLog(level uint32) uint32

//go:wasmimport ig gadgetLog
func gadgetLog(level uint32, text uint64)

//go:wasmimport ig setConfig
func setConfig(key uint64, value uint64, kind uint32) uint32

//go:wasmimport ig getSyscallName
func getSyscallName(id uint32, buffer uint64) uint32

//go:wasmimport ig getSyscallDeclaration
func getSyscallDeclaration(name uint64, buffer uint64) uint32

//go:wasmimport ig releaseHandle
func releaseHandle(handle uint32) uint32

//go:wasmimport ig newMap
func newMap(name uint64, kind uint32, keySize uint32, valueSize uint32, entries uint32) uint32

//go:wasmimport ig getMap
func getMap(name uint64) uint32

//go:wasmimport ig mapLookup
func mapLookup(m uint32, key uint64, value uint64) uint32

//go:wasmimport ig mapUpdate
func mapUpdate(m uint32, key uint64, value uint64, flags uint64) uint32

//go:wasmimport ig mapDelete
func mapDelete(m uint32, key uint64) uint32

//go:wasmimport ig mapRelease
func mapRelease(m uint32) uint32

//go:wasmimport ig newPerfReader
func newPerfReader(m uint32, size uint32, overwritable uint32) uint32

//go:wasmimport ig perfReaderPause
func perfReaderPause(r uint32) uint32

//go:wasmimport ig perfReaderResume
func perfReaderResume(r uint32) uint32

//go:wasmimport ig perfReaderRead
func perfReaderRead(r uint32, buffer uint64) uint32

//go:wasmimport ig perfReaderClose
func perfReaderClose(r uint32) uint32

func buffer(b []byte) uint64 {
	return uint64(len(b))<<32 | uint64(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

func say(what string, values ...any) {
	api.Info(what + ": " + strings.TrimSpace(fmt.Sprintln(values...)))
}

func logs() {
	for level := range uint32(6) {
		say(fmt.Sprintf("should log %d", level), gadgetShouldLog(level))
	}
	api.Error("an error")
	api.Warn("a warning")
	api.Debugf("a %s line", "debug")
	api.Trace("a trace")
	text := []byte("odd")
	gadgetLog(9, buffer(text))
	gadgetLog(2, 0)
	runtime.KeepAlive(text)
}

func params() {
	for _, key := range []string{"greeting", "empty", "unknown"} {
		value, err := api.GetParamValue(key, 16)
		say("param "+key, value, err)
	}
	_, err := api.GetParamValue("greeting", 4)
	say("param in 4 bytes", err)
}

func config() {
	say("config text", api.SetConfig("a.key", "a value"))
	key := []byte("a.key")
	say("config kind 5", setConfig(buffer(key), buffer(key), 5))
	runtime.KeepAlive(key)
}

func syscalls() {
	id, err := api.GetSyscallID("openat")
	say("id of openat", id, err)
	name, err := api.GetSyscallName(uint16(id))
	say("and back", name, err)
	name, err = api.GetSyscallName(0xfff)
	say("name of 0xfff", name, err)
	short := make([]byte, 3)
	say("name in 3 bytes", getSyscallName(uint32(id), buffer(short)))
	id, err = api.GetSyscallID("opentat")
	say("id of opentat", id, err)
	for _, call := range []string{"openat", "getpid", "umount2", "opentat"} {
		declaration, err := api.GetSyscallDeclaration(call)
		say("declaration of "+call, fmt.Sprintf("%+v", declaration), err)
	}
	call := []byte("openat")
	say("declaration in 3 bytes", getSyscallDeclaration(buffer(call), buffer(short)))
	runtime.KeepAlive(call)
	runtime.KeepAlive(short)
}

func maps() {
	name, key, value := []byte("events"), make([]byte, 4), []byte{1, 2, 3, 4}
	say("newMap", newMap(buffer(name), uint32(api.Hash), 4, 4, 16))
	say("getMap", getMap(buffer(name)), getMap(buffer(name)))
	say("mapLookup", mapLookup(1, buffer(key), buffer(value)), value)
	say("mapUpdate", mapUpdate(1, buffer(key), buffer(value), 0))
	say("mapDelete", mapDelete(1, buffer(key)))
	say("mapRelease", mapRelease(1))
	say("newPerfReader", newPerfReader(1, 4096, 0))
	say("perfReaderPause", perfReaderPause(1))
	say("perfReaderResume", perfReaderResume(1))
	say("perfReaderRead", perfReaderRead(1, buffer(value)))
	say("perfReaderClose", perfReaderClose(1))
	runtime.KeepAlive(name)
	runtime.KeepAlive(key)
	runtime.KeepAlive(value)
}

func handles() {
	source, err := api.NewDataSource("mine", api.DataSourceTypeSingle)
	say("new data source", source != 0, err)
	say("release", releaseHandle(uint32(source)), releaseHandle(uint32(source)))
	say("release of none", releaseHandle(0))
	kept := 0
	for {
		if handle, err := api.GetDataSource("mine"); err != nil || handle == 0 {
			break
		}
		kept++
	}
	say("handles", kept)
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	logs()
	params()
	config()
	syscalls()
	maps()
	say("discard 1", api.ShouldDiscardMntNsID(1))
	say("discard 2^63+1", api.ShouldDiscardMntNsID(1<<63+1))
	say("symbol do_exit", api.KallsymsSymbolExists("do_exit"))
	say("symbol do_nothing_at_all", api.KallsymsSymbolExists("do_nothing_at_all"))
	handles()
	return 0
}

func main() {}
