// Ends in the way that its parameter says.
package main

import (
	"fmt"
	"os"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

//go:wasmimport ig gadgetLog
func gadgetLog(level uint32, text uint64)

var kept []byte

func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + n
}

func wider(n int) int {
	var frame [1 << 14]int
	frame[n&0xfff] = n
	return wider(n+1) + frame[(n+1)&0xfff]
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	how, _ := api.GetParamValue("how", 32)
	switch how {
	case "panic":
		var list []int
		list[len(os.Args)] = 1
	case "nil":
		var nothing *[4]int
		nothing[2] = 1
	case "exit":
		fmt.Println("good bye")
		os.Exit(7)
	case "gigabyte":
		kept = make([]byte, 1<<30)
	case "hoard":
		for {
			kept = append(kept, make([]byte, 1<<20)...)
		}
	case "recursion":
		deeper(1)
	case "wide recursion":
		wider(1)
	case "deadlock":
		select {}
	case "pointer":
		gadgetLog(2, 16<<32|0xfffffff0)
	case "flood":
		for range 100_000 {
			api.Warn("all work and no play")
			fmt.Println("all work and no play makes a dull boy")
		}
	case "handover":
		text := make([]byte, 1<<16)
		for range 17 {
			api.Info(string(text))
		}
	case "one":
		return 1
	}
	return 0
}

//go:wasmexport gadgetStop
func gadgetStop() int32 {
	return 3
}

func main() {}
