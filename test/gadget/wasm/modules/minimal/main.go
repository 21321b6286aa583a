// The least that a module can be: it initialises and does nothing.
package main

import (
	_ "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

//go:wasmexport gadgetInit
func gadgetInit() int32 { return 0 }

func main() {}
