package main

import (
	"strings"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

// The access mode is a number of its own, in the two lowest bits.
var accessModes = [...]string{"O_RDONLY", "O_WRONLY", "O_RDWR"}

// From bit 6 (0100 in octal) upwards, each bit is one flag.
const firstFlag = 6

var flagNames = [...]string{
	"O_CREAT",
	"O_EXCL",
	"O_NOCTTY",
	"O_TRUNC",
	"O_APPEND",
	"O_NONBLOCK",
	"O_DSYNC",
	"O_FASYNC",
	"O_DIRECT",
	"O_LARGEFILE",
	"O_DIRECTORY",
	"O_NOFOLLOW",
	"O_NOATIME",
	"O_CLOEXEC",
}

// flagWords turns the flags of an open into words: 577 into O_WRONLY, O_CREAT
// and O_TRUNC.
func flagWords(flags int32) []string {
	var words []string
	if mode := int(flags & 3); mode < len(accessModes) {
		words = append(words, accessModes[mode])
	}
	for i, name := range flagNames {
		if flags&(1<<(firstFlag+i)) != 0 {
			words = append(words, name)
		}
	}
	return words
}

// gadgetInit is called once, before the first event. Whatever it returns other
// than 0 stops the gadget.
//
//go:wasmexport gadgetInit
func gadgetInit() int32 {
	// The data source has its name from GADGET_TRACER(open, events, event).
	open, err := api.GetDataSource("open")
	if err != nil {
		api.Errorf("no data source: %s", err)
		return 1
	}

	// What the eBPF program sends ...
	flags, err := open.GetField("flags")
	if err != nil {
		api.Errorf("no field flags: %s", err)
		return 1
	}

	// ... and what this module puts beside it.
	decoded, err := open.AddField("flags_decoded", api.Kind_String)
	if err != nil {
		api.Errorf("cannot add a field: %s", err)
		return 1
	}

	err = open.Subscribe(func(source api.DataSource, event api.Data) {
		number, err := flags.Int32(event)
		if err != nil {
			api.Warnf("cannot read flags: %s", err)
			return
		}
		if err := decoded.SetString(event, strings.Join(flagWords(number), "|")); err != nil {
			api.Warnf("cannot set flags_decoded: %s", err)
		}
	}, 0)
	if err != nil {
		api.Errorf("cannot subscribe: %s", err)
		return 1
	}
	return 0
}

// Never called, but Go wants one.
func main() {}
