// Looks at an event from several places on its way, and logs what is there at each.
package main

import (
	"fmt"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

var names = []string{"timestamp", "runtime.containerName", "proc.creds.user", "proc.creds.group", "reached"}

func look(open api.DataSource, place string, priority int32) {
	open.Subscribe(func(source api.DataSource, event api.Data) {
		line := place + ":"
		for _, name := range names {
			field, err := source.GetField(name)
			value, _ := field.String(event, 64)
			line += fmt.Sprintf(" %q", value)
			if err == nil {
				api.ReleaseHandle(field)
			}
		}
		api.Info(line)
	}, uint32(priority))
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	open, _ := api.GetDataSource("open")
	for _, name := range []string{"proc.comm", "timestamp_raw", "timestamp", "runtime.containerName"} {
		_, err := open.GetField(name)
		api.Info(fmt.Sprintf("init has %s: %v", name, err == nil))
	}
	reached, _ := open.AddField("reached", api.Kind_String)
	look(open, "late", 1)
	look(open, "last", 20000)
	look(open, "first", -5)
	look(open, "zero", 0)
	open.Subscribe(func(source api.DataSource, event api.Data) {
		reached.SetString(event, "before output")
	}, 9999)
	open.Subscribe(func(source api.DataSource, event api.Data) {
		reached.SetString(event, "after output")
	}, 10001)
	return 0
}

//go:wasmexport gadgetPreStart
func gadgetPreStart() int32 {
	open, _ := api.GetDataSource("open")
	name, err := open.GetField("runtime.containerName")
	api.Info(fmt.Sprintf("preStart has runtime.containerName: %v", err == nil))
	extra, _ := open.AddField("extra", api.Kind_String)
	open.Subscribe(func(source api.DataSource, event api.Data) {
		value, _ := name.String(event, 64)
		extra.SetString(event, "in "+value)
		name.SetString(event, "renamed")
	}, 5)
	look(open, "preStart", 0)
	return 0
}

func main() {}
