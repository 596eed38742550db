// Command attachments sends and receives attachments of 1 GiB with a generated client, each in a process of its own, and
// prints how long that takes and how much memory the process has at most. It fails if that is more than 64 MiB.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/attachments"
)

const (
	size  = 1 << 30
	limit = 64 << 20
)

// directions are what processes do, by the argument that asks for it.
var directions = map[string]func(address string) error{"up": upload, "down": download, "out-of-order": downloadSecond}

func main() {
	log.SetFlags(0)
	switch len(os.Args) {
	case 1:
		if err := compare(); err != nil {
			log.Fatal(err)
		}
	case 2:
		if err := serve(); err != nil {
			log.Fatal(err)
		}
	default:
		began := time.Now()
		if err := directions[os.Args[1]](os.Args[2]); err != nil {
			log.Fatal(err)
		}
		elapsed := time.Since(began)
		var usage unix.Rusage
		if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
			log.Fatal(err)
		}
		peak := usage.Maxrss << 10
		fmt.Printf("| %s | %.0f MB/s | %.1f MiB |\n", os.Args[1], float64(size)/1e6/elapsed.Seconds(), float64(peak)/(1<<20))
		if peak > limit {
			log.Fatalf("%s: more than %d MiB", os.Args[1], limit>>20)
		}
	}
}

// compare starts the server, and a process for each direction.
func compare() error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	server := exec.Command(executable, "serve")
	server.Stderr = os.Stderr
	output, err := server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	defer server.Process.Kill()
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return err
	}
	fmt.Println("| 1 GiB | speed | memory at most |\n|---|---|---|")
	for _, direction := range []string{"up", "down", "out-of-order"} {
		client := exec.Command(executable, direction, strings.TrimSpace(address))
		client.Stdout, client.Stderr = os.Stdout, os.Stderr
		if err := client.Run(); err != nil {
			return err
		}
	}
	return nil
}

// serve reads requests to their ends. It responds with as many attachments of 1 GiB as the request has the letter x.
func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head, err := io.ReadAll(io.LimitReader(r.Body, 2000)) // the envelope is in it
		if err == nil {
			_, err = io.Copy(io.Discard, r.Body)
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		elements, names := "", []string{"scan", "thumbnail"}[:strings.Count(string(head), "x</t:title>")+strings.Count(string(head), "xx</t:title>")]
		for _, name := range names {
			elements += "<t:" + name + `><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:` + name + `"/></t:` + name + ">"
		}
		if elements == "" {
			elements = "<t:scan/>"
		}
		w.Header().Set("Content-Type", `multipart/related; type="application/xop+xml"; boundary=B; start-info="text/xml"`)
		fmt.Fprint(w, "--B\r\nContent-Type: application/xop+xml\r\n\r\n"+
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><t:stored xmlns:t="urn:attachments">`+
			"<t:title/>"+elements+"</t:stored></s:Body></s:Envelope>")
		for _, name := range names {
			fmt.Fprintf(w, "\r\n--B\r\nContent-ID: <%s>\r\n\r\n", name)
			io.Copy(w, content())
		}
		fmt.Fprint(w, "\r\n--B--\r\n")
	}))
}

// content returns 1 GiB that cannot be rewound.
func content() io.Reader { return io.LimitReader(new(pattern), size) }

// pattern has no end. Some of its bytes begin like a delimiter.
type pattern struct{}

var page = []byte(strings.Repeat("\r\n--A\r\n"+strings.Repeat("0123456789abcdef", 200), 20))

func (*pattern) Read(p []byte) (int, error) { return copy(p, page), nil }

func store(address, title string, scan io.Reader) (*attachments.Document, error) {
	client, err := attachments.New(attachments.Config{Endpoint: address})
	if err != nil {
		return nil, err
	}
	return client.Store(context.Background(), &attachments.Document{Title: title, Scan: &attachments.Attachment{Body: scan}})
}

func upload(address string) error {
	_, err := store(address, "", content())
	return err
}

func download(address string) error {
	stored, err := store(address, "x", strings.NewReader(""))
	if err != nil {
		return err
	}
	return discard(stored.Scan)
}

// downloadSecond reads the second attachment first, so that the first one is put aside.
func downloadSecond(address string) error {
	stored, err := store(address, "xx", strings.NewReader(""))
	if err != nil {
		return err
	}
	if err := discard(stored.Thumbnail); err != nil {
		return err
	}
	return discard(stored.Scan)
}

func discard(a *attachments.Attachment) error {
	n, err := io.Copy(io.Discard, a)
	if err == nil && n != size {
		err = fmt.Errorf("%d of %d bytes", n, size)
	}
	return err
}
