// The server of the whole calls: it answers at once, and from a process of its own, so that its work is not counted.

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// serverArgument is how this command is asked to be the server.
const serverArgument = "serve"

// startServer starts the server and returns its address. It ends when stop is called.
func startServer() (address string, stop func() error, err error) {
	executable, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	command := exec.Command(executable, serverArgument)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	address, err = bufio.NewReader(output).ReadString('\n')
	return strings.TrimSpace(address), func() error {
		input.Close()
		return command.Wait()
	}, err
}

// serve is the server. It prints its address and serves until its standard input ends.
func serve() error {
	docs, err := makeDocuments()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("POST /", answer("text/xml;charset=UTF-8", envelope(docs.responses[0].bytes)))
	mux.Handle("GET /", answer("application/json", docs.single))
	go http.Serve(listener, mux)
	fmt.Println(listener.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// answer is a handler that reads the request to its end and answers with body.
func answer(contentType string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	})
}

// envelope is the SOAP 1.1 envelope with element in its body, as the service writes it.
func envelope(element []byte) []byte {
	return fmt.Appendf(nil, `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">`+
		`<SOAP-ENV:Header/><SOAP-ENV:Body>%s</SOAP-ENV:Body></SOAP-ENV:Envelope>`, element)
}
