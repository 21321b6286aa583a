// Does what a learner's module does, and with some flags what it should not.
package main

import (
	"strings"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

const (
	panics      = 1000
	changes     = 1001
	changesBack = 1002
	later       = 1003
)

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	open, _ := api.GetDataSource("open")
	flags, _ := open.GetField("flags")
	filename, _ := open.GetField("filename")
	decoded, _ := open.AddField("flags_decoded", api.Kind_String)
	number, _ := open.AddField("number", api.Kind_Int64)
	raw, _ := open.AddField("raw", api.Kind_Bytes)
	open.Subscribe(func(source api.DataSource, event api.Data) {
		value, _ := flags.Int32(event)
		number.SetInt64(event, -int64(value))
		switch value {
		case 577:
			decoded.SetString(event, strings.Join([]string{"O_WRONLY", "O_CREAT", "O_TRUNC"}, "|"))
		case panics:
			decoded.SetString(event, "nearly")
			panic("as asked")
		case changes:
			filename.SetString(event, "changed")
			flags.SetInt32(event, 2)
			raw.SetBytes(event, []byte{1, 2})
		case changesBack:
			flags.SetInt32(event, value)
		}
	}, 0)
	open.Subscribe(func(source api.DataSource, event api.Data) {
		if value, _ := flags.Int32(event); value == later {
			flags.SetInt32(event, 0)
		}
	}, 20000)
	return 0
}

func main() {}
