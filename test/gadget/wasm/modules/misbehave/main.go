// Does what it is told by its parameters: `do`, in the phase `in`; in a callback, at the event `at`.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

var (
	hoard [][]byte
	seen  int
)

func param(key string) string {
	value, err := api.GetParamValue(key, 64)
	if err != nil {
		return ""
	}
	return value
}

func recurse(n int) int {
	if n < 0 {
		return n
	}
	return recurse(n+1) + recurse(n+2)
}

func do(what string) int32 {
	switch what {
	case "loop":
		for {
			seen ^= 1
		}
	case "sleep":
		time.Sleep(10 * time.Second)
	case "panic":
		panic("this is the end")
	case "nil":
		var nothing *int
		*nothing = 1
	case "exit":
		os.Exit(7)
	case "gigabyte":
		hoard = append(hoard, make([]byte, 1<<30))
	case "hoard":
		for {
			hoard = append(hoard, make([]byte, 1<<20))
		}
	case "recurse":
		recurse(0)
	case "shout":
		for {
			fmt.Println(strings.Repeat("a", 1000))
		}
	case "log":
		for {
			api.Info(strings.Repeat("b", 1000))
		}
	case "look":
		look()
	case "refuse":
		return 3
	}
	return 0
}

// look says what there is to see of the machine.
func look() {
	_, passwd := os.ReadFile("/etc/passwd")
	_, root := os.ReadDir("/")
	_, written := os.Create("/tmp/found-a-way-out")
	cwd, _ := os.Getwd()
	api.Infof("passwd: %t", passwd == nil)
	api.Infof("root: %t", root == nil)
	api.Infof("written: %t", written == nil)
	api.Infof("environment: %q", os.Environ())
	api.Infof("arguments: %q", os.Args)
	api.Infof("folder: %q", cwd)
}

func in(phase string) int32 {
	if param("in") != phase {
		return 0
	}
	api.Infof("now in %s", phase)
	fmt.Println("printed in", phase)
	return do(param("do"))
}

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	if result := in("gadgetInit"); result != 0 {
		return result
	}
	ds, err := api.GetDataSource("open")
	if err != nil {
		return 0
	}
	count, err := ds.AddField("count", api.Kind_Uint32)
	if err != nil {
		return 1
	}
	at, _ := strconv.Atoi(param("at"))
	ds.Subscribe(func(ds api.DataSource, data api.Data) {
		if seen == at {
			in("callback")
		}
		seen++
		count.SetUint32(data, uint32(seen))
	}, 0)
	return 0
}

//go:wasmexport gadgetPreStart
func gadgetPreStart() int32 { return in("gadgetPreStart") }

//go:wasmexport gadgetStart
func gadgetStart() int32 { return in("gadgetStart") }

//go:wasmexport gadgetStop
func gadgetStop() int32 { return in("gadgetStop") }

//go:wasmexport gadgetPostStop
func gadgetPostStop() int32 { return in("gadgetPostStop") }

func main() {}
