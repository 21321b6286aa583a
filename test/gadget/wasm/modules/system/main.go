// Looks at what there is of a system, and logs it.
package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"time"

	api "github.com/inspektor-gadget/inspektor-gadget/wasmapi/go"
)

//go:wasmexport gadgetInit
func gadgetInit() int32 {
	api.Info("arguments: ", len(os.Args))
	api.Info("environment: ", len(os.Environ()))
	for _, path := range []string{"/etc/passwd", ".", "/"} {
		_, err := os.Open(path)
		api.Info("open ", path, ": ", err)
	}
	input, err := io.ReadAll(os.Stdin)
	api.Info("input: ", len(input), " ", err)
	_, err = net.Dial("tcp", "127.0.0.1:22")
	api.Info("network: ", err != nil)

	start := time.Now()
	api.Info("day: ", start.UTC().Format(time.DateOnly))
	time.Sleep(time.Hour)
	api.Info("slept: ", time.Since(start) >= time.Hour)
	api.Info("random: ", rand.Uint64())
	order := ""
	for key := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9} {
		order += key
	}
	api.Info("order: ", order)
	fmt.Println("to output")
	fmt.Fprintln(os.Stderr, "to error: ü")
	return 0
}

func main() {}
